"""A company of the tests, with orders and vendor bills, independent of the database's own."""

from odoo import Command, fields
from odoo.tests import TransactionCase, new_test_user

from .common_books import create_books


class RealCostCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.env.ref("base.EUR")
        cls.dollar = cls.env.ref("base.USD")
        (cls.euro | cls.dollar).active = True
        cls.company = cls._create_company("Real Cost & Sons")
        cls.env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": cls.company.ids,
                "tracking_disable": True,
                "no_reset_password": True,  # nobody is invited
                "lang": "en_US",
            }
        )
        cls.company = cls.company.with_env(cls.env)
        cls.customer = cls.env["res.partner"].create({"name": "M. Dupont BTP"})
        cls.supplier = cls.env["res.partner"].create({"name": "Beton Sud"})
        cls.work = cls._create_product("Masonry", "service", 100, 60)
        cls.goods = cls._create_product("Concrete", "consu", 50, 30)
        cls.manager = cls._create_user("real-cost-manager", "sales_team.group_sale_manager")
        cls.salesperson = cls._create_user(
            "real-cost-salesperson", "sales_team.group_sale_salesman_all_leads"
        )

    @classmethod
    def _create_company(cls, name):
        """Create a company in euros that can invoice and be billed."""
        company = cls.env["res.company"].create(
            {"name": name, "currency_id": cls.euro.id, "logo": False}
        )
        cls.env.user.company_ids |= company
        create_books(company)
        return company

    @classmethod
    def _create_user(cls, login, groups):
        return new_test_user(
            cls.env,
            login,
            groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def _create_product(cls, name, kind, price, cost):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": kind,
                "list_price": price,
                "standard_price": cost,
                "taxes_id": False,
                "supplier_taxes_id": False,
                "invoice_policy": "order",
            }
        )

    @classmethod
    def _create_order(cls, *lines, confirm=True, **values):
        """Create an order of (product, quantity, price) ``lines``, one of 1 000 by default."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                            "tax_ids": False,
                        }
                    )
                    for product, quantity, price in lines or [(cls.work, 10, 100)]
                ],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def _create_delivered(cls, *lines, **values):
        """Create a completely delivered order: its costs are complete as soon as they are known."""
        order = cls._create_order(*lines, **values)
        cls._deliver(order)
        return order

    @classmethod
    def _deliver(cls, order):
        """Set all lines of ``order`` as delivered."""
        for line in order.order_line.filtered(lambda line: not line.display_type):
            line.qty_delivered = line.product_uom_qty

    @classmethod
    def _create_bill(cls, *lines, kind="in_invoice", post=True, **values):
        """Create a vendor bill of (order, amount[, line values]) ``lines``."""
        bill = cls.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": cls.supplier.id,
                "company_id": cls.company.id,
                "invoice_date": fields.Date.to_date("2026-03-10"),
                "date": fields.Date.to_date("2026-03-10"),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Materials",
                            "quantity": 1,
                            "price_unit": amount,
                            "tax_ids": False,
                            "cost_order_id": order.id if order else False,
                            **(more[0] if more else {}),
                        }
                    )
                    for order, amount, *more in lines
                ],
                **values,
            }
        )
        if post:
            bill.action_post()
        return bill

    @classmethod
    def _create_account(cls, code, kind):
        return cls.env["account.account"].create(
            {"code": code, "name": kind, "account_type": kind, "company_ids": cls.company.ids}
        )

    @classmethod
    def _create_lost_tax(cls, rate=20, **values):
        """Create a non-recoverable purchase tax: it has no account of its own."""
        country = cls.env.ref("base.fr")
        cls.company.account_fiscal_country_id = country
        group = cls.env["account.tax.group"].create(
            {"name": f"{rate} lost", "company_id": cls.company.id, "country_id": country.id}
        )
        lines = [
            Command.create({"repartition_type": "base"}),
            Command.create({"repartition_type": "tax"}),
        ]
        return cls.env["account.tax"].create(
            {
                "name": f"{rate} lost",
                "amount": rate,
                "type_tax_use": "purchase",
                "company_id": cls.company.id,
                "country_id": country.id,
                "tax_group_id": group.id,
                "invoice_repartition_line_ids": lines,
                "refund_repartition_line_ids": lines,
                **values,
            }
        )

    @classmethod
    def _type_cost(cls, order, amount, category="purchase", **values):
        return cls.env["sale.order.cost"].create(
            {"order_id": order.id, "amount": amount, "category": category, **values}
        )

    def _update(self, orders):
        """Update ``orders`` as the cron would."""
        self.env.flush_all()
        orders._update_real_cost()
        self.env.flush_all()
        self.env.invalidate_all()

    def assertCosts(self, order, real_cost, margin=None, state=None, **categories):
        """Check the costs of ``order``; categories that are not given are 0."""
        self._update(order)
        self.assertAlmostEqual(order.real_cost, real_cost, 2)
        for category in (
            "purchase",
            "subcontracting",
            "production",
            "transport",
            "labour",
            "other",
        ):
            self.assertAlmostEqual(
                order[f"real_cost_{category}"], categories.get(category, 0), 2, category
            )
        if margin is not None:
            self.assertAlmostEqual(order.real_margin, margin, 2)
        if state:
            self.assertEqual(order.real_cost_state, state)

    def assertMarked(self, order, **costs):
        """Check the costs of ``order``, which what was just done has marked."""
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self._update(order)
        for name, cost in costs.items():
            self.assertAlmostEqual(order[name], cost, 2, name)

    def assertConstantQueries(self, orders):
        """Check that the costs of ``orders`` are read with as many queries as those of one."""

        def count(some):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.sudo()._get_real_cost_items()
            return self.cr.sql_log_count - before

        count(orders)
        self.assertEqual(count(orders[:1]), count(orders[1:]))

    def assertCompletion(self, order, cost, drift, remaining=None, state=None):
        """Check the figures at completion of ``order``, to the cent."""
        self._update(order)
        self.assertEqual((order.completion_cost, order.margin_drift), (cost, drift))
        self.assertAlmostEqual(order.completion_margin, order.net_revenue - cost, 2)
        self.assertAlmostEqual(
            order.completion_cost,
            order.real_cost + order.committed_cost + order.remaining_cost,
            2,
        )
        if remaining is not None:
            self.assertEqual(order.remaining_cost, remaining)
        if state:
            self.assertEqual(order.completion_state, state)

    @classmethod
    def _create_planned(cls, *costs, price=100, kind="consu"):
        """Create an order of one unit at ``price`` of a product of each of ``costs``."""
        lines = [
            (cls._create_product(f"Part {index}", kind, price, cost), 1, price)
            for index, cost in enumerate(costs)
        ]
        return cls._create_order(*lines)
