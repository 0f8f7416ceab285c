"""Opportunities moved by their quotations, in stages of the tests."""

from odoo import fields
from odoo.tests import TransactionCase


class FactsCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.env.ref("base.EUR")
        cls.dollar = cls.env.ref("base.USD")
        (cls.euro | cls.dollar).active = True
        cls.company = cls.env["res.company"].create({"name": "Facts", "currency_id": cls.euro.id})
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.company = cls.company.with_env(cls.env)
        cls.env["res.currency.rate"].create(
            {
                "currency_id": cls.dollar.id,
                "company_id": cls.company.id,
                "name": fields.Date.today(),
                "rate": 1.25,
            }
        )
        # Own stages, for a team of their own, independent of the database's.
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Facts",
                "company_id": cls.company.id,
            }
        )
        create = cls.env["crm.stage"].create
        cls.first = create({"name": "First", "sequence": -9, "team_ids": cls.team.ids})
        cls.quote = create(
            {
                "name": "Quoted",
                "sequence": -8,
                "team_ids": cls.team.ids,
                "is_quote": True,
            }
        )
        cls.later = create({"name": "Later", "sequence": -7, "team_ids": cls.team.ids})
        cls.won = create(
            {
                "name": "Signed",
                "sequence": -6,
                "team_ids": cls.team.ids,
                "is_won": True,
            }
        )
        cls.partner = cls.env["res.partner"].create({"name": "Atelier Martin"})
        cls.product = cls.env["product.product"].create({"name": "Work", "taxes_id": False})

    def _lead(self, **values):
        return self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": self.partner.id,
                "team_id": self.team.id,
                "company_id": self.company.id,
                "stage_id": self.first.id,
                "expected_revenue": 1,
                "user_id": False,
                **values,
            }
        )

    def _quotation(self, lead, price=1000.0, currency=None):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Prices",
                "currency_id": (currency or self.euro).id,
                "company_id": self.company.id,
            }
        )
        return self.env["sale.order"].create(
            {
                "partner_id": self.partner.id,
                "opportunity_id": lead.id,
                "company_id": self.company.id,
                "pricelist_id": pricelist.id,
                "order_line": [
                    fields.Command.create({"product_id": self.product.id, "price_unit": price})
                ],
            }
        )

    def assertLead(self, lead, stage, revenue, status="pending"):
        self.assertEqual(
            (lead.stage_id, lead.expected_revenue, lead.won_status), (stage, revenue, status)
        )
