"""Purchases for an order, and their bills."""

from odoo import Command, fields

from odoo.addons.pilotage_commercial.tests.common_real_cost import RealCostCase


class PurchaseCase(RealCostCase):
    @classmethod
    def _create_subcontracted(cls, name="Scaffolding", price=40.0, **values):
        """Create a service that is bought to order."""
        product = cls._create_product(name, "service", 100, 0)
        product.write(
            {
                "seller_ids": [Command.create({"partner_id": cls.supplier.id, "price": price})],
                "service_to_purchase": True,
                **values,
            }
        )
        return product

    @classmethod
    def _bill(cls, purchases, price=None, quantity=None, post=True, date=None, **values):
        """Bill purchase orders, at another price or quantity than theirs."""
        purchases.action_create_invoice()
        bill = purchases.invoice_ids.filtered(lambda move: move.state == "draft")
        bill.write({"invoice_date": date or fields.Date.today(), **values})
        for line in bill.invoice_line_ids:
            line.tax_ids = False
            if quantity is not None:
                line.quantity = quantity
            if price is not None:
                line.price_unit = price
        if post:
            bill.action_post()
        return bill

    @classmethod
    def _refund(cls, bill, price=None, quantity=None):
        """Post a credit note of a bill, for all of it or for less."""
        refund = bill._reverse_moves([{"invoice_date": fields.Date.today()}])
        for line in refund.invoice_line_ids:
            if quantity is not None:
                line.quantity = quantity
            if price is not None:
                line.price_unit = price
        refund.action_post()
        return refund

    def assertLeaves(self, order, *expected):
        """Check the rows of the ledger: (source, category, state, amount)."""
        self._update(order)
        rows = order.real_cost_ids.mapped(
            lambda cost: (cost.source, cost.category, cost.state, round(cost.amount, 2))
        )
        self.assertEqual(sorted(rows), sorted(expected))
