"""The morning of a salesperson, in the browser: at a desk, and on a phone."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged

LATE = 10


class DayTourCase(HttpCase):
    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("en_US")
        self.company = self.env["res.company"].create({"name": "Day tour"})
        self.company.next_action_policy = "ask"
        self.user = new_test_user(
            self.env,
            login="day-tour",
            groups="sales_team.group_sale_salesman,base.group_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
            lang="en_US",
        )
        self.today = fields.Date.context_today(self.env.user)
        self.leads = self.env["crm.lead"]
        for index in range(LATE):
            customer = self.env["res.partner"].create(
                {
                    "name": f"Customer {index}",
                    "phone": f"+33 1 99 00 00 {index:02}",
                    "email": f"customer{index}@example.com",
                }
            )
            lead = self.env["crm.lead"].create(
                {
                    "name": f"Deal {index}",
                    "type": "opportunity",
                    "user_id": self.user.id,
                    "company_id": self.company.id,
                    "partner_id": customer.id,
                    "urgency": "2" if index else "3",
                }
            )
            lead.activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=self.today - timedelta(days=LATE - index),
                summary=f"Call {index}",
                user_id=self.user.id,
            )
            self.leads |= lead

    def _get_done(self):
        return (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search(
                [
                    ("res_model", "=", "crm.lead"),
                    ("res_id", "in", self.leads.ids),
                    ("active", "=", False),
                ]
            )
        )


@tagged("standard", "post_install", "-at_install")
class TestDayTour(DayTourCase):
    def test_morning(self):
        """Ten items in nineteen clicks: one is done and planned again, eight are put off, …"""
        self.start_tour("/odoo", "pilotage_commercial_day", login=self.user.login)
        self.assertEqual(self._get_done().mapped("summary"), ["Call 0"])
        self.leads.invalidate_recordset()
        self.assertTrue(all(lead.next_action_date > self.today for lead in self.leads))
        self.assertEqual(self.leads[0].next_action, "Send the quotation")

    def test_back_after_a_reload(self):
        """A row has no page: with its id in the address, the browser stayed on the deal."""
        self.start_tour(
            "/odoo/to-handle",
            "pilotage_commercial_day_back",
            login=self.user.login,
        )

    def test_board(self):
        self.start_tour(
            "/odoo/to-handle",
            "pilotage_commercial_day_board",
            login=self.user.login,
        )
        self.leads.invalidate_recordset()
        self.assertEqual(self.leads[0].next_action_date, self.today)


@tagged("standard", "post_install", "-at_install")
class TestDayPhoneTour(DayTourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_morning(self):
        self.start_tour("/odoo", "pilotage_commercial_day_phone", login=self.user.login)
        self.leads.invalidate_recordset()
        self.assertEqual(self._get_done().mapped("summary"), ["Call 0"])
        self.assertEqual(self.leads[0].next_action, "Visit the site")
        self.assertGreater(self.leads[1].next_action_date, self.today)
