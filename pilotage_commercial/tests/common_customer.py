"""Customers who bought on given days, before one frozen day."""

from freezegun import freeze_time

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
