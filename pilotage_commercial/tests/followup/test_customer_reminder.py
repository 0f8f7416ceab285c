"""The reminder of a customer in the portfolio."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from ..common_customer import CustomerCase


@tagged("standard", "post_install", "-at_install")
class TestCustomerReminder(CustomerCase):
    def _remind(self, partner, days, user):
        return partner.activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=fields.Date.today() + timedelta(days=days),
            user_id=user.id,
        )

    def test_first_open_one(self):
        partner, other = self._buyer(days=["2026-11-01"]), self._buyer(days=["2026-11-01"])
        customer = self._customer(partner)
        self.assertEqual((len(customer.reminder_id), customer.reminder_date), (0, False))
        self._remind(partner, 5, self.manager)
        first = self._remind(partner, -2, self.manager)
        self._remind(partner, -9, self.manager)._action_done()
        self._remind(other, -20, self.manager)
        customer.invalidate_recordset()
        self.assertEqual(customer.reminder_id, first)
        self.assertEqual(customer.reminder_date, first.date_deadline)

    def test_done_and_the_next_one(self):
        partner = self._buyer(days=["2026-11-01"])
        self._remind(partner, 0, self.manager)
        second = self._remind(partner, 3, self.manager)
        customer = self._customer(partner)
        customer.action_reminder_done()
        customer.invalidate_recordset()
        self.assertEqual(customer.reminder_id, second)

    def test_planned_on_the_contact(self):
        partner = self._buyer(days=["2026-11-01"])
        action = self._customer(partner).action_remind()
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        form = Form(wizard)
        form.summary = "Call back"
        form.save().action_schedule_activities()
        self.assertEqual(partner.activity_ids.summary, "Call back")

    def test_not_for_who_sells_nothing(self):
        clerk = new_test_user(self.env, "reminder-clerk", "base.group_user")
        customer = self._customer(self._buyer(days=["2026-11-01"])).with_user(clerk)
        for method in (customer.action_remind, customer.action_reminder_done):
            with self.assertRaises(AccessError):
                method()
