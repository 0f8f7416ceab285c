"""Bills typed by hand beside the purchase order that they bill."""

from odoo import Command
from odoo.tests import tagged

from .common import PurchaseCase


@tagged("standard", "post_install", "-at_install")
class TestPurchaseTyped(PurchaseCase):
    """A service of ten hours at 40 is bought for the order; its bill has no purchase line."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls._create_subcontracted()
        plan = cls.env["account.analytic.plan"].create({"name": "Sites"})
        cls.site = cls.env["account.analytic.account"].create({"name": "North", "plan_id": plan.id})

    def _sell(self, received=10):
        order = self._create_order((self.service, 10, 100))
        purchase = order.order_line.purchase_line_ids.order_id
        purchase.button_confirm()
        purchase.order_line.qty_received = received
        return order, purchase

    def _type(self, order, quantity, price, **values):
        values = {"product_id": self.service.id, "quantity": quantity, **values}
        return self._create_bill((order, price, values))

    def test_by_the_hour_or_in_one_piece(self):
        """Ten at 42, ten at 38, or one of 450: the bill, and nothing beside it."""
        for quantity, price, cost in ((10, 42, 420), (10, 38, 380), (1, 450, 450)):
            with self.subTest(price):
                order, _purchase = self._sell()
                self.assertCosts(order, 400, state="provisional", subcontracting=400)
                self._type(order, quantity, price)
                self.assertCosts(order, cost, 1000 - cost, "complete", subcontracting=cost)

    def test_in_part(self):
        """Four billed of ten received: 4 × 42 and 6 × 40. Four of four received: six to come."""
        order, _purchase = self._sell()
        self._type(order, 4, 42)
        self.assertCosts(order, 408, state="provisional", subcontracting=408)
        order, _purchase = self._sell(received=4)
        self._type(order, 4, 42)
        self.assertCosts(order, 168, state="provisional", subcontracting=168)
        self.assertAlmostEqual(order.committed_cost, 240)

    def test_another_purchase(self):
        """Another supplier, or another product: another cost."""
        order, _purchase = self._sell()
        other = self.env["res.partner"].create({"name": "Acier Nord"})
        values = {"product_id": self.service.id, "quantity": 10}
        self._create_bill((order, 42, values), partner_id=other.id)
        self.assertCosts(order, 820, subcontracting=820)
        order, _purchase = self._sell()
        self._create_bill((order, 42, {"product_id": self.work.id, "quantity": 10}))
        self.assertCosts(order, 820, subcontracting=820)

    def test_billed_from_the_purchase_too(self):
        """The purchase is billed: nothing is awaited, and the typed bill is one more."""
        order, purchase = self._sell()
        self._bill(purchase)
        self._type(order, 1, 50)
        self.assertCosts(order, 450, 550, "complete", subcontracting=450)

    def test_bought_by_hand_on_the_account(self):
        """Bought for 400 on the site's account, and billed there by hand for 420."""
        self.work.standard_price = 0  # no plan
        spread = {"analytic_distribution": {str(self.site.id): 100}}
        order = self._create_order((self.work, 10, 100), confirm=False)
        order.order_line.write(spread)
        order.action_confirm()
        line = {"product_id": self.service.id, "product_qty": 10, "price_unit": 40, **spread}
        self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "company_id": self.company.id,
                "order_line": [Command.create({**line, "tax_ids": False})],
            }
        ).button_confirm()
        self._update(order)
        self.assertAlmostEqual(order.committed_cost, 400)
        self._type(None, 10, 42, **spread)
        self.assertCosts(order, 420, 580, "complete", subcontracting=420)
        self.assertFalse(order.committed_cost)

    def test_credited(self):
        """The typed bill is credited entirely: the purchase is to be billed again."""
        order, _purchase = self._sell()
        bill = self._type(order, 10, 42)
        self._refund(bill)
        self.assertCosts(order, 400, state="provisional", subcontracting=400)


@tagged("standard", "post_install", "-at_install")
class TestPurchasePrices(PurchaseCase):
    def test_tax_included_in_the_price(self):
        """120 with 20 % included: 100 if it is given back, else 120; ordered, received, billed."""
        vat = self._create_account("445660", "asset_current")
        for account, cost in ((vat, 100), (None, 120)):
            with self.subTest(cost):
                tax = self._create_lost_tax(name=str(cost), price_include_override="tax_included")
                lines = tax.invoice_repartition_line_ids | tax.refund_repartition_line_ids
                lines.filtered(lambda x: x.repartition_type == "tax").account_id = account
                order = self._create_order((self._create_subcontracted(price=120), 1, 300))
                purchase = order.order_line.purchase_line_ids.order_id
                purchase.order_line.tax_ids = tax
                purchase.button_confirm()
                self._update(order)
                self.assertAlmostEqual(order.committed_cost, cost)
                purchase.order_line.qty_received = 1
                self.assertCosts(order, cost, subcontracting=cost)
                bill = self._bill(purchase, post=False)
                bill.invoice_line_ids.tax_ids = tax
                bill.action_post()
                self.assertCosts(order, cost, 300 - cost, "complete", subcontracting=cost)

    def test_negative_quantity_on_the_bill(self):
        """Three billed and one taken off by a line of its own: 80, and one to come."""
        order = self._create_order((self._create_subcontracted(), 3, 100))
        purchase = order.order_line.purchase_line_ids.order_id
        purchase.button_confirm()
        purchase.order_line.qty_received = 2
        bill = self._bill(purchase, quantity=3, post=False)
        line = {"name": "One was not done", "quantity": -1, "price_unit": 40, "tax_ids": False}
        line["purchase_line_id"] = purchase.order_line.id
        bill.invoice_line_ids = [Command.create(line)]
        bill.action_post()
        self.assertCosts(order, 80, state="provisional", subcontracting=80)
        self.assertAlmostEqual(order.committed_cost, 40)
