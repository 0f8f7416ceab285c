"""Our own checks of the linter."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "script"))

import check_files


@pytest.mark.parametrize(
    ("packages", "tests", "unseen"),
    [
        ({"": "from . import test_a"}, ["test_a"], []),
        ({"": "from . import common, test_a\nfrom . import test_b"}, ["test_a", "test_b"], []),
        ({"": "from . import test_b"}, ["test_a", "test_b"], ["test_a"]),
        ({"": "from .order import *", "order": "from . import test_a"}, ["order/test_a"], []),
        ({"": "from .order import test_a", "order": ""}, ["order/test_a"], []),
        ({"": "from .order import *", "order": ""}, ["order/test_a"], ["order/test_a"]),
        # Odoo only runs the modules that ``tests`` itself imports.
        (
            {"": "from . import order", "order": "from . import test_a"},
            ["order/test_a"],
            ["order/test_a"],
        ),
        # Of two files with the same name, it keeps one.
        (
            {
                "": "from .order import *\nfrom .kpi import *",
                "order": "from . import test_a",
                "kpi": "from . import test_a",
            },
            ["order/test_a", "kpi/test_a"],
            ["order/test_a"],
        ),
    ],
)
def test_a_test_that_odoo_does_not_see(tmp_path, monkeypatch, packages, tests, unseen):
    monkeypatch.setattr(check_files, "ROOT", tmp_path)
    folder = tmp_path / "addon" / "tests"
    for package, code in packages.items():
        (folder / package).mkdir(parents=True)
        (folder / package / "__init__.py").write_text(code)
    paths = [folder / f"{name}.py" for name in tests]
    found = list(check_files.check_tests(paths, ["addon"]))
    start = "Odoo does not see it from addon/tests/__init__.py"
    assert found == [f"addon/tests/{name}.py: {start}" for name in unseen]
