from odoo import Command, fields
from odoo.tests import tagged

from odoo.addons.pilotage_commercial.tests.common_real_cost import RealCostCase


@tagged("standard", "post_install", "-at_install")
class TestDelivery(RealCostCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.freight = cls._create_product("Freight", "service", 0, 0)
        cls.carrier = cls.env["delivery.carrier"].create(
            {"name": "Lorry", "product_id": cls.freight.id, "company_id": cls.company.id}
        )

    def _sell(self, charged):
        """Sell a work at 1 000 and charge its freight."""
        order = self._create_order((self.work, 10, 100), confirm=False)
        order.set_delivery_line(self.carrier, charged)
        order.order_line.tax_ids = False
        order.action_confirm()
        order.order_line[:1].qty_delivered = 10
        self._type_cost(order, 600)
        return order

    def test_free_freight(self):
        """Free for the customer, the freight costs 90 all the same: 310 left. Odoo leaves 400."""
        order = self._sell(0)
        self.assertCosts(order, 600, 400, "provisional", purchase=600)
        self.assertIn("no_freight", order.real_cost_missing)
        self._create_bill((order, 90, {"cost_category": "transport"}))
        self.assertCosts(order, 690, 310, "complete", purchase=600, transport=90)
        self.assertFalse(order.real_cost_missing)
        # 10 × (100 − 60), the freight at no price and no cost
        self.assertAlmostEqual(order.margin, 400)

    def test_charged_freight(self):
        """Charged 120, it costs 90: 430 left. Odoo leaves 520."""
        order = self._sell(120)
        self._update(order)
        self.assertEqual(order.real_cost_missing, "no_freight")
        self._create_bill((order, 90, {"cost_category": "transport"}))
        self.assertCosts(order, 690, 430, "complete", purchase=600, transport=90)
        self.assertAlmostEqual(order.margin, 520)

    def test_closed_by_hand(self):
        """Carried by our own lorry: somebody says that nothing more comes, and 400 are left."""
        order = self._sell(0)
        self._update(order)
        order.action_close_costs()
        self.assertCosts(order, 600, 400, "complete", purchase=600)
        self.assertFalse(order.real_cost_missing)
        order.action_reopen_costs()
        self.assertCosts(order, 600, 400, "provisional", purchase=600)
        self.assertEqual(order.real_cost_missing, "no_freight")

    def test_bill_of_the_carrier(self):
        """The carrier's product gives the category: nobody has to choose it."""
        order = self._sell(120)
        self._create_bill((order, 45, {"product_id": self.freight.id}))
        self.assertCosts(order, 645, 475, "complete", purchase=600, transport=45)
        self.assertFalse(order.real_cost_missing)

    def test_category_chosen_by_hand(self):
        order = self._sell(120)
        values = {"product_id": self.freight.id, "cost_category": "other"}
        self._create_bill((order, 45, values))
        self.assertCosts(order, 645, purchase=600, other=45)
        self.assertEqual(order.real_cost_missing, "no_freight")

    def test_carrier_that_is_archived(self):
        order = self._sell(0)
        self.carrier.active = False
        self._create_bill((order, 45, {"product_id": self.freight.id}))
        self.assertCosts(order, 645, state="complete", purchase=600, transport=45)

    def test_freight_beside_what_is_bought(self):
        """Freight on the bill of what is bought for the order is transport: 1 000 and 80."""
        if "purchase.order" not in self.env:
            self.skipTest("Purchase is not installed")
        crane = self._create_product("Crane", "service", 100, 0)
        seller = {"partner_id": self.supplier.id, "price": 1000}
        crane.write({"seller_ids": [Command.create(seller)], "service_to_purchase": True})
        order = self._create_order((crane, 1, 3000))
        purchase = order.order_line.purchase_line_ids.order_id
        purchase.button_confirm()
        purchase.order_line.qty_received = 1
        purchase.action_create_invoice()
        bill = purchase.invoice_ids
        freight = {"product_id": self.freight.id, "price_unit": 80, "tax_ids": False}
        bill.write(
            {
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [Command.create({**freight, "quantity": 1})],
            }
        )
        bill.action_post()
        self.assertCosts(order, 1080, subcontracting=1000, transport=80)

    def test_freight_bought_with_the_order(self):
        """The freight is bought from the carrier: its purchase line is linked to the freight
        line.
        """
        if "purchase.order" not in self.env:
            self.skipTest("Purchase is not installed")
        self.freight.write(
            {
                "seller_ids": [Command.create({"partner_id": self.supplier.id, "price": 80})],
                "service_to_purchase": True,
            }
        )
        for charged in (0, 120):
            with self.subTest(charged):
                order = self._sell(charged)
                purchase = order.order_line.purchase_line_ids.order_id
                purchase.button_confirm()
                self.assertCosts(order, 600, 400 + charged, "provisional", purchase=600)
                self.assertAlmostEqual(order.committed_cost, 80)
                self.assertNotIn("no_freight", order.real_cost_missing)
                purchase.order_line.qty_received = 1
                purchase.action_create_invoice()
                bill = purchase.invoice_ids
                bill.invoice_date = fields.Date.today()
                bill.invoice_line_ids.write({"price_unit": 90, "tax_ids": False})
                bill.action_post()
                self.assertCosts(order, 690, 310 + charged, "complete", purchase=600, transport=90)

    def test_no_delivery(self):
        """An order without a delivery misses no freight."""
        order = self._create_delivered((self.work, 10, 100))
        self._type_cost(order, 600)
        self.assertCosts(order, 600, 400, "complete", purchase=600)
        order.carrier_id = self.carrier
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 600, 400, "provisional", purchase=600)
        self._type_cost(order, 45, "transport")
        self.assertCosts(order, 645, 355, "complete", purchase=600, transport=45)
