"""Vendor bills as people really type them: retentions, advances, odd taxes, reversals."""

from odoo import Command, fields
from odoo.tests import tagged

from odoo.addons.pilotage_commercial.tests.common_real_cost import RealCostCase


@tagged("standard", "post_install", "-at_install")
class TestBills(RealCostCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plan = cls.env["account.analytic.plan"].create({"name": "Sites"})
        cls.site = cls.env["account.analytic.account"].create({"name": "North", "plan_id": plan.id})
        cls.debts = cls._create_account("401790", "liability_current")
        cls.advances = cls._create_account("409190", "asset_prepayments")

    def _sell(self):
        """Sell works on the site: 1 000."""
        order = self._create_order(confirm=False)
        order.order_line.analytic_distribution = {str(self.site.id): 100}
        order.action_confirm()
        return order

    def _create_tax(self, rate, *parts):
        """Create a purchase tax of (percentage, account or None) ``parts``."""
        tax = self._create_lost_tax(rate, name=f"{rate} {len(parts)} {parts}")
        for lines in (tax.invoice_repartition_line_ids, tax.refund_repartition_line_ids):
            lines.filtered(lambda line: line.repartition_type == "tax").unlink()
        lines = [
            Command.create(
                {
                    "repartition_type": "tax",
                    "factor_percent": factor,
                    "account_id": account.id if account else False,
                }
            )
            for factor, account in parts
        ]
        tax.write({"invoice_repartition_line_ids": lines, "refund_repartition_line_ids": lines})
        return tax

    # --- fixed assets, and incomes on a bill ---

    def test_fixed_asset(self):
        """A machine of 5 000 and a hire of 800: 800; the depreciation of the machine is missing,
        until somebody says that nothing more comes."""
        machine = self._create_account("215400", "asset_fixed")
        by_account = {"analytic_distribution": {str(self.site.id): 100}}
        for given, values in ((None, by_account), (self._create_delivered(), {})):
            order = given or self._sell()
            self._deliver(order)
            self._create_bill(
                (given, 5000, {**values, "account_id": machine.id}), (given, 800, values)
            )
            self.assertCosts(order, 800, 200, "provisional", other=800)
            self.assertEqual(order.real_cost_missing, "capitalised:1")
            self.assertIn("fixed assets (1)", order.real_cost_missing_text)
            order.action_close_costs()
            self.assertCosts(order, 800, 200, "complete", other=800)
            self.site = self.site.copy()

    def test_fixed_asset_and_then_none(self):
        """A posted line of 300 moved to an asset, and back to an expense."""
        order = self._create_delivered()
        line = self._create_bill((order, 300), (order, 100)).invoice_line_ids[0]
        self.assertCosts(order, 400, 600, "complete", other=400)
        expense = line.account_id
        for account, cost, state in (
            (self._create_account("218300", "asset_non_current"), 100, "provisional"),
            (expense, 400, "complete"),
        ):
            line.account_id = account
            self.env.flush_all()
            self.assertTrue(order.real_cost_to_update)
            self.assertCosts(order, cost, state=state, other=cost)

    def test_tax_lost_on_a_fixed_asset(self):
        """20 % that nobody gives back on 5 000 and 800: 960. If the tax has an expense account, its
        1 000 on the machine are an expense too: 1 960."""
        machine = self._create_account("215400", "asset_fixed")
        expense = self._create_account("635800", "expense")
        for account, cost in ((None, 960), (expense, 1960)):
            order = self._create_order()
            values = {"tax_ids": [Command.set(self._create_tax(20, (100, account)).ids)]}
            self._create_bill(
                (order, 5000, {**values, "account_id": machine.id}), (order, 800, values)
            )
            self.assertCosts(order, cost, other=cost)

    def test_deduction_booked_as_an_income(self):
        """1 000 less 1.5 % for the common costs of the site and a penalty of 85, on accounts of
        incomes: 900, assigned or by the account; so is a credit note typed on such an account."""
        income = self._create_account("758800", "income_other")
        by_account = {"analytic_distribution": {str(self.site.id): 100}}
        for given, values in ((None, by_account), (self._create_order(), {})):
            order = given or self._sell()
            taken = [(None, amount, {"account_id": income.id}) for amount in (-15, -85)]
            bill = self._create_bill((given, 1000, values), *taken)
            self.assertCosts(order, 900, other=900)
            refund = bill._reverse_moves([{"invoice_date": "2026-03-12"}])
            line = {"name": "Penalty", "price_unit": 50, "tax_ids": False, "account_id": income.id}
            refund.invoice_line_ids = [Command.clear(), Command.create(line)]
            refund.action_post()
            self.assertCosts(order, 850, other=850)

    # --- lines that are no expense ---

    def test_retention(self):
        """A subcontractor's 1 000, of which 50 are kept for a year: 1 000, before and after."""
        by_account = {"analytic_distribution": {str(self.site.id): 100}}
        for kept, values in ((None, by_account), (self._create_delivered(), {})):
            order = kept or self._sell()
            self._create_bill(
                (kept, 1000, values), (kept, -50, {**values, "account_id": self.debts.id})
            )
            self.assertCosts(order, 1000, other=1000)
            self._create_bill((kept, 50, {**values, "account_id": self.debts.id}))
            self.assertCosts(order, 1000, other=1000)

    def test_advance(self):
        """300 in advance, then 1 000 less these 300: nothing, then 1 000."""
        by_account = {"analytic_distribution": {str(self.site.id): 100}}
        for kept, values in ((None, by_account), (self._create_delivered(), {})):
            order = kept or self._sell()
            advance = {**values, "account_id": self.advances.id}
            self._create_bill((kept, 300, advance))
            self.assertCosts(order, 0)
            self._create_bill((kept, 1000, values), (kept, -300, advance))
            self.assertCosts(order, 1000, other=1000)

    def test_goods_on_an_account_of_the_stock(self):
        account = self._create_account("310190", "asset_current")
        order = self._create_delivered()
        goods = {"product_id": self.goods.id, "quantity": 10, "account_id": account.id}
        self._create_bill((order, 70, goods), (order, 30, {"account_id": account.id}))
        self.assertCosts(order, 700, purchase=700)

    # --- taxes ---

    def test_taxes(self):
        """1 000 with: reverse charge on its accounts, and on none; half of it lost (+ 100); a
        withholding; 20 % given back and an eco-tax of 3 % that is not (+ 30)."""
        vat = self._create_account("445660", "asset_current")
        for taxes, cost in (
            ([(20, (100, vat), (-100, self.debts))], 1000),
            ([(20, (100, None), (-100, None))], 1000),
            ([(20, (50, vat), (50, None), (-100, self.debts))], 1100),
            ([(-10, (100, self.debts))], 1000),
            ([(20, (100, vat)), (3, (100, None))], 1030),
        ):
            with self.subTest(taxes):
                order = self._create_delivered()
                found = [self._create_tax(rate, *parts).id for rate, *parts in taxes]
                self._create_bill((order, 1000, {"tax_ids": [Command.set(found)]}))
                self.assertCosts(order, cost, other=cost)

    # --- a bill that is reversed ---

    def test_typed_cost_counts_again(self):
        """50 typed, replaced by a bill of 55 of which 20 are credited: 35. Credited entirely, in
        one time or two: 50 again."""
        today = fields.Date.today()
        for parts in ((20, 35), (55,)):
            with self.subTest(parts):
                order = self._create_delivered()
                typed = self._type_cost(order, 50)
                bill = self._create_bill((order, 55))
                bill.invoice_line_ids.cost_replaces_id = typed
                left = 55
                for amount in parts:
                    self.assertCosts(order, left, other=left)
                    refund = bill._reverse_moves([{"invoice_date": today}])
                    refund.invoice_line_ids.price_unit = amount
                    refund.action_post()
                    left -= amount
                self.assertCosts(order, 50, purchase=50)

    # --- a plan in another currency ---

    def test_quotation_in_dollars_confirmed_later(self):
        """A quotation of 1 000 dollars at 1.25, of a cost of 300 euros; confirmed when a euro is
        1.60 dollars: 625 less 300, whatever the dollar."""
        names = ("2020-01-01", 1.25), (str(fields.Date.today()), 1.60)
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": self.dollar.id,
                    "company_id": self.company.id,
                    "name": name,
                    "rate": rate,
                }
                for name, rate in names
            ]
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Dollars", "currency_id": self.dollar.id, "company_id": self.company.id}
        )
        values = {"pricelist_id": pricelist.id, "date_order": "2026-03-01", "confirm": False}
        order = self._create_order((self.goods, 10, 100), **values)
        self.assertAlmostEqual(order.planned_cost, 300)
        order.action_confirm()
        self.assertCompletion(order, 300, 0, 300)
        self.assertAlmostEqual(order.completion_margin, 325)
        line = {"product_id": self.work.id, "product_uom_qty": 1, "tax_ids": False}
        order.order_line = [Command.create({**line, "price_unit": 160})]
        self.assertAlmostEqual(order.planned_cost, 360)  # 60 more

    # --- the account of a posted line is changed ---

    def test_moved_to_prepayments(self):
        """300 and 100 assigned; the 300 are of next year: 100; they are not: 400."""
        order = self._create_order()
        line = self._create_bill((order, 300), (order, 100)).invoice_line_ids[0]
        self.assertCosts(order, 400, other=400)
        expense = line.account_id
        line.account_id = self.advances
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 100, other=100)
        line.account_id = expense
        self.env.flush_all()
        self.assertTrue(order.real_cost_to_update)
        self.assertCosts(order, 400, other=400)

    def test_only_line_moved_to_prepayments(self):
        """The only line of its bill, assigned or on the account of the order, and back."""
        spread = {"analytic_distribution": {str(self.site.id): 100}}
        for by_account in (False, True):
            with self.subTest(by_account=by_account):
                order = self._create_order()
                if by_account:
                    order.order_line.write(spread)
                    values = (None, 300, spread)
                else:
                    values = (order, 300)
                line = self._create_bill(values).invoice_line_ids
                self.assertCosts(order, 300, other=300)
                expense = line.account_id
                for account, cost in ((self.advances, 0), (expense, 300)):
                    line.account_id = account
                    self.env.flush_all()
                    self.assertTrue(order.real_cost_to_update)
                    self.assertCosts(order, cost, other=cost)

    # --- a bill with a discount is corrected ---

    def test_bill_with_a_discount_reversed(self):
        """1 000 less 150 on the site, less 50 typed on the bill: 800. All is reversed: 0. The
        reversal is reversed: 800 again."""
        order = self._sell()
        spread = {"analytic_distribution": {str(self.site.id): 100}}
        move = self._create_bill((None, 1000, spread), (None, -150, spread), (None, -50))
        for cost in (800, 0, 800):
            self.assertCosts(order, cost, other=cost)
            today = fields.Date.today()
            move = move._reverse_moves([{"date": today, "invoice_date": today}], cancel=True)

    def test_goodwill_on_a_bill_with_a_discount(self):
        """1 000 less 100; 90 are credited, typed: 810."""
        order = self._create_order()
        bill = self._create_bill((order, 1000), (None, -100))
        refund = bill._reverse_moves([{"invoice_date": fields.Date.today()}])
        line = {"name": "Goodwill", "price_unit": 90, "tax_ids": False}
        refund.invoice_line_ids = [Command.clear(), Command.create(line)]
        refund.action_post()
        self.assertCosts(order, 810, other=810)

    # --- a bill that comes each month ---

    def test_recurring(self):
        """200 and 30 a month, assigned to two orders: the second month too."""
        first, second = self._create_order(), self._create_order()
        values = {"auto_post": "monthly", "auto_post_until": "2026-04-30"}
        bill = self._create_bill((first, 200), (None, 50), (second, 30), **values)
        following = bill.search([("auto_post_origin_id", "=", bill.id), ("id", "!=", bill.id)])
        self.assertEqual(following.mapped("date"), [fields.Date.to_date("2026-04-10")])
        self.assertCosts(first, 200, other=200)
        following.action_post()
        self.env.flush_all()
        self.assertTrue(first.real_cost_to_update)
        self.assertCosts(first, 400, other=400)
        self.assertCosts(second, 60, other=60)
        self.assertFalse(bill.copy().invoice_line_ids.cost_order_id)
