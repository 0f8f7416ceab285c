"""Throw-away databases for the tests that need more than one process."""

import os
import subprocess
import sys
import uuid
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmark"))

import sandbox  # noqa: E402


@pytest.fixture(scope="session")
def base():
    """Name of a database with the addons ours depends on, nothing else.

    ``PILOTAGE_TEST_TEMPLATE`` may name one; otherwise it is made, which takes most of the time.
    """
    given = os.environ.get("PILOTAGE_TEST_TEMPLATE")
    if given:
        yield given
        return
    name = f"tests_base_{uuid.uuid4().hex[:8]}"
    try:
        sandbox.install_base(name)
        yield name
    finally:
        sandbox.drop(name)


@contextmanager
def copies(template):
    """Function giving the name of a new copy of a database, dropped at the end of the block."""
    names = []

    def make():
        names.append(f"tests_{uuid.uuid4().hex[:8]}")
        sandbox.clone(template, names[-1])
        return names[-1]

    try:
        yield make
    finally:
        for name in names:
            sandbox.drop(name)


@pytest.fixture(scope="module")
def make_database(base):
    """Function giving the name of a new copy of the base database, dropped afterwards."""
    with copies(base) as make:
        yield make


@pytest.fixture(scope="session")
def installed(base):
    """A database with our application alone, installed once for all tests, and what the
    installation printed. Work on copies: ``make_installed``.
    """
    with copies(base) as make:
        name = make()
        _time, output = sandbox.odoo(name, "-i", sandbox.ADDON, "--log-level=warn")
        yield SimpleNamespace(name=name, output=output)


@pytest.fixture(scope="module")
def make_installed(installed):
    """Function giving the name of a new copy of ``installed``, dropped afterwards."""
    with copies(installed.name) as make:
        yield make


@pytest.fixture(scope="session")
def shell():
    """Function running code in ``odoo shell`` on a database; it returns what was printed and
    logged."""

    def run(database, code):
        done = subprocess.run(
            [str(ROOT / "script" / "odoo"), "shell", "-d", database, "--log-level=warn"],
            # The shell goes on after an error: print that the end was reached.
            input=f"{code}\nprint('THE END')\n",
            capture_output=True,
            text=True,
            check=True,
        )
        if "THE END" not in done.stdout or "Traceback" in done.stderr:
            raise RuntimeError(f"odoo shell on {database}:\n{done.stdout}\n{done.stderr[-4000:]}")
        return done.stdout + done.stderr

    return run
