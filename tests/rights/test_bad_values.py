"""One wrong value stops one record, and neither a scheduled action nor a screen.

Every number and day that a user may type, in the settings or on a document, gets extreme values.
Values that are not refused at once must stop neither the scheduled actions nor the daily screens.
"""

import math
import sys
from datetime import date
from unittest.mock import patch

import psycopg2
import pytest
from profiles import OURS, RightsCase, is_ours

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_cron import IrCron

VALUES = {
    "integer": (-1, 2**31 - 1),
    "float": (-1.0, 1e300, math.nan),
    "monetary": (1e300, math.nan),
    "date": (date.min, date.max),
    "datetime": ("0001-01-01 00:00:00", "9999-12-31 23:59:59"),
}
SETTINGS = ("res.company", "base.automation", "pilotage.kpi", "pilotage.kpi.target")
# Numbers and days of Odoo's own that we read.
DOCUMENTS = {
    "crm.lead": ("expected_revenue", "date_deadline", "probability", "date_closed", "date_open"),
    "sale.order": ("date_order", "validity_date", "commitment_date", "currency_rate"),
    "sale.order.line": ("price_unit", "product_uom_qty", "purchase_price"),
    "sale.order.cost": ("amount", "date"),
    "mail.activity": ("date_deadline",),
    "calendar.event": ("start", "stop"),
    "base.automation": ("trg_date_range",),
    "pilotage.review": ("week",),
}
# Columns of the lists.
SCREENS = {
    "pilotage.day": ["name", "customer_name", "action", "reason", "date", "horizon"],
    "pilotage.customer": ["status", "status_reason", "expected_order_date", "revenue_12m"],
    "pilotage.followup.yield": ["step", "reached_date", "signed_amount"],
    "crm.lead": ["attention", "attention_reason", "next_action_date", "estimated_margin"],
    "sale.order": ["order_progress", "quotation_outcome", "net_revenue", "is_low_margin"],
}
# What somebody may have written into a system parameter.
PARAMETERS = ("a few", "-1", "9" * 40, "[1")
# Errors that a user reads as a sentence, and those by which Odoo's own fields refuse a value too.
SAID = (UserError, psycopg2.IntegrityError)
REFUSED = (UserError, psycopg2.Error, ValueError, OverflowError)


class BadCase(RightsCase):
    """The scheduled actions and the daily screens, which nothing must stop."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(IrCron, "_commit_progress", lambda *args, **options: 1))
        found = cls.env["ir.model.data"].search(
            [("module", "=like", f"{OURS}%"), ("model", "=", "ir.cron")]
        )
        cls.crons = cls.env["ir.cron"].browse(found.mapped("res_id"))
        if "satisfaction_request" in cls.company._fields:
            cls.company.satisfaction_request = True
        lead, own = cls.samples["crm.lead"], cls.users["own"]
        cls.samples.update(
            {
                "res.company": cls.company,
                "base.automation": cls.env["base.automation"].search(
                    [("followup_kind", "=", "quotation")], limit=1
                ),
                "sale.order.line": cls.samples["sale.order"].order_line[:1],
                "mail.activity": lead.activity_schedule(user_id=own.id, summary="Call"),
                "calendar.event": cls.env["calendar.event"].create(
                    {
                        "name": "Visit",
                        "start": "2026-03-11 09:00:00",
                        "stop": "2026-03-11 10:00:00",
                        "opportunity_id": lead.id,
                        "partner_ids": [(6, 0, own.partner_id.ids)],
                        "user_id": own.id,
                    }
                ),
            }
        )
        cls.env.flush_all()

    def _get_screens(self):
        """Return ``{name: function}`` of the daily screens."""
        screens = {}
        kpis = self._as(self.env["pilotage.kpi"], "manager")
        for name in ("get_cockpit", "get_lists", "get_funnel", "get_coverage", "get_forecast"):
            screens[name] = lambda name=name: getattr(kpis, name)({})
        for profile in ("manager", "own"):
            for model, names in SCREENS.items():
                records = self._as(self.env[model], profile)
                screens[profile, model] = lambda records=records, names=names: records.search_read(
                    [], names
                )
            screens[profile, "agenda"] = self.users[profile]._get_agenda
        return screens

    def _find_failures(self, label, screens):
        failures = []
        for cron in self.crons.exists():
            with self._undone():
                self.env.invalidate_all()
                failures += self._find_failure(label, cron.name, cron.ir_actions_server_id.run)
        with self._undone():
            self.env.invalidate_all()
            for name, work in screens.items():
                failures += self._find_failure(label, name, work)
        return failures

    def _find_failure(self, label, name, work):
        try:
            with self.env.cr.savepoint():
                work()
        except UserError:
            return []
        except Exception as error:  # noqa: BLE001  whatever it is, it stops the rest
            return [f"{label}: {name}: {type(error).__name__}: {error}"[:300]]
        return []


@tagged("standard", "post_install", "-at_install")
class TestBadValues(BadCase):
    def _check(self, model_name, names, screens):
        record, failures = self.samples[model_name].sudo(), []
        self.assertTrue(record, model_name)
        for name in names:
            for value in VALUES[record._fields[name].type]:
                with self._undone():
                    if self._write(record, name, value):
                        label = f"{model_name}.{name} = {value}"
                        failures += self._find_failures(label, screens)
        self.assertFalse(failures, "\n" + "\n".join(failures))

    def _write(self, record, name, value):
        """Write as a user who may; return whether the value was accepted."""
        is_mine = any(map(is_ours, record._fields[name]._modules))
        # No browser sends what is not a number.
        refused = SAID if is_mine and value == value else REFUSED
        try:
            with self.env.cr.savepoint():
                record.write({name: value})
                self.env.flush_all()
                self.env.cr.precommit.run()
        except refused:
            self.env.invalidate_all()
            self.env.cr.precommit.clear()
            return False
        return True

    def _get_typed(self, model_name):
        """Return the names of our fields in which users type a number or a day."""
        return [
            name
            for name, field in self.env[model_name]._fields.items()
            if field.type in VALUES
            and field.store
            and not (field.readonly or field.compute)
            and field._modules
            and all(is_ours(module) for module in field._modules)
        ]

    @mute_logger("odoo.sql_db")
    def test_settings(self):
        for model_name in SETTINGS:
            with self.subTest(model=model_name):
                self._check(model_name, self._get_typed(model_name), {})

    @pytest.mark.nightly
    @mute_logger("odoo.sql_db")
    def test_documents(self):
        for model_name, names in DOCUMENTS.items():
            with self.subTest(model=model_name):
                names = {*names, *self._get_typed(model_name)}
                self._check(model_name, sorted(names), self._get_screens())

    def test_parameters(self):
        """Whatever a system parameter says that our code reads."""
        read, get_param = set(), type(self.env["ir.config_parameter"]).get_param

        def get_changed(parameters, key, default=False):
            if "pilotage_commercial" not in sys._getframe(1).f_code.co_filename:
                return get_param(parameters, key, default)
            read.add(key)
            return value

        failures = []
        for value in PARAMETERS:
            with patch.object(type(self.env["ir.config_parameter"]), "get_param", get_changed):
                failures += self._find_failures(f"parameters = {value!r}", self._get_screens())
        self.assertFalse(failures, "\n".join(failures))
        self.assertGreaterEqual(len(read), 4, read)
