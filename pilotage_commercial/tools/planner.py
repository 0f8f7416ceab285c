"""What PostgreSQL is told before it looks many records up in sets found once."""

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
