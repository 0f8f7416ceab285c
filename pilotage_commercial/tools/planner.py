"""Settings of PostgreSQL's planner, until the end of the transaction."""

from contextlib import contextmanager

from odoo.tools import SQL

# A set larger than work_mem would be scanned again for each row.
WORK_MEM = "128MB"


def get_names(spec):
    """Return the fields that an order or a group names; none for what is not a text.

    >>> get_names("next_action_date:month"), get_names("attention desc, id"), get_names(None)
    (['next_action_date'], ['attention', 'id'], [])
    """
    parts = spec.split(",") if isinstance(spec, str) else ()
    return [part.split()[0].partition(":")[0] for part in parts if part.strip()]


def allow_large_sets(env):
    """Let PostgreSQL keep large sets in memory until the end of the transaction of ``env``.

    JIT is off meanwhile: compiling these queries takes longer than running them.
    """
    _apply_once(env, {"large sets"}, SQL("NULL"))


def expect_short_queries(env):
    """Tell PostgreSQL that what follows in the transaction of ``env`` takes milliseconds.

    Parallel workers save little on queries this short, and starting them costs more than it
    saves once JIT has been loaded in the backend. JIT is switched off for the same reason.
    Large sets are allowed as by :func:`allow_large_sets`.
    """
    workers = SQL("set_config('max_parallel_workers_per_gather', '0', TRUE)")
    _apply_once(env, {"large sets", "short queries"}, workers)


def _apply_once(env, hints, more):
    """Allow large sets and apply ``more``, unless the ``hints`` hold in the transaction already.

    What holds is forgotten at each savepoint and at its rollback, which restores the settings.
    """
    known = env.cr.precommit.data.setdefault("pilotage_planner", set())
    if hints <= known:
        return
    env.cr.execute(
        SQL(
            """SELECT set_config('jit', 'off', TRUE),
                      CASE WHEN pg_size_bytes(current_setting('work_mem')) < pg_size_bytes(%s)
                           THEN set_config('work_mem', %s, TRUE) END, %s""",
            WORK_MEM,
            WORK_MEM,
            more,
        )
    )
    known |= hints


@contextmanager
def grouping_in_order(env):
    """Make PostgreSQL group in the order of an index instead of hashing, inside this block.

    It overestimates the size of small groups, and so underestimates the cost of hashing.
    """
    env.cr.execute("SELECT set_config('enable_hashagg', 'off', TRUE)")
    yield
    # Not after an error: the rollback restores the setting too.
    env.cr.execute("SELECT set_config('enable_hashagg', 'on', TRUE)")
