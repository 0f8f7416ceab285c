from odoo import Command
from odoo.tests import tagged

from .common import SubcontractedCase


@tagged("standard", "post_install", "-at_install")
class TestSubcontracting(SubcontractedCase):
    def _sell(self, product, quantity=2):
        order = self._create_order((product, quantity, 100))
        purchase = self._confirm_purchases(order)
        self._do(purchase._get_subcontracting_resupplies())
        return order, purchase

    def test_railing(self):
        """Two railings: ordered at 25, billed at 32, with 3 × 5 of our steel in each.

        2 × 32 + 2 × 15 = 94: 106 are left of 200. Odoo leaves 120, as at the delivery.
        """
        for method in ("average", "fifo", "standard"):
            with self.subTest(method):
                product = self._create_subcontracted_goods(method=method)
                order, purchase = self._sell(product)
                self.assertCosts(order, 0, 200, "planned")
                # 2 × 25 + 2 × 15
                self.assertAlmostEqual(order.committed_cost, 80)
                self._do(purchase.picking_ids)
                self._do(order.picking_ids)
                self.assertCosts(order, 80, 120, "provisional", subcontracting=50, production=30)
                self._bill(purchase, price=32)
                self.assertCosts(order, 94, 106, "complete", subcontracting=64, production=30)
                self.assertLeaves(
                    order,
                    ("purchase", "subcontracting", "actual", 64),
                    ("subcontracting", "production", "actual", 30),
                )
                self.assertAlmostEqual(order.margin, 200 if method == "standard" else 120)

    def test_component_dropped_at_the_subcontractor(self):
        """A coil that its maker sends straight to the subcontractor: ordered at 46, billed at 48,
        and 25 for the railing. Its standard cost is 40."""
        route = self.env.ref("stock_dropshipping.route_drop_shipping")
        for method in ("average", "fifo", "standard"):
            with self.subTest(method):
                maker = self.env["res.partner"].create({"name": "Coil maker"})
                coil = self._create_goods("Coil", 40, method, routes=route)
                price = {"partner_id": maker.id, "price": 46, "company_id": self.company.id}
                coil.seller_ids = [Command.create(price)]
                railing = self._create_subcontracted_goods(method=method)
                component = Command.create({"product_id": coil.id, "product_qty": 1})
                railing.bom_ids.bom_line_ids = [Command.clear(), component]
                order, purchase = self._sell(railing, 1)
                dropped = self.env["purchase.order"].search([("partner_id", "=", maker.id)])
                dropped.button_confirm()
                self._do(dropped.picking_ids)
                self._do(purchase.picking_ids)
                self._do(order.picking_ids)
                figures = {"subcontracting": 25, "production": 46}
                self.assertCosts(order, 71, 29, "provisional", **figures)
                self._bill(dropped, price=48)
                self._bill(purchase)
                figures["production"] = 48
                self.assertCosts(order, 73, 27, "complete", **figures)

    def test_received_in_two_times(self):
        order, purchase = self._sell(self._create_subcontracted_goods())
        backorder = self._do(purchase.picking_ids, railing=1)
        self._do(order.picking_ids, railing=1)
        self.assertCosts(order, 40, 160, "provisional", subcontracting=25, production=15)
        self.assertAlmostEqual(order.committed_cost, 40)
        self._do(backorder)
        self._do(order.picking_ids)
        self._bill(purchase, price=32)
        self.assertCosts(order, 94, 106, "complete", subcontracting=64, production=30)

    def test_two_orders(self):
        """One purchase line for two orders, of one and of three."""
        product = self._create_subcontracted_goods()
        orders = self._create_order((product, 1, 100)) + self._create_order((product, 3, 100))
        purchase = self._merge_lines(orders.stock_reference_ids.purchase_ids.order_line)
        purchase.button_confirm()
        self._do(purchase._get_subcontracting_resupplies())
        self._do(purchase.picking_ids)
        self._do(orders.picking_ids)
        self._bill(purchase, price=32)
        self.assertCosts(orders[0], 47, 53, "complete", subcontracting=32, production=15)
        self.assertCosts(orders[1], 141, 159, "complete", subcontracting=96, production=45)

    def test_customer_return(self):
        order, purchase = self._sell(self._create_subcontracted_goods())
        self._do(purchase.picking_ids)
        self._do(order.picking_ids)
        self._bill(purchase, price=32)
        self._return(order.picking_ids, 1)
        self.assertCosts(order, 47, 153, subcontracting=32, production=15)

    def _drop(self):
        """Sell three railings that the subcontractor sends straight to the customer, billed at 32,
        with 3 × 5 of our steel in each.
        """
        route = self.env.ref("stock_dropshipping.route_drop_shipping")
        product = self._create_subcontracted_goods(routes=route)
        order, purchase = self._sell(product, 3)
        self._do(purchase.picking_ids.filtered(lambda x: x.picking_type_code == "dropship"))
        bill = self._bill(purchase, price=32)
        self.assertCosts(order, 141, 159, "complete", subcontracting=96, production=45)
        return order, bill

    def test_dropped_and_returned_to_stock(self):
        """One of three comes back to us: 2 × 32 + 2 × 15."""
        order, _bill = self._drop()
        self._return(order.picking_ids, 1, location_dest_id=self.stock)
        self.assertCosts(order, 94, subcontracting=64, production=30)

    def test_dropped_and_returned_to_the_subcontractor(self):
        """One of three goes back to the subcontractor, with its steel: 3 × 32 + 2 × 15 until he
        credits it, then 2 × 32 + 2 × 15."""
        order, bill = self._drop()
        self._return(order.picking_ids, 1)
        self.assertCosts(order, 126, subcontracting=96, production=30)
        self._refund(bill, quantity=1)
        self.assertCosts(order, 94, subcontracting=64, production=30)

    def test_marks(self):
        """A bill of the subcontractor, whose purchase has no direct link with our order."""
        order, purchase = self._sell(self._create_subcontracted_goods())
        self._update(order)
        for change in (
            lambda: self._do(purchase.picking_ids),
            lambda: self._bill(purchase, price=32),
            lambda: purchase.invoice_ids.button_draft(),
        ):
            change()
            self.env.flush_all()
            self.assertTrue(order.real_cost_to_update)
            self._update(order)
