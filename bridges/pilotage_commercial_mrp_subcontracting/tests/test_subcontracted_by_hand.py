"""What subcontractors make of our components, bought by hand on the account of an order."""

from odoo import Command
from odoo.tests import tagged

from .common import SubcontractedCase


@tagged("standard", "post_install", "-at_install")
class TestSubcontractedByHand(SubcontractedCase):
    """A railing is bought at 25, and takes three pieces of steel at 5."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.railing = cls._create_subcontracted_goods(routes=cls.buy)
        cls.plan = cls.env["account.analytic.plan"].create({"name": "Sites"})

    def _open_site(self):
        """Return the distribution that puts a line on the account of a new site."""
        values = {"name": "Site", "plan_id": self.plan.id}
        return {str(self.env["account.analytic.account"].create(values).id): 100}

    def _sell(self, *lines):
        order, site = self._create_order((self.work, 1, 1000), *lines), self._open_site()
        order.order_line[0].analytic_distribution = site
        return order, site

    def _buy(self, quantity, site):
        line = {"product_id": self.railing.id, "product_qty": quantity, "price_unit": 25}
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create({**line, "tax_ids": False, "analytic_distribution": site})
                ],
            }
        )
        purchase.button_confirm()
        return purchase

    def test_to_come_then_received_then_billed(self):
        """Two: 50 and 6 × 5, to come and incurred; billed at 30: 60 and 30."""
        order, site = self._sell()
        self._update(order)
        purchase = self._buy(2, site)
        self.assertMarked(order, committed_cost=80)
        self._do(purchase.picking_ids)
        self.assertMarked(order, committed_cost=0, real_cost=80)
        self._bill(purchase, price=30)
        self.assertMarked(order, real_cost=90, real_cost_production=30)
        self.assertEqual(set(order.real_cost_ids.mapped("source")), {"analytic"})

    def test_part_of_the_account(self):
        """Four, 60 % for the order: one received is 24, and 72 to come; one of them is sent back to
        the subcontractor, with its steel, and credited: 72."""
        order, site = self._sell()
        parts = {**dict.fromkeys(site, 60), **dict.fromkeys(self._open_site(), 40)}
        purchase = self._buy(4, parts)
        self._do(purchase.picking_ids, railing=1)
        self.assertCosts(order, 24, purchase=15, production=9)
        self.assertAlmostEqual(order.committed_cost, 72)
        self._do(purchase.picking_ids)
        bill = self._bill(purchase)
        self.assertCosts(order, 96, purchase=60, production=36)
        last = purchase.picking_ids.filtered(lambda picking: picking.move_ids.quantity == 3)
        self._return(last, 1)
        self._refund(bill, quantity=1)
        self.assertMarked(order, real_cost=72)

    def test_delivered_from_stock(self):
        """Bought by hand, then delivered on a line of the order: 80, not 160."""
        order, site = self._sell((self.railing, 2, 100))
        purchase = self._buy(2, site)
        self._do(purchase.picking_ids)
        self._do(order.picking_ids)
        self._bill(purchase)
        self.assertCosts(order, 80, production=30, purchase=50)

    def test_two_orders_at_once(self):
        """80 each, updated together."""
        (first, north), (second, south) = self._sell(), self._sell()
        for site in (north, south):
            self._do(self._buy(2, site).picking_ids)
        self._update(first | second)
        self.assertEqual((first.real_cost, second.real_cost), (80, 80))
