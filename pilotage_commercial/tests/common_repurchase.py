"""Customers with a rhythm: orders with given dates."""

from datetime import timedelta

from odoo import Command

from .common_attention import NOW
from .common_followup import FollowupCase

MONTHLY = (100, 70, 40)  # days ago: every 30 days, the next one expected 10 days ago


class RepurchaseCase(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env.ref("pilotage_commercial.automation_customer_overdue").sudo()
        cls.product = cls.env["product.product"].sudo().create({"name": "Beam", "type": "service"})

    def _partner(self, name="Charpente Roux", **values):
        return self.env["res.partner"].create({"name": name, "is_company": True, **values})

    def _orders(self, partner, days_ago, company=None, moment=NOW, **values):
        """Create an order confirmed on each of ``days_ago`` (days before ``moment``)."""
        company = company or self.company
        moments = [moment - timedelta(days=days) for days in days_ago]
        orders = (
            self.env["sale.order"]
            .sudo()
            .with_company(company)
            .with_context(tracking_disable=True)
            .create(
                [
                    {
                        "partner_id": partner.id,
                        "company_id": company.id,
                        "user_id": self.sales.id,
                        "order_line": [
                            Command.create({"product_id": self.product.id, "price_unit": 100})
                        ],
                        **values,
                    }
                    for _moment in moments
                ]
            )
        )
        orders.action_confirm()
        for order, at in zip(orders, moments, strict=True):
            order.date_order = at  # the date of confirmation follows
        self._flush_tracking()
        return orders.with_env(self.env)

    def _late(self, name="Charpente Roux", days_ago=MONTHLY, **values):
        partner = self._partner(name, **values)
        self._orders(partner, days_ago)
        return partner
