"""What PostgreSQL is told of the queries that follow, until the end of the transaction."""

from odoo.tools import SQL

# Of a set that may not fit, PostgreSQL would go through the whole again for each record.
WORK_MEM = "128MB"


def allow_large_sets(env):
    """Let PostgreSQL keep large sets in memory until the end of the transaction of ``env``.

    Nor is a query compiled meanwhile (JIT): that takes longer than running it.
    """
    env.cr.execute(
        SQL(
            """SELECT set_config('jit', 'off', TRUE),
                      CASE WHEN pg_size_bytes(current_setting('work_mem')) < pg_size_bytes(%s)
                           THEN set_config('work_mem', %s, TRUE) END""",
            WORK_MEM,
            WORK_MEM,
        )
    )


def expect_short_queries(env):
    """Tell PostgreSQL that what follows in the transaction of ``env`` takes milliseconds.

    Parallel workers would save little of it, and first load all that the backend has loaded:
    where it once compiled a query, as long as the whole takes. Nor is anything compiled.
    """
    env.cr.execute(
        SQL(
            """SELECT set_config('jit', 'off', TRUE),
                      set_config('max_parallel_workers_per_gather', '0', TRUE)"""
        )
    )
