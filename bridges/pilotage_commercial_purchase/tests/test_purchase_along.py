"""Lines typed on a purchase order beside what it buys for orders."""

from odoo import Command, fields
from odoo.tests import tagged

from .common import PurchaseCase


@tagged("standard", "post_install", "-at_install")
class TestPurchaseAlong(PurchaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.freight = cls._create_product("Freight", "service", 0, 0)

    def _sell(self, price=600, name="Crane", **values):
        """Sell a service bought at ``price``, and return its request for quotation."""
        order = self._create_order((self._create_subcontracted(name, price), 1, 1000), **values)
        return order, order.order_line.purchase_line_ids.order_id

    def _add(self, purchase, amount, **values):
        line = {"product_id": self.freight.id, "product_qty": 1, "tax_ids": False, **values}
        purchase.write({"order_line": [Command.create({**line, "price_unit": amount})]})
        return purchase.order_line.filtered(lambda line: line.product_id == self.freight)

    def _receive(self, purchase):
        for line in purchase.order_line:
            line.qty_received = line.product_qty

    def test_freight(self):
        """600 and 40 of freight: to come, received, then billed apart at 60 and 45."""
        order, purchase = self._sell()
        freight = self._add(purchase, 40)
        purchase.button_confirm()
        self.assertCosts(order, 0)
        self.assertAlmostEqual(order.committed_cost, 640)
        (purchase.order_line - freight).qty_received = 1
        self.assertCosts(order, 600, subcontracting=600)
        self.assertAlmostEqual(order.committed_cost, 40)
        freight.qty_received = 1
        self.assertMarked(order)
        self.assertCosts(order, 640, state="provisional", subcontracting=640)
        bill = self._bill(purchase, post=False)
        bill.invoice_line_ids.filtered(lambda line: line.purchase_line_id == freight).unlink()
        bill.action_post()
        self.assertCosts(order, 640, state="provisional", subcontracting=640)
        self._bill(purchase, price=45)
        self.assertMarked(order)
        self.assertCosts(order, 645, 355, "complete", subcontracting=645)

    def test_discount(self):
        """600 less 50 typed on the purchase order."""
        order, purchase = self._sell()
        self._add(purchase, -50)
        purchase.button_confirm()
        self._receive(purchase)
        self._bill(purchase)
        self.assertCosts(order, 550, 450, "complete", subcontracting=550)

    def test_shared_by_two_orders(self):
        """600 and 400 for two orders, freight 50: 630 and 420; at 700 and 300: 635 and 315."""
        first, purchase = self._sell(600)
        second, other = self._sell(400, "Hoist")
        requests = purchase | other
        requests.state = "sent"
        requests.action_merge()
        purchase = requests.filtered(lambda request: request.state != "cancel")
        self._add(purchase, 50)
        purchase.button_confirm()
        self._receive(purchase)
        self.assertCosts(first, 630, subcontracting=630)
        self.assertCosts(second, 420, subcontracting=420)
        for order, price in ((first, 700), (second, 300)):
            order.order_line.purchase_line_ids.price_unit = price
        self.assertCosts(first, 735, subcontracting=735)
        self.assertCosts(second, 315, subcontracting=315)

    def test_added_to_a_confirmed_purchase(self):
        order, purchase = self._sell()
        purchase.button_confirm()
        self._update(order)
        self._add(purchase, 40)
        self.assertMarked(order)
        self.assertCosts(order, 0)
        self.assertAlmostEqual(order.committed_cost, 640)

    def test_assigned_to_another_order(self):
        """The bill line of the freight is assigned to another order by hand, then no longer."""
        order, purchase = self._sell()
        other = self._create_order()
        freight = self._add(purchase, 40)
        purchase.button_confirm()
        self._receive(purchase)
        line = self._bill(purchase).invoice_line_ids.filtered(
            lambda line: line.purchase_line_id == freight
        )
        self.assertCosts(order, 640, subcontracting=640)
        line.cost_order_id = other
        self.assertMarked(order)
        self.assertCosts(order, 600, subcontracting=600)
        self.assertCosts(other, 40, subcontracting=40)
        line.cost_order_id = False
        self.assertMarked(order)
        self.assertCosts(order, 640, subcontracting=640)
        self.assertCosts(other, 0)

    def test_bill_line_assigned_afterwards(self):
        """Freight typed on the bill, shared over its lines; then assigned to another order."""
        order, purchase = self._sell()
        other = self._create_order()
        purchase.button_confirm()
        self._receive(purchase)
        bill = self._bill(purchase, post=False)
        line = {"name": "Haulage", "quantity": 1, "price_unit": 40, "tax_ids": False}
        bill.write({"invoice_line_ids": [Command.create(line)]})
        bill.action_post()
        self.assertCosts(order, 640, subcontracting=640)
        bill.invoice_line_ids[1].cost_order_id = other
        self.assertMarked(order)
        self.assertCosts(order, 600, subcontracting=600)
        self.assertCosts(other, 40, other=40)
        bill.invoice_line_ids[1].cost_order_id = False
        self.assertMarked(order)
        self.assertCosts(order, 640, subcontracting=640)

    def test_account_of_another_order(self):
        """Freight on the analytic account of another order belongs to that order; other work on the
        account of this one is not counted twice.
        """
        plan = self.env["account.analytic.plan"].create({"name": "Sites"})
        north, south = self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("North", "South")]
        )
        other = self._create_order(confirm=False)
        other.order_line.analytic_distribution = {str(south.id): 100}
        other.action_confirm()
        for account, own, others in ((south, 600, 40), (north, 640, 40)):
            order, purchase = self._sell(confirm=False)
            order.order_line.analytic_distribution = {str(north.id): 100}
            order.action_confirm()
            purchase = order.order_line.purchase_line_ids.order_id
            self._add(purchase, 40, analytic_distribution={str(account.id): 100})
            purchase.button_confirm()
            self._receive(purchase)
            self._bill(purchase)
            self._update(order + other)
            self.assertAlmostEqual(order.real_cost, own)
            self.assertAlmostEqual(other.real_cost, others)
            order._action_cancel()  # North is free again
            order.order_line.analytic_distribution = False

    def test_beside_a_purchase_by_hand(self):
        """Bought by hand on the account of an order: 120, and 20 of freight without an account."""
        plan = self.env["account.analytic.plan"].create({"name": "Sites"})
        account = self.env["account.analytic.account"].create({"name": "N", "plan_id": plan.id})
        order = self._create_order(confirm=False)
        order.order_line.analytic_distribution = {str(account.id): 100}
        order.action_confirm()
        line = {
            "product_id": self._create_product("Hire", "service", 0, 0).id,
            "product_qty": 10,
            "price_unit": 12,
            "tax_ids": False,
            "analytic_distribution": {str(account.id): 100},
        }
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "company_id": self.company.id,
                "order_line": [Command.create(line)],
            }
        )
        purchase.button_confirm()
        self._update(order)
        self._add(purchase, 20)
        self.assertMarked(order)
        self._receive(purchase)
        self._bill(purchase)
        self.assertCosts(order, 140, subcontracting=140)

    def test_by_hand_on_accounts_of_two_plans(self):
        """120 on the site of one order and the department of another: 60 to come for each, then 60
        billed, whether the orders are updated alone or together.
        """
        accounts, orders = [], self.env["sale.order"]
        for name in ("Sites", "Departments"):
            plan = self.env["account.analytic.plan"].create({"name": name})
            accounts.append(plan.account_ids.create({"name": name, "plan_id": plan.id}))
            order = self._create_order(confirm=False)
            order.order_line.analytic_distribution = {str(accounts[-1].id): 100}
            order.action_confirm()
            orders |= order
        line = {
            "product_id": self._create_product("Hire", "service", 0, 0).id,
            "product_qty": 10,
            "price_unit": 12,
            "tax_ids": False,
            "analytic_distribution": {",".join(str(account.id) for account in accounts): 100},
        }
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "company_id": self.company.id,
                "order_line": [Command.create(line)],
            }
        )
        purchase.button_confirm()
        for batch in (*orders, orders):
            self._update(batch)
            self.assertEqual(batch.mapped("committed_cost"), [60] * len(batch))
        self._receive(purchase)
        self._bill(purchase)
        for batch in (*orders, orders):
            self._update(batch)
            self.assertEqual(batch.mapped("real_cost"), [60] * len(batch))

    def test_down_payment_of_the_supplier(self):
        """300 billed in advance, then 600 less 300: the down payment is shared over nothing."""
        order, purchase = self._sell()
        purchase.button_confirm()
        advance = purchase._create_downpayments(
            [
                {
                    "name": "Down payment",
                    "product_qty": 0,
                    "price_unit": 300,
                    "order_id": purchase.id,
                    "is_downpayment": True,
                }
            ]
        )
        bill = self._create_bill((None, 300))
        bill.invoice_line_ids.purchase_line_id = advance
        self.assertCosts(order, 0)
        self.assertAlmostEqual(order.committed_cost, 600)
        purchase.order_line.filtered("product_id").qty_received = 1
        final = self._bill(purchase, date=fields.Date.today())
        self.assertEqual(final.amount_untaxed, 300)
        self.assertCosts(order, 600, 400, "complete", subcontracting=600)

    def test_down_payment_on_the_account(self):
        """The same, on the account of an order, or assigned to it: the purchase is the cost."""
        plan = self.env["account.analytic.plan"].create({"name": "Sites"})
        for by_hand in (False, True):
            with self.subTest(by_hand=by_hand):
                account = plan.account_ids.create({"name": "N", "plan_id": plan.id})
                spread = {"analytic_distribution": {str(account.id): 100}}
                order, purchase = self._sell()
                order.order_line.write(spread)
                purchase.button_confirm()
                bill = self._create_bill((order, 300) if by_hand else (None, 300, spread))
                wizard = self.env["bill.to.po.wizard"].with_context(
                    active_ids=[-number for number in bill.invoice_line_ids.ids]
                )
                wizard.create({"purchase_order_id": purchase.id}).action_add_downpayment()
                self.assertTrue(bill.invoice_line_ids.purchase_line_id.is_downpayment)
                self.assertCosts(order, 0)
                self.assertAlmostEqual(order.committed_cost, 600)
                purchase.order_line.filtered("product_id").qty_received = 1
                final = self._bill(purchase, post=False)
                back = final.invoice_line_ids.filtered(lambda line: line.quantity < 0)
                back.write({"cost_order_id": order.id} if by_hand else spread)
                final.action_post()
                self.assertEqual(final.amount_untaxed, 300)
                self.assertCosts(order, 600, 400, "complete", subcontracting=600)

    def test_orders_updated_together(self):
        """Two orders, each with a purchase of its own, updated in one batch: the bill of one marks
        that one alone.
        """
        orders = self.env["sale.order"]
        for name in ("Crane", "Scaffolding"):
            orders |= self._create_order((self._create_subcontracted(name), 1, 100))
            orders[-1].order_line.purchase_line_ids.order_id.button_confirm()
        self._update(orders)
        self.assertFalse(orders.real_cost_purchase_line_ids)
        self._bill(orders[0].order_line.purchase_line_ids.order_id, 50)
        self.env.flush_all()
        self.assertEqual(orders.mapped("real_cost_to_update"), [True, False])
