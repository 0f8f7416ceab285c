"""What an administrator deletes or archives stops one feature, not a screen nor a cron.

The records come from the source: each XML id that the code of our addons names.
"""

import ast
from pathlib import Path

import psycopg2
import pytest
from test_bad_values import BadCase
from test_matrix import ARGUMENTS

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

ROOT = Path(__file__).resolve().parent.parent.parent
# Without these there is no Odoo.
NEEDED = ("base.", "web.", "mail.mt_")


def get_names():
    """Return the texts in our code that may be XML ids."""
    names = set()
    for folder in (ROOT / "pilotage_commercial", ROOT / "bridges"):
        for path in folder.rglob("*.py"):
            if {"tests", "migrations"} & set(path.relative_to(ROOT).parts):
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                text = node.value if isinstance(node, ast.Constant) else None
                if isinstance(text, str) and text.count(".") == 1 and " " not in text:
                    names.add(text)
    return sorted(names)


@tagged("standard", "post_install", "-at_install")
class TestGone(BadCase):
    def _get_records(self):
        """Return ``{XML id: record}`` of the records that our code names."""
        names = [name for name in get_names() if not name.startswith(NEEDED)]
        found = {name: self.env.ref(name, False) for name in names if not name.endswith(".")}
        return {name: record for name, record in found.items() if record is not None}

    def _find_stopped(self, label):
        """Return the buttons of ours that stop with a traceback."""
        failures = []
        for addon in self._get_addons():
            for model_name, name in self._get_public_methods(addon):
                if not self.samples.get(model_name):
                    continue
                try:
                    self._call(model_name, name, "manager", ARGUMENTS.get(name, ()))
                except Exception as error:  # noqa: BLE001  whatever it is, it reaches a user
                    failures.append(
                        f"{label}: {model_name}.{name}: {type(error).__name__}: {error}"[:300]
                    )
        return failures

    @pytest.mark.nightly
    @mute_logger(
        "odoo.sql_db",
        "odoo.models.unlink",
        "odoo.addons.base.models.ir_model",
        # Odoo itself sends a mail without its layout, and says so.
        "odoo.addons.base.models.ir_qweb",
        "odoo.addons.mail.models.mail_render_mixin",
    )
    def test_deleted(self):
        screens, failures, deleted = self._get_screens(), [], []
        for name, record in self._get_records().items():
            with self._undone():
                try:
                    with self.env.cr.savepoint():
                        record.sudo().unlink()
                except (UserError, psycopg2.Error):
                    continue
                deleted.append(name)
                failures += self._find_failures(f"without {name}", screens)
                failures += self._find_stopped(f"without {name}")
            self.env.registry.clear_all_caches()
        self.assertFalse(failures, "\n" + "\n".join(failures))
        self.assertGreater(len(deleted), 10)
