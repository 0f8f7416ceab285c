"""Purchases, deliveries and hours made by hand on the project of an order."""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.pilotage_commercial_stock.tests.common import GoodsCase


@tagged("standard", "post_install", "-at_install")
class TestProjectStock(GoodsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site = cls._create_product("Site", "service", 3000, 0)
        cls.site.service_tracking = "task_in_project"
        cls.sand = cls._create_goods("Sand", 10)

    def _sell(self):
        order = self._create_order((self.site, 1, 3000))
        project = order.project_ids[:1]
        if not project.account_id:
            project._create_analytic_account()
        return order, project

    def _deliver(self, project, quantity):
        """Deliver some sand to the site, by a transfer of the project."""
        places = {
            "location_id": self.stock.id,
            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
        }
        move = {
            "product_id": self.sand.id,
            "product_uom_qty": quantity,
            "product_uom": self.sand.uom_id.id,
        }
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "project_id": project.id,
                "move_ids": [Command.create({**move, **places})],
                **places,
            }
        )
        picking.action_confirm()
        self._do(picking)
        return picking

    def _buy(self, project, quantity, price):
        """Buy some sand for the project, and receive it."""
        if "project_id" not in self.env["purchase.order"]._fields:
            self.skipTest("Purchases have no project")
        line = {"product_id": self.sand.id, "product_qty": quantity, "price_unit": price}
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "company_id": self.company.id,
                "project_id": project.id,
                "order_line": [Command.create({**line, "tax_ids": False})],
            }
        )
        purchase.button_confirm()
        self._do(purchase.picking_ids)
        return purchase

    def test_delivered_by_hand(self):
        """Five units of sand from stock, at 10."""
        order, project = self._sell()
        self._put_in_stock(self.sand, 20)
        self._update(order)
        picking = self._deliver(project, 5)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 50, 2950, purchase=50)
        self.assertEqual(order.real_cost_ids.source, "analytic")
        self._return(picking, 2)
        self.assertCosts(order, 30, purchase=30)

    def test_bought_by_hand(self):
        """Ten of sand at 12, received and then billed."""
        order, project = self._sell()
        self._update(order)
        purchase = self._buy(project, 10, 12)
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 120, state="provisional", purchase=120)
        self.assertEqual(order.real_cost_missing, "received_not_billed:1")
        purchase.action_create_invoice()
        bill = purchase.invoice_ids
        bill.invoice_date = bill.date
        bill.invoice_line_ids.write({"price_unit": 13, "tax_ids": False})
        bill.action_post()
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 130, 2870, "complete", purchase=130)

    def test_bought_then_delivered(self):
        """Ten bought at 12 for the site, eight of them delivered there: 120, not 120 and 96."""
        order, project = self._sell()
        self._buy(project, 10, 12)
        self._deliver(project, 8)
        self.assertCosts(order, 120, purchase=120)

    def test_delivered_more_than_bought(self):
        """Ten bought at 12, and four more from stock, all at the average of 11: 120 + 44."""
        order, project = self._sell()
        self._put_in_stock(self.sand, 10)
        self._buy(project, 10, 12)
        self._deliver(project, 14)
        value = self.env["stock.move"].search([("picking_id.project_id", "=", project.id)])
        value = value.filtered(lambda move: move.location_dest_id.usage == "customer").value
        self.assertCosts(order, 120 + value * 4 / 14, purchase=120 + value * 4 / 14)

    def test_hours_on_the_project(self):
        """Two hours at 25 on the project itself, without a task or a line."""
        if "hourly_cost" not in self.env["hr.employee"]._fields:
            self.skipTest("Timesheets are not installed")
        order, project = self._sell()
        mason = self.env["hr.employee"].create(
            {"name": "Mason", "hourly_cost": 25, "company_id": self.company.id}
        )
        self._update(order)
        hours = self.env["account.analytic.line"].create(
            {
                "name": "Cleaning",
                "employee_id": mason.id,
                "project_id": project.id,
                "unit_amount": 2,
            }
        )
        hours.write({"so_line": False, "is_so_line_edited": True})
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 50, labour=50)

    def test_unknown_cost(self):
        """Sand without a value is delivered by hand beside a typed cost of 50: never complete."""
        self.sand.standard_price = 0
        order, project = self._sell()
        self._put_in_stock(self.sand, 10)
        self._type_cost(order, 50)
        self._deliver(project, 5)
        self.assertCosts(order, 50, state="provisional", purchase=50)
        self.assertEqual(order.real_cost_missing, "goods_without_cost:1")
