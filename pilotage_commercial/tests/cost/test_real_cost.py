"""The ledger with CRM and Sales only: bill lines assigned by hand, and typed costs."""

from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..common_real_cost import RealCostCase


@tagged("standard", "post_install", "-at_install")
class TestRealCost(RealCostCase):
    # --- bills and typed costs ---

    def test_bill_and_typed_cost(self):
        order = self._create_delivered()
        self.assertCosts(order, 0, 1000, "planned")
        bill = self._create_bill((order, 420), post=False)
        self.assertCosts(order, 0, 1000, "planned")
        bill.action_post()
        self._type_cost(order, 80, "transport")
        # 1 000 − 420 − 80
        self.assertCosts(order, 500, 500, "complete", other=420, transport=80)
        self.assertAlmostEqual(order.real_margin_percent, 0.5)
        self.assertEqual(order.real_cost_ids.mapped("source"), ["bill", "manual"])

    def test_category_of_a_bill_line(self):
        """The category given, else the one that the product suggests."""
        order = self._create_order()
        self._create_bill(
            (order, 10, {"product_id": self.goods.id}),
            (order, 20, {"product_id": self.work.id}),
            (order, 40, {"product_id": self.work.id, "cost_category": "labour"}),
            (order, 80),
            (None, 160),
        )
        self.assertCosts(order, 150, 850, purchase=10, subcontracting=20, labour=40, other=80)

    def test_tax_is_no_cost(self):
        country = self.env.ref("base.fr")
        self.company.account_fiscal_country_id = country
        group = {"name": "VAT", "country_id": country.id, "company_id": self.company.id}
        account = self._create_account("445660", "asset_current")
        lines = [
            Command.create({"repartition_type": "base"}),
            Command.create({"repartition_type": "tax", "account_id": account.id}),
        ]
        tax = self.env["account.tax"].create(
            {
                "name": "20 %",
                "amount": 20,
                "type_tax_use": "purchase",
                "company_id": self.company.id,
                "country_id": country.id,
                "tax_group_id": self.env["account.tax.group"].create(group).id,
                "invoice_repartition_line_ids": lines,
                "refund_repartition_line_ids": lines,
            }
        )
        order = self._create_order()
        bill = self._create_bill((order, 100, {"tax_ids": [Command.set(tax.ids)]}))
        self.assertAlmostEqual(bill.amount_total, 120)
        self.assertCosts(order, 100, other=100)

    def test_reset_to_draft_posted_again_deleted(self):
        order = self._create_delivered()
        bill = self._create_bill((order, 300))
        self.assertCosts(order, 300, 700, "complete", other=300)
        bill.button_draft()
        self.assertCosts(order, 0, 1000, "planned")
        bill.invoice_line_ids.price_unit = 350
        bill.action_post()
        self.assertCosts(order, 350, 650, "complete", other=350)
        bill.button_draft()
        bill.name = False
        bill.unlink()
        self.assertCosts(order, 0, 1000, "planned")
        self.assertFalse(order.real_cost_ids)

    def test_bill_cancelled(self):
        order = self._create_order()
        bill = self._create_bill((order, 300))
        bill.button_draft()
        bill.button_cancel()
        self.assertCosts(order, 0)

    def test_refund(self):
        """A credit note, even a partial one, reduces the cost of the order that the bill was
        assigned to.
        """
        order = self._create_order()
        bill = self._create_bill((order, 300, {"cost_category": "purchase"}))
        refund = bill._reverse_moves()
        self.assertEqual(refund.invoice_line_ids.cost_order_id, order)
        refund.invoice_date = refund.date
        refund.invoice_line_ids.price_unit = 120
        self.assertCosts(order, 300, purchase=300)
        refund.action_post()
        self.assertCosts(order, 180, 820, purchase=180)  # 300 − 120
        self._create_bill((order, 180, {"cost_category": "purchase"}), kind="in_refund")
        self.assertCosts(order, 0, 1000, purchase=0)

    def test_copy_of_a_bill_is_another_cost(self):
        order = self._create_order()
        bill = self._create_bill((order, 300))
        self.assertFalse(bill.copy().invoice_line_ids.cost_order_id)

    def test_assigned_to_another_order(self):
        order, other = self._create_order(), self._create_order()
        bill = self._create_bill((order, 300))
        self._update(order | other)
        bill.invoice_line_ids.cost_order_id = other
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update and other.real_cost_to_update)
        self.assertCosts(order, 0)
        self.assertCosts(other, 300, other=300)

    def test_currencies(self):
        """Bill of 500 $ the 10th at 1.60, order of 1 000 $ the 2nd at 1.25, company in euros."""
        for day, rate in [("2026-03-01", 1.25), ("2026-03-09", 1.6)]:
            self.env["res.currency.rate"].create(
                {
                    "currency_id": self.dollar.id,
                    "company_id": self.company.id,
                    "name": day,
                    "rate": rate,
                }
            )
        pricelist = self.env["product.pricelist"].create(
            {"name": "$", "currency_id": self.dollar.id, "company_id": self.company.id}
        )
        order = self._create_order(
            pricelist_id=pricelist.id, date_order="2026-03-02 10:00:00", confirm=False
        )
        self.assertEqual(order.currency_id, self.dollar)
        order.write({"state": "sale"})
        self._create_bill((order, 500), currency_id=self.dollar.id)
        # 1 000 / 1.25 = 800 €, 500 / 1.60 = 312.50 €
        self.assertCosts(order, 312.5, 487.5, other=312.5)
        self.assertEqual(order.real_cost_ids.company_currency_id, self.euro)
        self._type_cost(order, 87.5, "labour")  # typed in the currency of the company
        self.assertCosts(order, 400, 400, other=312.5, labour=87.5)

    def test_only_a_vendor_bill(self):
        order = self._create_order()
        with self.assertRaisesRegex(ValidationError, "Only vendor bill lines"):
            self._create_bill((order, 300), kind="out_invoice", post=False)

    def test_second_company(self):
        order = self._create_order()
        other = self._create_company("Real Cost Elsewhere")
        with self.assertRaises(UserError):
            self._create_bill((order, 300), company_id=other.id, post=False)
        self.assertCosts(order, 0)

    # --- typed costs ---

    def test_typed_cost_replaced_by_a_bill(self):
        order = self._create_delivered()
        typed = self._type_cost(order, 250, "transport")
        self.assertCosts(order, 250, 750, transport=250)
        bill = self._create_bill(
            (order, 270, {"cost_replaces_id": typed.id, "cost_category": "transport"}), post=False
        )
        self.assertCosts(order, 250, 750, transport=250)
        bill.action_post()
        self.assertCosts(order, 270, 730, "complete", transport=270)
        self.assertTrue(typed.replaced)
        bill.button_draft()
        self.assertCosts(order, 250, 750, transport=250)
        self.assertFalse(typed.replaced)
        bill.action_post()
        bill.button_draft()
        bill.name = False
        bill.unlink()
        self.assertCosts(order, 250, 750, transport=250)

    def test_replaces_a_typed_cost_of_its_order(self):
        order, other = self._create_order(), self._create_order()
        typed = self._type_cost(other, 250)
        with self.assertRaisesRegex(ValidationError, "the order of this bill line"):
            self._create_bill((order, 270, {"cost_replaces_id": typed.id}), post=False)

    def test_to_come(self):
        order = self._create_order()
        typed = self._type_cost(order, 400, "subcontracting", state="committed")
        self.assertCosts(order, 0, 1000, "planned")
        self.assertAlmostEqual(order.committed_cost, 400)
        self.assertAlmostEqual(order.completion_margin, 400)  # 1 000 − 400 − 200 left of 600
        self._deliver(order)
        self._type_cost(order, 100, "labour")
        self.assertCosts(order, 100, 900, "provisional", labour=100)
        self.assertEqual(order.real_cost_missing_text, "typed costs to come (1)")
        self.assertAlmostEqual(order.completion_margin, 500)  # 1 000 − 100 − 400
        typed.state = "actual"
        self.assertCosts(order, 500, 500, "complete", labour=100, subcontracting=400)
        self.assertAlmostEqual(order.committed_cost, 0)

    def test_typed_at_once(self):
        """A typed cost counts at once, before any update."""
        order = self._create_order()
        self._update(order)
        typed = self._type_cost(order, 100)
        self.assertAlmostEqual(order.real_margin, 900)
        typed.unlink()
        self.assertAlmostEqual(order.real_margin, 1000)

    def test_typed_for_a_line(self):
        order = self._create_order((self.work, 1, 600), (self.goods, 1, 400), confirm=False)
        other = self._create_order()
        line = order.order_line[0]
        typed = self._type_cost(order, 100, sale_line_id=line.id)
        line.unlink()
        self.assertTrue(typed.exists())
        self.assertFalse(typed.sale_line_id)
        with self.assertRaisesRegex(ValidationError, "another order"):
            typed.sale_line_id = other.order_line

    # --- orders ---

    def test_cancelled_after_costs(self):
        order = self._create_order()
        self._create_bill((order, 300))
        self._update(order)
        order._action_cancel()
        self.assertEqual(order.state, "cancel")
        self.assertCosts(order, 300, state="complete", other=300)
        # Nothing was invoiced: its cost is lost.
        self.assertAlmostEqual(order.real_margin, -300)

    def test_cancelled_and_deleted(self):
        order = self._create_order()
        self._create_bill((order, 300))
        self._type_cost(order, 100, sale_line_id=order.order_line.id)
        self._update(order)
        costs = order.real_cost_ids
        order._action_cancel()
        order.unlink()
        self.env.invalidate_all()
        self.assertFalse(costs.exists())

    def test_quotation_with_costs(self):
        order = self._create_order(confirm=False)
        self._create_bill((order, 50))
        self.assertCosts(order, 50, 950, "planned", other=50)
        order.action_confirm()
        self._deliver(order)
        self.assertCosts(order, 50, 950, "complete", other=50)

    def test_copy(self):
        order = self._create_order()
        self._create_bill((order, 50))
        self._type_cost(order, 100)
        self._update(order)
        copy = order.copy()
        self.assertFalse(copy.real_cost_ids)
        self.assertCosts(copy, 0, state="planned")

    def test_free_order(self):
        order = self._create_order((self.work, 1, 0))
        self._create_bill((order, 50))
        self.assertCosts(order, 50, -50, other=50)
        self.assertEqual(order.real_margin_percent, 0)

    # --- re-invoiced bills ---

    def test_reinvoiced_bill(self):
        """A bill line that Sales re-invoices on an order is a cost of this order, once, however
        many analytic accounts share it."""
        plans = self.env["account.analytic.plan"].create([{"name": "Sites"}, {"name": "Crews"}])
        site, crew = self.env["account.analytic.account"].create(
            [
                {"name": plan.name, "plan_id": plan.id, "company_id": self.company.id}
                for plan in plans
            ]
        )
        order = self._create_order()
        line = order.order_line
        self._update(order)
        distribution = {str(site.id): 100, str(crew.id): 100}
        values = {"product_id": self.work.id, "analytic_distribution": distribution}
        bill = self._create_bill((None, 90, values))
        self.assertEqual(len(bill.invoice_line_ids.analytic_line_ids), 2)
        bill.invoice_line_ids.analytic_line_ids.so_line = line
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 90, subcontracting=90)
        self.assertEqual(order.real_cost_ids.sale_line_id, line)
        # Assigned to it by hand as well: still once.
        bill.invoice_line_ids.cost_order_id = order
        self.assertCosts(order, 90, subcontracting=90)
        # Assigned to another order: there, and not here.
        other = self._create_order()
        bill.invoice_line_ids.cost_order_id = other
        self.assertCosts(order, 0)
        self.assertCosts(other, 90, subcontracting=90)

    # --- what is missing ---

    def test_missing(self):
        order = self._create_delivered((self.work, 1, 600), (self.goods, 1, 400))
        self.assertCosts(order, 0, state="planned")
        self.assertEqual(order.real_cost_missing, "no_cost:2")
        self.assertEqual(order.real_cost_missing_text, "order lines without any cost (2)")
        typed = self._type_cost(order, 100, sale_line_id=order.order_line[0].id)
        self.assertCosts(order, 100, 900, "provisional", purchase=100)
        self.assertEqual(order.real_cost_missing, "no_cost:1")
        # A cost of the whole order may cover any line.
        typed.sale_line_id = False
        self.assertCosts(order, 100, 900, "complete", purchase=100)
        self.assertFalse(order.real_cost_missing)
        self.assertFalse(order.real_cost_missing_text)

    def test_known_to_cost_nothing(self):
        order = self._create_delivered()
        self._type_cost(order, 0)
        self.assertCosts(order, 0, 1000, "complete")

    def test_missing_nothing_before_confirmation(self):
        order = self._create_order(confirm=False)
        self.assertCosts(order, 0, state="planned")
        self.assertFalse(order.real_cost_missing)

    def test_lines_that_cost_nothing(self):
        order = self._create_order((self.work, 1, 600), (self.goods, 1, -50), (self.goods, 0, 50))
        order.order_line = [Command.create({"display_type": "line_note", "name": "Thank you"})]
        self._type_cost(order, 100, sale_line_id=order.order_line[0].id)
        self.assertCosts(order, 100, 450, "complete", purchase=100)

    def test_code_of_an_addon_that_is_gone(self):
        order = self._create_order()
        self._update(order)
        order.real_cost_missing = "gone,no_cost:1"
        self.assertEqual(order.real_cost_missing_text, "order lines without any cost (1)")

    # --- documents ---

    def test_open_the_document(self):
        order = self._create_order()
        bill = self._create_bill((order, 300))
        typed = self._type_cost(order, 10)
        self._update(order)
        cost = order.real_cost_ids - typed
        action = cost.with_user(self.manager).action_open_document
        with self.assertRaises(UserError):  # a sales manager reads no vendor bill
            action()
        action = cost.action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), ("account.move", bill.id))
        self.assertIs(action["context"]["active_id"], False, "no row in the address")
        self.assertIn(bill.name, cost.name)
        self.assertEqual(cost.date, fields.Date.to_date("2026-03-10"))
        self.assertEqual(cost.partner_id, self.supplier)
        with self.assertRaisesRegex(UserError, "typed"):
            typed.action_open_document()
        bill.button_draft()
        bill.name = False
        bill.unlink()
        with self.assertRaisesRegex(UserError, "Refresh"):
            cost.action_open_document()
