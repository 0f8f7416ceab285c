"""Throw-away databases, and the effects of an installation on them.

Used by the benchmark and by the volume tests. The server is found by PGHOST, PGPORT, PGUSER.
"""

import configparser
import json
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
ADDON = "pilotage_commercial"
# The dependencies of the addon: a company's Odoo before it.
BASE_ADDONS = "crm,sale_management,sale_crm,sale_margin,base_automation"
FIRST_WITH_STRATEGY = 150000
STOCK_STAGES = ["New", "Qualified", "Proposition", "Won"]
SLOW_QUERY = re.compile(r"odoo\.sql_db: \[([\d.]+) ms\] query: (.*)", re.DOTALL)
LOG_LINE = re.compile(r"^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)", re.MULTILINE)


def query(database, statement, parameters=None):
    """Rows of one statement, run outside any transaction."""
    with closing(psycopg2.connect(dbname=database)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []


def exists(name):
    return bool(query("postgres", "SELECT 1 FROM pg_database WHERE datname = %s", [name]))


def clone(template, name):
    """Copy a database nobody is connected to, with its filestore."""
    version = query("postgres", "SHOW server_version_num")[0][0]
    # Copying files is several times faster than logging gigabytes of pages.
    strategy = " STRATEGY file_copy" if int(version) >= FIRST_WITH_STRATEGY else ""
    query("postgres", f'CREATE DATABASE "{name}" TEMPLATE "{template}"{strategy}')
    if filestore(template).is_dir():
        shutil.copytree(filestore(template), filestore(name), dirs_exist_ok=True)


def drop(name):
    query("postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(filestore(name), ignore_errors=True)


def filestore(name):
    """Folder where Odoo keeps the attachments of a database."""
    cache = Path(os.environ.get("PILOTAGE_CACHE", ROOT / ".cache"))
    configuration = configparser.RawConfigParser()
    configuration.read(os.environ.get("ODOO_RC", cache / "odoo.conf"))
    data = configuration.get("options", "data_dir", fallback=str(cache / "data"))
    return Path(data) / "filestore" / name


def odoo(database, *arguments):
    """Run Odoo's command line on ``database``.

    :return: seconds taken and everything it printed
    :raise RuntimeError: when it fails, with the end of what it printed
    """
    command = [str(ROOT / "script" / "odoo"), "-d", database, *arguments, "--stop-after-init"]
    started = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - started
    output = done.stdout + done.stderr
    if done.returncode or re.search(r" (ERROR|CRITICAL) ", output):
        raise RuntimeError(f"{' '.join(command)} failed:\n{output[-4000:]}")
    return seconds, output


def run_in_shell(database, *files, **options):
    """Run ``files`` of measures in ``odoo shell`` on ``database``, which read ``OPTIONS``.

    :return: what they print in JSON behind ``FOUND``
    :raise RuntimeError: when they print nothing, with the end of what was said
    """
    source = "\n".join([f"OPTIONS = {options!r}", *(file.read_text() for file in files)])
    done = subprocess.run(
        [str(ROOT / "script" / "odoo"), "shell", "-d", database, "--log-level=error"],
        input=source,
        capture_output=True,
        text=True,
        check=False,
    )
    found = [line for line in done.stdout.splitlines() if line.startswith("FOUND ")]
    if not found:
        raise RuntimeError(f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return json.loads(found[0].removeprefix("FOUND "))


def install_base(name):
    """Create a database with the dependencies of our addon, without demo data."""
    odoo(name, "-i", BASE_ADDONS, "--log-level=warn")


def generate(name, **sizes):
    """Fill a database with history; ``sizes`` are the options of ``generate.py``."""
    command = [sys.executable, str(ROOT / "benchmark" / "generate.py"), "--database", name]
    for option, value in sizes.items():
        command.append("--" + option.replace("_", "-"))
        command += [] if value is True else [str(value)]
    subprocess.run(command, check=True)


def installed(name):
    """Whether Odoo finished installing our addon there."""
    state = query(name, "SELECT state FROM ir_module_module WHERE name = %s", [ADDON])
    return state == [("installed",)]


def slow_queries(output, seconds):
    """Queries of a log at ``odoo.sql_db:DEBUG`` that took at least ``seconds``, slowest first."""
    found = [match for part in LOG_LINE.split(output) if (match := SLOW_QUERY.search(part))]
    timed = [(float(match[1]) / 1000, " ".join(match[2].split())) for match in found]
    return sorted((pair for pair in timed if pair[0] >= seconds), reverse=True)


@dataclass
class Footprint:
    """State of a database, to be compared with a later one.

    ``files`` names each table's file on disk: a rewritten table has another one. ``updated``
    counts row versions written by UPDATE since the database exists.
    """

    files: dict
    updated: dict
    stages: list
    leads: int
    stage_by_lead: str

    @classmethod
    def of(cls, database):
        [(leads, stage_by_lead)] = query(database, _STAGE_BY_LEAD)
        return cls(
            files=dict(query(database, _FILES)),
            updated=dict(query(database, _UPDATED)),
            stages=query(database, _STAGES),
            leads=leads,
            stage_by_lead=stage_by_lead,
        )

    def rewritten(self, later):
        """Tables of this footprint that have another file in ``later``."""
        return sorted(t for t, file in self.files.items() if later.files.get(t, file) != file)

    def updates(self, later):
        """Rows updated meanwhile, by table, for those with any."""
        counts = {table: n - self.updated.get(table, 0) for table, n in later.updated.items()}
        return {table: count for table, count in sorted(counts.items()) if count}

    def changed_stages(self, later):
        """Stages of this footprint whose name, order, outcome or teams are not the same later."""
        remaining = {stage[0]: stage for stage in later.stages}
        return [stage for stage in self.stages if remaining.get(stage[0]) != stage]


_FILES = """
    SELECT oid::regclass::text, pg_relation_filenode(oid) FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
_UPDATED = "SELECT relid::regclass::text, n_tup_upd FROM pg_stat_user_tables"
_STAGES = """
    SELECT id, name, sequence, is_won, fold,
           (SELECT array_agg(crm_team_id ORDER BY crm_team_id) FROM crm_stage_crm_team_rel
             WHERE crm_stage_id = id)
      FROM crm_stage ORDER BY id
"""
_STAGE_BY_LEAD = """
    SELECT count(*), md5(string_agg(id || ':' || coalesce(stage_id, 0), ',' ORDER BY id))
      FROM crm_lead
"""
