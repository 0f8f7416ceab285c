"""Opportunities in a company of the tests, on one frozen day."""

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import TransactionCase, new_test_user

NOW = datetime(2026, 3, 18, 10, 0)  # a Wednesday
LONG_AGO = NOW - timedelta(days=30)


def days_ago(days):
    return NOW - timedelta(days=days)


class AttentionCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        freezer = freeze_time(NOW)
        freezer.start()
        cls.addClassCleanup(freezer.stop)
        cls.env["res.lang"]._activate_lang("en_US")
        cls._freeze_transaction()
        cls.company = cls.env["res.company"].create({"name": "Attention", "logo": False})
        cls.company.resource_calendar_id.tz = "Europe/Paris"
        values = {
            "company_id": cls.company.id,
            "company_ids": [(6, 0, cls.company.ids)],
            "context": {"no_reset_password": True},  # nobody is invited
        }
        cls.sales = new_test_user(
            cls.env,
            login="attention-sales",
            groups="sales_team.group_sale_manager",
            tz="Europe/Paris",
            lang="en_US",
            **values,
        )
        cls.colleague = new_test_user(
            cls.env, login="attention-colleague", groups="sales_team.group_sale_salesman", **values
        )
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Mme Girard",
                "email": "girard@example.com",
            }
        )
        cls.robot = cls.env.ref("base.user_root")
        cls.env = cls.env(
            user=cls.sales,
            context={"allowed_company_ids": cls.company.ids, "tz": "Europe/Paris", "lang": "en_US"},
        )

    @classmethod
    def _freeze_transaction(cls):
        # The clock of the transaction, for create_date and date_open.
        previous = cls.env.cr._now
        cls.env.cr._now = NOW
        cls.addClassCleanup(setattr, cls.env.cr, "_now", previous)

    def _lead(self, created=LONG_AGO, **values):
        lead = (
            self.env["crm.lead"]
            .with_context(mail_create_nolog=True)
            .create(
                {
                    "name": "Deal",
                    "type": "opportunity",
                    "user_id": self.sales.id,
                    "partner_id": self.customer.id,
                    **values,
                }
            )
        )
        lead = lead.with_env(self.env)
        self._flush_tracking()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = %s", [created, lead.id]
        )
        lead.invalidate_recordset()
        return lead

    def _flush_tracking(self):
        self.env.flush_all()
        self.env.cr.precommit.run()

    def _at(self, moment):
        return freeze_time(moment)

    def _quotation(self, lead):
        product = self.env["product.product"].sudo().create({"name": "Work", "type": "service"})
        return (
            self.env["sale.order"]
            .with_context(mail_create_nolog=True)
            .create(
                {
                    "partner_id": self.customer.id,
                    "opportunity_id": lead.id,
                    "company_id": self.company.id,
                    "order_line": [fields.Command.create({"product_id": product.id})],
                }
            )
        )

    def _activity(self, lead, day, xmlid="mail.mail_activity_data_todo", **values):
        return lead.activity_schedule(
            xmlid, date_deadline=day, summary="Call", user_id=self.sales.id, **values
        )

    def _meeting(self, lead, start, hours=1):
        return self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": start,
                "stop": start + timedelta(hours=hours),
                "opportunity_id": lead.id,
            }
        )

    def assertAttention(self, lead, attention, kind=False, at=False):
        self._flush_tracking()
        lead.invalidate_recordset()
        self.assertEqual(
            (lead.last_interaction_type, lead.last_interaction_date, lead.attention),
            (kind, at, attention),
            lead.attention_reason,
        )
        self.assertEqual(bool(lead.attention_reason), bool(attention))
        # Searching, grouping and reading one by one agree.
        everything = self.env["crm.lead"].with_context(active_test=False)
        scope = [("id", "=", lead.id)]
        self.assertEqual(everything.search([*scope, ("attention", "=", attention)]), lead)
        self.assertFalse(everything.search([*scope, ("attention", "!=", attention)]))
        self.assertEqual(
            everything._read_group(scope, ["attention"], ["__count"]), [(attention, 1)]
        )
