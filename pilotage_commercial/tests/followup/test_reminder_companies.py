"""A customer who is late in two companies: each reminder belongs to its own one.

The contact is shared, and has one open reminder at a time. Both may be made on one day: the first
one is done, the second one comes with the next run.
"""

from datetime import timedelta

from odoo.tests import new_test_user, tagged

from ..common_attention import NOW
from ..common_repurchase import RepurchaseCase

# Days ago: every 30 days, expected 10 and 8 days ago.
FIRST, SECOND = (100, 70, 40), (98, 68, 38)


@tagged("standard", "post_install", "-at_install")
class TestReminderCompanies(RepurchaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Not by the manager of the first company, whom Odoo would let into the second one.
        env = cls.env(user=cls.robot.id, su=True)
        cls.other = env["res.company"].create({"name": "Beside"})
        cls.other.resource_calendar_id.tz = "Europe/Paris"
        cls.seller, cls.leader = (
            new_test_user(
                env,
                f"beside-{name}",
                f"sales_team.group_sale_{name}",
                company_id=cls.other.id,
                company_ids=[(6, 0, cls.other.ids)],
            )
            for name in ("salesman", "manager")
        )

    def _late_twice(self, name):
        """Return a customer whose reminder in the first company is done already."""
        partner = self._partner(name)
        self._orders(partner, FIRST)
        self._order_there(partner, SECOND)
        return partner

    def _order_here(self, partner, days=(0,)):
        return self._orders(partner, days)

    def _order_there(self, partner, days=(0,)):
        return self._orders(partner, days, company=self.other, user_id=self.seller.id)

    def _open(self, partner):
        return self._followups(partner).sudo().filtered("active")

    def _remind_there(self, partners):
        """Remind of each of ``partners`` for the first company, do it, then for the second one."""
        self._run()
        for partner in partners:
            self.assertEqual(self._open(partner).followup_company_id, self.company)
            self._open(partner).action_feedback("called")
        self._run()
        for partner in partners:
            self.assertEqual(self._open(partner).followup_company_id, self.other)
            self.assertEqual(self._open(partner).user_id, self.seller)

    # --- events ---

    def _nothing(self, partner):
        """No event."""

    def _ordered_here(self, partner):
        self._order_here(partner)

    def _ordered_there(self, partner):
        self._order_there(partner)

    def _entered_here(self, partner):
        # Every 32 days: in time in the first company.
        self._order_here(partner, [3])

    def _entered_there(self, partner):
        self._order_there(partner, [3])

    def _cancelled_here(self, partner):
        domain = [("partner_id", "=", partner.id), ("company_id", "=", self.company.id)]
        self.env["sale.order"].sudo().search(domain, limit=1)._action_cancel()

    def _given_to_a_colleague(self, partner):
        partner.user_id = self.colleague

    # (event, reminders open after it)
    CASES = [
        (_nothing, 1),
        (_ordered_here, 1),
        (_ordered_there, 0),
        (_entered_here, 1),
        (_entered_there, 0),
        (_cancelled_here, 1),
        (_given_to_a_colleague, 1),
    ]

    def test_cases(self):
        partners = [self._late_twice(happen.__name__) for happen, _number in self.CASES]
        self._remind_there(partners)
        for partner, (happen, _number) in zip(partners, self.CASES, strict=True):
            happen(self, partner)
        self._run()
        for partner, (happen, number) in zip(partners, self.CASES, strict=True):
            with self.subTest(happen.__name__):
                left = self._open(partner)
                self.assertEqual(len(left), number)
                # The salesperson of the second company has it, whatever became of the contact.
                self.assertEqual(left.user_id, self.seller if number else self.env["res.users"])

    def test_order_of_one_company_forgets_nothing_of_the_other(self):
        """Ordered in both, then not after all in the first one: called there already."""
        partner = self._late_twice("Both")
        self._remind_there(partner)
        ordered = self._order_here(partner)
        self._order_there(partner)
        self._run()
        self.assertFalse(self._open(partner))
        ordered.sudo()._action_cancel()
        with self._at(NOW + timedelta(days=1)):
            self._run()
        self.assertFalse(self._open(partner))

    def test_salesperson_who_left_the_company(self):
        """Who works in the first company only is not told that the second one waits for an
        order.
        """
        partner = self._late_twice("Left")
        self._remind_there(partner)
        self.seller.write({"company_ids": [(4, self.company.id)], "company_id": self.company.id})
        self.seller.company_ids -= self.other
        self._run()
        self.assertEqual(self._open(partner).user_id, self.leader)

    def test_salesperson_who_had_left_before(self):
        partner = self._partner("Left before")
        self._order_there(partner, SECOND)
        self.seller.write({"company_ids": [(4, self.company.id)], "company_id": self.company.id})
        self.seller.company_ids -= self.other
        self._run()
        self.assertEqual(self._open(partner).user_id, self.leader)

    def test_reminder_of_an_older_version(self):
        """It does not say its company: an order of any company with a reminder since ends it."""
        partner = self._late_twice("Older")
        self._run()
        self._open(partner).followup_company_id = False
        self.env.flush_all()
        self._order_there(partner)
        self._run()
        self.assertTrue(self._open(partner))
        self._order_here(partner)
        self._run()
        # The second company was ordered from: nothing is late.
        self.assertFalse(self._open(partner))

    def test_company_is_told_to_nobody(self):
        partner = self._late_twice("Told")
        self._run()
        for user in (self.sales, self.colleague, self.seller):
            described = self._open(partner).with_user(user).fields_get()
            self.assertNotIn("followup_company_id", described)
