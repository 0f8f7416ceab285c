from odoo import Command, fields
from odoo.tests import tagged

from odoo.addons.pilotage_commercial_purchase_stock.tests.common import BoughtCase


@tagged("standard", "post_install", "-at_install")
class TestLandedCosts(BoughtCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customs = cls._create_product("Customs", "service", 0, 0)
        cls.customs.landed_cost_ok = True
        cls.journal = cls.env["account.journal"].search(
            [("company_id", "=", cls.company.id), ("type", "=", "general")], limit=1
        )

    def _land(self, pickings, amount, method="by_quantity", **values):
        cost = self.env["stock.landed.cost"].create(
            {
                "company_id": self.company.id,
                "picking_ids": [Command.set(pickings.ids)],
                "account_journal_id": self.journal.id,
                "cost_lines": [
                    Command.create(
                        {
                            "product_id": self.customs.id,
                            "name": "Customs",
                            "price_unit": amount,
                            "split_method": method,
                        }
                    )
                ],
                **values,
            }
        )
        cost.button_validate()
        return cost

    def _buy(self, product, *quantities):
        orders = self.env["sale.order"]
        for quantity in quantities:
            orders += self._create_order((product, quantity, 100))
        purchase = self._confirm_purchases(orders)
        self._do(purchase.picking_ids)
        self._do(orders.picking_ids)
        return orders, purchase

    def test_landed_cost_after_delivery(self):
        """10 × 60 bought and delivered, then 50 of customs: 650, and 350 left. Odoo leaves 400."""
        for method in ("average", "fifo"):
            with self.subTest(method):
                order, purchase = self._buy(self._create_bought(method=method), 10)
                self._bill(purchase)
                self.assertCosts(order, 600, 400, "complete", purchase=600)
                cost = self._land(purchase.picking_ids, 50)
                self.env.flush_all()
                self.assertTrue(order.real_cost_to_update)
                self.assertCosts(order, 650, 350, "complete", purchase=600, transport=50)
                self.assertAlmostEqual(order.margin, 400)
                row = order.real_cost_ids.filtered(lambda row: row.source == "landed_cost")
                action = row.action_open_document()
                self.assertEqual(
                    (action["res_model"], action["res_id"]), ("stock.landed.cost", cost.id)
                )

    def test_shared_by_two_orders(self):
        """Of 50, four tenths and six tenths."""
        orders, purchase = self._buy(self._create_bought(), 4, 6)
        self._bill(purchase)
        self._land(purchase.picking_ids, 50)
        self.assertCosts(orders[0], 260, 140, purchase=240, transport=20)
        self.assertCosts(orders[1], 390, 210, purchase=360, transport=30)

    def test_draft_costs_nothing(self):
        order, purchase = self._buy(self._create_bought(), 10)
        self._bill(purchase)
        cost = self._land(purchase.picking_ids, 50)
        self._land(purchase.picking_ids, -20)
        self.assertCosts(order, 630, 370, purchase=600, transport=30)
        copy = cost.copy({"picking_ids": [Command.set(purchase.picking_ids.ids)]})
        copy.compute_landed_cost()
        self.assertCosts(order, 630, 370, purchase=600, transport=30)

    def test_bill_assigned_by_hand(self):
        """The carrier's bill became a landed cost: assigned to the order, it is counted once."""
        order, purchase = self._buy(self._create_bought(), 10)
        self._bill(purchase)
        bill = self._create_bill((order, 50, {"is_landed_costs_line": True}))
        bill.invoice_line_ids.cost_category = "transport"
        self.assertCosts(order, 650, 350, purchase=600, transport=50)
        self._land(purchase.picking_ids, 50, vendor_bill_id=bill.id)
        self.assertCosts(order, 650, 350, purchase=600, transport=50)

    # --- a bill that is to be landed ---

    def test_freight_bought_with_the_goods(self):
        """10 × 60 and 50 of freight on one purchase: 650, landed or not; 20 are credited: 630."""
        order, purchase = self._buy(self._create_bought(), 10)
        line = {"product_id": self.customs.id, "product_qty": 1, "price_unit": 50, "tax_ids": False}
        purchase.order_line = [Command.create(line)]
        purchase.order_line[1].qty_received = 1
        bill = self._bill(purchase)
        self.assertTrue(bill.invoice_line_ids[1].is_landed_costs_line)
        self.assertCosts(order, 650, purchase=650)
        self._land(purchase.picking_ids, 50, vendor_bill_id=bill.id)
        self.assertCosts(order, 650, 350, "complete", purchase=600, transport=50)
        refund = bill._reverse_moves([{"invoice_date": fields.Date.today()}])
        refund.invoice_line_ids[0].unlink()
        refund.invoice_line_ids.price_unit = 20
        refund.action_post()
        self.assertCosts(order, 630, purchase=600, transport=30)

    def test_freight_typed_on_the_bill(self):
        """50 of freight typed on the bill of ten beams, to be landed: 650, landed or not."""
        order, purchase = self._buy(self._create_bought(), 10)
        bill = self._bill(purchase, post=False)
        freight = {"name": "Freight", "price_unit": 50, "tax_ids": False}
        bill.invoice_line_ids = [Command.create({**freight, "is_landed_costs_line": True})]
        bill.action_post()
        self.assertCosts(order, 650, purchase=650)
        self._land(purchase.picking_ids, 50, vendor_bill_id=bill.id)
        self.assertCosts(order, 650, purchase=600, transport=50)

    def test_of_another_order_until_it_is_landed(self):
        """A bill of 50, assigned by hand or on the account of an order, is that order's until it is
        landed on the goods of another one.
        """
        site = self._create_site()
        for by_hand in (True, False):
            with self.subTest(by_hand=by_hand):
                order, purchase = self._buy(self._create_bought(), 10)
                self._bill(purchase)
                other = self._create_order()
                values = {} if by_hand else site
                other.order_line.write(values)
                line = (other if by_hand else None, 50, {"is_landed_costs_line": True, **values})
                bill = self._create_bill(line)
                self._update(order + other)
                self.assertEqual((order + other).mapped("real_cost"), [600, 50])
                self._land(purchase.picking_ids, 50, vendor_bill_id=bill.id)
                self.env.flush_all()
                self.assertTrue(other.real_cost_to_update)
                self._update(order + other)
                self.assertEqual((order + other).mapped("real_cost"), [650, 0])
                other._action_cancel()

    # --- what its bill costs in the end ---

    def _land_a_bill(self, *lines):
        """Spread a carrier's bill of (amount, values) ``lines``, the first one landed."""
        order, purchase = self._buy(self._create_bought(), 10)
        self._bill(purchase)
        bill = self._create_bill(*((None, amount, values) for amount, values in lines), post=False)
        bill.invoice_line_ids[0].is_landed_costs_line = True
        bill.action_post()
        self._land(purchase.picking_ids, lines[0][0], vendor_bill_id=bill.id)
        return order, bill

    def test_bill_credited_in_part(self):
        """50, of which the carrier credits 10, as the line or typed; then assigned: 40."""
        for typed in (False, True):
            with self.subTest(typed):
                order, bill = self._land_a_bill((50, {}))
                self.assertCosts(order, 650, purchase=600, transport=50)
                refund = bill._reverse_moves([{"invoice_date": fields.Date.today()}])
                if typed:
                    line = {"name": "Goodwill", "tax_ids": False}
                    refund.invoice_line_ids = [Command.clear(), Command.create(line)]
                refund.invoice_line_ids.price_unit = 10
                refund.action_post()
                self.env.flush_all()
                self.assertTrue(order.real_cost_to_update)
                self.assertCosts(order, 640, 360, "complete", purchase=600, transport=40)
                (bill | refund).invoice_line_ids.cost_order_id = order
                self.assertCosts(order, 640, purchase=600, transport=40)

    def test_tax_that_nobody_gives_back(self):
        """50 and 20 % of non-recoverable tax; the parking on the same bill is not landed: 60."""
        taxed = {"tax_ids": self._create_lost_tax().ids}
        order, _bill = self._land_a_bill((50, taxed), (30, {}))
        self.assertCosts(order, 660, purchase=600, transport=60)

    def test_bill_credited_entirely(self):
        """Another bill comes: 50 until then."""
        order, bill = self._land_a_bill((50, {}))
        self._refund(bill)
        self.assertCosts(order, 650, purchase=600, transport=50)

    def test_credit_note_with_landed_costs_of_its_own(self):
        """50, credited by 20 or entirely: once, not by the credit note and by its landed costs."""
        for amount, left in ((20, 30), (50, 0)):
            with self.subTest(amount):
                order, purchase = self._buy(self._create_bought(), 10)
                self._bill(purchase)
                bill = self._create_bill((None, 50, {"is_landed_costs_line": True}))
                self._land(purchase.picking_ids, 50, vendor_bill_id=bill.id)
                refund = self._refund(bill, price=amount)
                refund.invoice_line_ids.is_landed_costs_line = True
                self._update(order)
                self._land(purchase.picking_ids, -amount, vendor_bill_id=refund.id)
                self.env.flush_all()
                self.assertTrue(order.real_cost_to_update)
                self.assertCosts(order, 600 + left, purchase=600, transport=left)

    def test_bill_changed_afterwards(self):
        """50 landed, then the bill is of 70: not complete, until another 20 are landed, or the bill
        is of 50 again."""
        for landed in (True, False):
            with self.subTest(landed=landed):
                order, bill = self._land_a_bill((50, {}))
                self.assertCosts(order, 650, 350, "complete", purchase=600, transport=50)
                bill.button_draft()
                bill.invoice_line_ids.price_unit = 70
                bill.action_post()
                self.env.flush_all()
                self.assertTrue(order.real_cost_to_update)
                self._update(order)
                self.assertEqual(order.real_cost_state, "provisional")
                self.assertEqual(order.real_cost_missing, "landed_cost_differs:1")
                cost = 650
                if landed:
                    pickings = bill.landed_costs_ids.picking_ids
                    self._land(pickings, 20, vendor_bill_id=bill.id)
                    cost = 670
                else:
                    bill.button_draft()
                    bill.invoice_line_ids.price_unit = 50
                    bill.action_post()
                self.env.flush_all()
                self.assertTrue(order.real_cost_to_update)
                self.assertCosts(
                    order, cost, 1000 - cost, "complete", purchase=600, transport=cost - 600
                )

    def test_another_cost_landed_at_once(self):
        """50 billed by the carrier and 15 of parking, on one landed cost: nothing is missing."""
        order, purchase = self._buy(self._create_bought(), 10)
        self._bill(purchase)
        freight = {"product_id": self.customs.id, "is_landed_costs_line": True}
        bill = self._create_bill((None, 50, freight))
        parking = self._create_product("Parking", "service", 0, 0)
        line = {"product_id": parking.id, "price_unit": 15, "split_method": "equal"}
        cost = self._land(
            purchase.picking_ids,
            50,
            vendor_bill_id=bill.id,
            cost_lines=[
                Command.create({**line, **values})
                for values in ({}, {"product_id": self.customs.id, "price_unit": 50})
            ],
        )
        self.assertEqual(cost.amount_total, 65)
        self.assertCosts(order, 665, 335, "complete", purchase=600, transport=65)

    def test_returned(self):
        order, purchase = self._buy(self._create_bought(), 10)
        self._bill(purchase)
        self._land(purchase.picking_ids, 50)
        self._return(order.picking_ids, 4)
        self.assertCosts(order, 390, 610, purchase=360, transport=30)

    def test_date_of_the_cost(self):
        order, purchase = self._buy(self._create_bought(), 10)
        self._land(purchase.picking_ids, 50, date=fields.Date.to_date("2026-03-12"))
        self._update(order)
        row = order.real_cost_ids.filtered(lambda row: row.source == "landed_cost")
        self.assertEqual(str(row.date), "2026-03-12")
