"""Customers whose orders are given: statuses, rhythm and figures worked out by hand."""

from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common_kpi import KpiCase, at

NOW = at("2026-11-25 09:00:00")  # a Wednesday; twelve months before: 2025-11-25


class CustomerCase(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))

    @classmethod
    def _buyer(cls, name="Buyer", days=(), amount=100, partner=None, **values):
        """Create a customer with an order of ``amount`` on each of ``days`` (at noon)."""
        partner = partner or cls.env["res.partner"].create({"name": name, "is_company": True})
        for day in days:
            moment = at(f"{day} 12:00:00" if len(day) == 10 else day)
            cls._sale(moment, amount, partner_id=partner.id, **values)
        return partner

    def _customers(self, user=None, companies=None, **context):
        self.env.flush_all()
        self.env.invalidate_all()
        companies = companies or self.company
        model = self.env["pilotage.customer"].with_user(user or self.manager)
        return model.with_context(allowed_company_ids=companies.ids, **context)

    def _customer(self, partner, user=None, companies=None, **context):
        return self._customers(user, companies, **context).search([("partner_id", "=", partner.id)])


@tagged("standard", "post_install", "-at_install")
class TestCustomer(CustomerCase):
    def test_rhythm(self):
        partner = self._buyer(days=["2026-07-01", "2026-07-01", "2026-08-10", "2026-09-29"])
        customer = self._customer(partner)
        # 90 days between the first and the last of three days: every 45 days.
        self.assertEqual(customer.usual_days, 45)
        self.assertEqual(customer.first_order_date, date(2026, 7, 1))
        self.assertEqual(customer.last_order_date, date(2026, 9, 29))
        self.assertEqual(customer.expected_order_date, date(2026, 11, 13))
        self.assertEqual(customer.days_since_order, 57)
        self.assertEqual((customer.order_count, customer.orders_12m), (4, 4))
        self.assertEqual((customer.revenue_12m, customer.previous_revenue_12m), (400, 0))
        self.assertEqual(customer.status, "new")
        self.assertEqual(customer.status_reason, "orders every 45 days, last one 57 days ago")
        self.assertEqual(customer.display_name, partner.display_name)
