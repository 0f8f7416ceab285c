"""Rules for every test of the repository."""

import logging

import freezegun
import pytest

# Tests freeze the time; how long they last is measured by the real one.
freezegun.configure(extend_ignore_list=["_pytest"])


class Warnings(logging.Handler):
    """Collect what Odoo logs at WARNING or worse.

    What a test expects (``assertLogs``, ``mute_logger``) does not come here: both cut the logger
    from its parents while they last.
    """

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    def check(self):
        lines, self.lines = self.lines, []
        if lines:
            pytest.fail("Odoo logged:\n" + "\n".join(lines), pytrace=False)


WARNINGS = Warnings()


def pytest_addoption(parser):
    parser.addoption("--nightly", action="store_true", help="run the tests marked nightly too")


def pytest_configure(config):
    logging.getLogger("odoo").addHandler(WARNINGS)


def is_nightly(item):
    """Return whether a test is marked for pytest, or tagged for Odoo's own runner."""
    tags = getattr(getattr(item, "cls", None), "test_tags", ())
    return "nightly" in tags or item.get_closest_marker("nightly")


def pytest_collection_modifyitems(config, items):
    """Leave out what takes minutes and proves little more than what is run each time."""
    if not config.getoption("nightly"):
        left_out = [item for item in items if is_nightly(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """A test during which (or during the setup of whose class) Odoo warned has failed."""
    result = yield
    WARNINGS.check()
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    result = yield
    WARNINGS.check()
    return result
