"""Bills without a product, which may bill a purchase."""

from odoo import Command
from odoo.tests import tagged

from .common import PurchaseCase


@tagged("standard", "post_install", "-at_install")
class TestDoubtful(PurchaseCase):
    """Works of 1 000 are bought for an order."""

    def _sell(self):
        works = self._create_subcontracted("Works", 1000)
        order = self._create_order((works, 1, 3000))
        self._deliver(order)
        purchase = order.order_line.purchase_line_ids.order_id
        purchase.button_confirm()
        return order, purchase

    def test_bill_without_a_product(self):
        """1 000 read by a machine, beside the purchase of 1 000: both count, and the order says
        so until the bill has its product or the purchase is cancelled."""
        order, purchase = self._sell()
        bill = self._create_bill((order, 1000))
        self.assertCosts(order, 1000, state="provisional", other=1000)
        self.assertEqual(order.committed_cost, 1000)
        self.assertEqual(order.real_cost_missing, "not_received:1,perhaps_twice:1")
        self.assertIn("without a product", order.real_cost_missing_text)
        bill.button_draft()
        bill.write(
            {
                "invoice_line_ids": [
                    Command.update(
                        bill.invoice_line_ids.id,
                        {"product_id": purchase.order_line.product_id.id, "price_unit": 1000},
                    )
                ]
            }
        )
        bill.action_post()
        self.assertCosts(order, 1000, state="complete", subcontracting=1000)

    def test_bill_without_a_product_of_another_supplier(self):
        order, _purchase = self._sell()
        other = self.env["res.partner"].create({"name": "Acier Nord"})
        self._create_bill((order, 1000), partner_id=other.id)
        self.assertCosts(order, 1000, state="provisional", other=1000)
        self.assertEqual(order.real_cost_missing, "not_received:1")

    def test_bill_without_a_product_once_all_is_billed(self):
        """Freight of 50 billed afterwards."""
        order, purchase = self._sell()
        self._bill(purchase)
        self._create_bill((order, 50))
        self.assertCosts(order, 1050, state="complete", subcontracting=1000, other=50)
