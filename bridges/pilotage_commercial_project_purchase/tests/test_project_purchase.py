"""Purchases by hand for the project of an order, without an analytic account."""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.pilotage_commercial_purchase.tests.common import PurchaseCase


@tagged("standard", "post_install", "-at_install")
class TestProjectPurchase(PurchaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site = cls._create_product("Site", "service", 3000, 0)
        cls.site.service_tracking = "task_in_project"
        cls.plaster = cls._create_product("Plasterer", "service", 100, 0)

    def _sell(self, **values):
        """Sell works at 3 000 with a project of their own, which has no analytic account."""
        order = self._create_order((self.site, 1, 3000), **values)
        project = order.project_ids[:1] or order.project_id
        project.account_id = False
        order.order_line.analytic_distribution = False
        self._update(order)
        return order, project

    def _buy(self, project, *lines, confirm=True, **values):
        """Buy (product, quantity, price) ``lines`` for ``project``, by hand."""
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "company_id": self.company.id,
                "project_id": project.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": quantity,
                            "price_unit": price,
                            "tax_ids": False,
                        }
                    )
                    for product, quantity, price in lines or [(self.plaster, 4, 80)]
                ],
                **values,
            }
        )
        self.assertFalse(any(purchase.order_line.mapped("analytic_distribution")))
        if confirm:
            purchase.button_confirm()
        return purchase

    def test_ordered(self):
        """4 × 80 = 320 to come."""
        order, project = self._sell()
        self._buy(project)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertLeaves(order, ("analytic", "subcontracting", "committed", 320))
        self.assertIn("not_received", order.real_cost_missing)

    def test_billed(self):
        """Billed at 90: 4 × 90 = 360; the bill marks the order."""
        order, project = self._sell()
        purchase = self._buy(project)
        self._update(order)
        purchase.order_line.qty_received = 4
        self._bill(purchase, price=90)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertLeaves(order, ("analytic", "subcontracting", "actual", 360))

    def test_partly_received(self):
        """3 of 4 received: 3 × 80 = 240 incurred, 80 to come."""
        order, project = self._sell()
        purchase = self._buy(project)
        purchase.order_line.qty_received = 3
        self.assertLeaves(
            order,
            ("analytic", "subcontracting", "actual", 240),
            ("analytic", "subcontracting", "committed", 80),
        )

    def test_draft(self):
        order, project = self._sell()
        self._buy(project, confirm=False)
        self.assertLeaves(order)

    def test_project_given_afterwards(self):
        order, project = self._sell()
        purchase = self._buy(self.env["project.project"])
        self.assertLeaves(order)
        purchase.project_id = project
        # Odoo sets the project's accounts on the lines: there are none.
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertLeaves(order, ("analytic", "subcontracting", "committed", 320))
        purchase.project_id = False
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertLeaves(order)

    def test_with_an_account(self):
        """Found by its account: once, not twice."""
        order, project = self._sell()
        project._create_analytic_account()
        purchase = self._buy(self.env["project.project"])
        purchase.project_id = project
        account = str(project.account_id.id)
        purchase.order_line.analytic_distribution = {account: 100}
        self.assertLeaves(order, ("analytic", "subcontracting", "committed", 320))

    def test_account_of_another(self):
        """Its line is on the account of the office, not the project's."""
        order, project = self._sell()
        plan = self.env["account.analytic.plan"].create({"name": "Offices"})
        office = self.env["account.analytic.account"].create({"name": "Office", "plan_id": plan.id})
        purchase = self._buy(project)
        purchase.order_line.analytic_distribution = {str(office.id): 100}
        self.assertLeaves(order)

    def test_joined_by_another_customer(self):
        """320 to come for the only order of a project; another customer's joins, and leaves."""
        order, project = self._sell()
        self._buy(project)
        self._update(order)
        other = self.env["res.partner"].create({"name": "Somebody else"})
        more = self._create_order(
            (self.plaster, 1, 500), project_id=project.id, partner_id=other.id
        )
        more.order_line.analytic_distribution = False
        for cost in (0, 320):
            self._update(more)
            self.assertTrue(order.real_cost_to_update)
            self._update(order)
            self.assertEqual(order.committed_cost, cost)
            more._action_cancel()

    def test_project_of_two_orders(self):
        """A site and its supplement: it belongs to none of them, and both say so; assigned, to
        one.
        """
        order, project = self._sell()
        more = self._create_order((self.work, 1, 500), project_id=project.id)
        purchase = self._buy(project)
        for each in order + more:
            self.assertLeaves(each)
            self.assertIn("shared_account:1", each.real_cost_missing)
        purchase.order_line.qty_received = 4
        bill = self._bill(purchase)
        bill.invoice_line_ids.cost_order_id = more
        self.assertCosts(more, 320, subcontracting=320)
        self._update(order)
        self.assertNotIn("shared_account", order.real_cost_missing or "")

    def test_project_of_two_orders_billed_in_part(self):
        """3 of 4 are billed, and assigned: one is missing to both still, until the purchase is
        lowered."""
        order, project = self._sell()
        orders = order + self._create_order((self.work, 1, 500), project_id=project.id)
        purchase = self._buy(project)
        purchase.order_line.qty_received = 4
        bill = self._bill(purchase, quantity=3)
        bill.invoice_line_ids.cost_order_id = order
        self._update(orders)
        self.assertTrue(all("shared_account:1" in x for x in orders.mapped("real_cost_missing")))
        purchase.order_line.qty_received = 3
        purchase.order_line.product_qty = 3
        self.env.flush_all()
        self.assertEqual(orders.mapped("real_cost_to_update"), [True, True])
        self._update(orders)
        self.assertFalse(any("shared" in (x or "") for x in orders.mapped("real_cost_missing")))

    def test_bought_for_an_order_line(self):
        """Linked to an order line: it counts there, whatever its project."""
        order, project = self._sell()
        other = self._create_order((self._create_subcontracted(), 1, 100))
        purchase = other.order_line.purchase_line_ids.order_id
        purchase.project_id = project
        purchase.button_confirm()
        self.assertLeaves(order)
        self.assertLeaves(other, ("purchase", "subcontracting", "committed", 40))

    def test_proposed(self):
        order, project = self._sell()
        purchase = self._buy(project)
        purchase.order_line.qty_received = 4
        bill = self._bill(purchase, post=False)
        self.assertEqual(bill.invoice_line_ids.proposed_order_id, order)

    def test_constant_queries(self):
        orders = self.env["sale.order"]
        for _number in range(5):
            order, project = self._sell()
            self._buy(project)
            orders += order
        self._update(orders)
        self.assertConstantQueries(orders)
