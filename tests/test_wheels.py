"""Each of our addons is a wheel that pip installs and Odoo finds."""

import ast
import json
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ADDONS = [ROOT / "pilotage_commercial", *sorted((ROOT / "bridges").glob("pilotage_commercial_*"))]
# Odoo's list of its addons, from the folders that Python knows.
FIND = """
import json, sys
import odoo.addons
from odoo.modules.module import get_module_path, initialize_sys_path, Manifest
initialize_sys_path()
version = lambda name: Manifest.for_addon(name)["version"]
found = {name: [get_module_path(name), version(name)] for name in sys.argv[1:]}
print(json.dumps(found))
"""


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def get_version(addon):
    return ast.literal_eval((addon / "__manifest__.py").read_text())["version"]


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """``{addon: wheel}``, as ``script/wheels`` builds them."""
    folder = tmp_path_factory.mktemp("wheels")
    run(ROOT / "script" / "wheels", folder)
    found = {re.match(r"odoo_addon_(.+?)-", path.name)[1]: path for path in folder.glob("*.whl")}
    assert sorted(found) == sorted(addon.name for addon in ADDONS)
    return found


def test_one_release_one_version(wheels):
    assert len({get_version(addon) for addon in ADDONS}) == 1
    for addon in ADDONS:
        assert f"-{get_version(addon)}-" in wheels[addon.name].name


def test_installed_by_pip_and_found_by_odoo(wheels, tmp_path):
    run(sys.executable, "-m", "venv", tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", *wheels.values())
    # Odoo and its libraries are those of the tests; its addons path does not contain our addons.
    here = sysconfig.get_path("purelib")
    libraries = [here, *(Path(here) / "odoo.pth").read_text().split()]
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    environment = {**os.environ, "PYTHONPATH": ":".join(libraries), "ODOO_RC": "/dev/null"}
    names = [addon.name for addon in ADDONS]
    found = json.loads(run(python, "-c", FIND, *names, env=environment, cwd=tmp_path))
    for addon in ADDONS:
        path, version = found[addon.name]
        assert Path(path) == Path(site) / "odoo" / "addons" / addon.name
        assert version == get_version(addon)
        kept = {file.relative_to(path).as_posix() for file in Path(path).rglob("*.xml")}
        assert kept == {file.relative_to(addon).as_posix() for file in addon.rglob("*.xml")}
