"""Shared by the table modules: SQL with parameters, new ids, and fast insertion."""

import time
from contextlib import contextmanager

import psycopg2

# Below this number of rows, dropping and rebuilding indexes costs more than it saves.
BULK_ROWS = 20_000


class Database:
    """One transaction on a database where Odoo is installed.

    :param psycopg2.extensions.cursor cursor: cursor of the transaction
    :param int seed: any 32-bit number; it selects the data
    """

    def __init__(self, cursor, seed):
        self.cursor = cursor
        self._create_functions(seed)

    def execute(self, query, **parameters):
        self.cursor.execute(query, parameters or None)
        return self.cursor

    def row(self, query, **parameters):
        return self.execute(query, **parameters).fetchone()

    def value(self, query, **parameters):
        row = self.row(query, **parameters)
        return row and row[0]

    def ref(self, xmlid):
        """Database id of the record that Odoo knows as ``module.name``."""
        module, name = xmlid.split(".")
        res_id = self.value(
            "SELECT res_id FROM ir_model_data WHERE module = %(module)s AND name = %(name)s",
            module=module,
            name=name,
        )
        if not res_id:
            raise LookupError(f"{xmlid} is not in this database: is Odoo's CRM installed?")
        return res_id

    def model_id(self, model):
        return self.value("SELECT id FROM ir_model WHERE model = %(model)s", model=model)

    def field_id(self, model, name):
        query = "SELECT id FROM ir_model_fields WHERE model = %(model)s AND name = %(name)s"
        return self.value(query, model=model, name=name)

    def last_id(self, table):
        """Highest id in use: new rows are numbered from the next one."""
        return self.value(f"SELECT greatest(max(id), 0) FROM {table}") or 0

    def has_column(self, table, column):
        return bool(
            self.value(
                "SELECT 1 FROM pg_attribute WHERE attrelid = %(table)s::regclass"
                " AND attname = %(column)s AND NOT attisdropped",
                table=table,
                column=column,
            )
        )

    def insert(self, table, values, source, optional=None, **parameters):
        """``INSERT INTO table … SELECT … FROM source``.

        :param dict values: SQL expression by column
        :param str source: what stands after ``FROM``
        :param dict optional: the same as ``values`` for columns that may be absent
        :return: number of rows inserted
        """
        values = dict(values)
        for column, expression in (optional or {}).items():
            if self.has_column(table, column):
                values[column] = expression
        query = "INSERT INTO {} ({})\nSELECT {}\nFROM {}".format(
            table, ", ".join(values), ", ".join(values.values()), source
        )
        return self.execute(query, **parameters).rowcount

    def temporary(self, name, query, **parameters):
        """Keep the rows of ``query`` as the temporary table ``name``, with fresh statistics."""
        self.execute(f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {query}", **parameters)
        self.execute(f"ANALYZE {name}")

    def finish(self, table):
        """Let the next record that Odoo creates in ``table`` follow the generated ones."""
        self.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
        )

    @contextmanager
    def bulk(self, tables, rows):
        """Insert ``rows`` rows in ``tables`` without their secondary indexes, built afterwards."""
        indexes = self._secondary_indexes(tables) if rows >= BULK_ROWS else []
        for name, _definition in indexes:
            self.execute(f"DROP INDEX {name}")
        yield
        for _name, definition in indexes:
            self.execute(definition.replace("%", "%%"))

    def skip_foreign_keys(self):
        """Foreign keys hold by construction: checking a million rows one by one takes minutes.

        Needs a superuser; for anybody else it stays as it is, slower.
        """
        self.execute("SAVEPOINT role")
        try:
            self.execute("SET LOCAL session_replication_role = replica")
        except psycopg2.errors.InsufficientPrivilege:
            self.execute("ROLLBACK TO SAVEPOINT role")

    def _secondary_indexes(self, tables):
        return self.execute(
            """
            SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
              FROM pg_index
             WHERE indrelid::regclass::text = ANY(%(tables)s) AND NOT indisunique
             ORDER BY 1
            """,
            tables=list(tables),
        ).fetchall()

    def _create_functions(self, seed):
        """``u(row, salt)``: a number in [0, 1); ``pick(list, row, salt)``: one of the list."""
        self.execute(
            f"""
            CREATE FUNCTION pg_temp.u(bigint, integer) RETURNS float8
                LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
            $$ SELECT (hashint8extended($1, {int(seed)}::bigint * 1000 + $2) & 4294967295)::float8
                      / 4294967296.0 $$;
            CREATE FUNCTION pg_temp.pick(anyarray, bigint, integer) RETURNS anyelement
                LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
            $$ SELECT $1[1 + floor(pg_temp.u($2, $3) * cardinality($1))::integer] $$;
            """
        )


@contextmanager
def step(label):
    """Print what is being filled and how long it took."""
    started = time.monotonic()
    print(f"{label:<58}", end="", flush=True)
    yield
    print(f"{time.monotonic() - started:7.1f} s", flush=True)
