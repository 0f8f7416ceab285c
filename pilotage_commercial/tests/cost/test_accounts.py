"""Documents on analytic accounts of several orders, and of several plans."""

from odoo import Command
from odoo.tests import tagged

from ..common_accounts import AccountsCase


@tagged("standard", "post_install", "-at_install")
class TestAccounts(AccountsCase):
    # --- an order takes or leaves an account ---

    def test_order_of_another_customer(self):
        """400 on the account of one order; another customer's takes it: a department's, nobody's;
        it leaves it, by its line or cancelled: the first one's again."""
        order = self._sell(self.sites[0])
        self._spend(400, (self.sites[0], 100))
        self._assert_known(order, 400)
        other = self._sell(self.sites[0], partner_id=self.other.id)
        self._assert_known(order + other, 0, 0)
        other.order_line.analytic_distribution = False
        self._assert_known(order + other, 400, 0)
        other.order_line.analytic_distribution = {str(self.sites[0].id): 100}
        self._assert_known(order + other, 0, 0)
        other._action_cancel()
        self._assert_known(order + other, 400, 0)

    def test_department_that_becomes_a_site(self):
        """Two orders of a customer and one of another: nobody says that a document is missing;
        the other is cancelled: both do, and the cancelled one does not."""
        orders = self._sell(self.sites[0]) + self._sell(self.sites[0])
        orders += self._sell(self.sites[0], partner_id=self.other.id)
        self._spend(400, (self.sites[0], 100))
        self._assert_known(orders, 0, 0, 0)
        self.assertFalse(any("shared_account" in x for x in orders.mapped("real_cost_missing")))
        orders[2]._action_cancel()
        self._assert_known(orders, 0, 0, 0)
        for order in orders[:2]:
            self.assertIn("shared_account:1", order.real_cost_missing)
        self.assertNotIn("shared_account", orders[2].real_cost_missing or "")

    def test_cancelled_order(self):
        """400 spent for a cancelled order; another one takes its account, then leaves it."""
        order = self._sell(self.sites[0])
        self._spend(400, (self.sites[0], 100))
        order._action_cancel()
        self._assert_known(order, 400)
        other = self._sell(self.sites[0], partner_id=self.other.id)
        self._assert_known(order + other, 0, 400)
        other.order_line.analytic_distribution = False
        self._assert_known(order + other, 400, 0)

    def test_orders_taken_together(self):
        """Two orders take the account between two runs: one of the two is enough to tell."""
        orders = self._sell(self.sites[0])
        self._spend(400, (self.sites[0], 100))
        self._assert_known(orders, 400)
        for _number in range(2):
            orders += self._sell(self.sites[0], partner_id=self.other.id)
        self._update(orders[1:])
        self._assert_known(orders, 0, 0, 0)
        orders[1:]._action_cancel()
        self._update(orders[1:])
        self._assert_known(orders, 400, 0, 0)

    def test_account_of_another_plan_taken_afterwards(self):
        """1 000 on a site and a team; an order takes the team: 500 each. Another one takes it too:
        nobody's team, 1 000 for the site."""
        orders = self._sell(self.sites[0])
        self._spend(1000, (self.sites[0] + self.teams[0], 100))
        self._assert_known(orders, 1000)
        orders += self._sell(self.teams[0])
        self._assert_known(orders, 500, 500)
        orders += self._sell(self.teams[0], partner_id=self.other.id)
        self._assert_known(orders, 1000, 0, 0)
        orders[2]._action_cancel()
        self._assert_known(orders, 500, 500, 0)

    # --- a key for each plan ---

    def test_keys_of_one_order(self):
        """100 % on the site and 100 % on the team of one order: 1 000, as on one key."""
        order = self._sell(self.sites[0], self.teams[0])
        self._spend(1000, (self.sites[0], 100), (self.teams[0], 100))
        self._assert_known(order, 1000)
        self._spend(500, (self.sites[0], 60), (self.sites[1], 40), (self.teams[0], 60))
        self._assert_known(order, 1300)  # 60 % of 500

    def test_keys_of_two_orders(self):
        """100 % on the site of one, 100 % on the team of the other: 500 each; then the team of
        nobody: 1 000."""
        orders = self._sell(self.sites[0]) + self._sell(self.teams[0])
        self._spend(1000, (self.sites[0], 100), (self.teams[0], 100))
        self._assert_known(orders, 500, 500)
        orders[1].order_line.analytic_distribution = False
        self._assert_known(orders, 1000, 0)

    def test_keys_of_three_orders(self):
        """Sites at 60 and 40 %, the team at 100 %, of 1 000: 300, 200 and 500."""
        orders = self._sell(self.sites[0]) + self._sell(self.sites[1]) + self._sell(self.teams[0])
        self._spend(1000, (self.sites[0], 60), (self.sites[1], 40), (self.teams[0], 100))
        self._assert_known(orders, 300, 200, 500)
        for order in orders:
            self._update(order)
        self._assert_known(orders, 300, 200, 500)

    # --- percentages above 100 and below 0 ---

    def _assert_each_alone(self, orders, *costs):
        """Check the costs updated one by one, then together."""
        for batch in (*orders, orders):
            self._update(batch)
        self.assertEqual(orders.mapped("real_cost"), list(costs))

    def test_part_below_zero(self):
        """1 000 at 150 % on a site, -50 % on the other: 1 500 and -500."""
        orders = self._sell(self.sites[0]) + self._sell(self.sites[1])
        self._spend(1000, (self.sites[0], 150), (self.sites[1], -50))
        self._assert_each_alone(orders, 1500, -500)

    def test_parts_above_the_whole(self):
        """60 % on each of two sites of 1 000, then 200 and -50 %: as they say."""
        orders = self._sell(self.sites[0]) + self._sell(self.sites[1])
        self._spend(1000, (self.sites[0], 60), (self.sites[1], 60))
        self._assert_each_alone(orders, 600, 600)
        self._spend(100, (self.sites[0], 200), (self.sites[1], -50))
        self._assert_each_alone(orders, 800, 550)

    def test_part_below_zero_beside_another_plan(self):
        """150 % and -50 % on the sites, 100 % on the team of the first order: 1 500 and -500."""
        orders = self._sell(self.sites[0], self.teams[0]) + self._sell(self.sites[1])
        parts = (self.sites[0], 150), (self.sites[1], -50), (self.teams[0], 100)
        self._spend(1000, *parts)
        self._assert_each_alone(orders, 1500, -500)

    # --- an account of several companies ---

    def _sell_elsewhere(self, customer):
        """Sell works of another company on the first site, which belongs to no company."""
        company = self._create_company(f"Elsewhere {customer.name}")
        env = self.env(context={**self.env.context, "allowed_company_ids": company.ids})
        line = {
            "product_id": self.work.id,
            "price_unit": 1000,
            "tax_ids": False,
            "analytic_distribution": {str(self.sites[0].id): 100},
        }
        values = {"partner_id": customer.id, "company_id": company.id}
        order = env["sale.order"].create({**values, "order_line": [Command.create(line)]})
        order.action_confirm()
        return order.with_env(self.env)

    def test_account_of_two_companies(self):
        """The orders of two companies are on one account: each bears what its company bills,
        300 and 200, for one customer or two; nothing is missing."""
        for customer in (self.customer, self.other):
            with self.subTest(customer=customer.name):
                self.sites = self.sites[0].copy() | self.sites[1]
                order = self._sell(self.sites[0])
                other = self._sell_elsewhere(customer)
                orders = order + other
                self._run_cron(orders)
                self._spend(300, (self.sites[0], 100))
                spread = {"analytic_distribution": {str(self.sites[0].id): 100}}
                self._create_bill((None, 200, spread), company_id=other.company_id.id)
                self._assert_known(orders, 300, 200)
                missing = orders.mapped("real_cost_missing")
                self.assertFalse(any("shared_account" in (codes or "") for codes in missing))

    def test_shared_in_one_of_two_companies(self):
        """Two orders of one company share the account of an order of another company: a bill of
        that one is not missing to them, theirs is."""
        orders = self._sell(self.sites[0]) + self._sell(self.sites[0])
        other = self._sell_elsewhere(self.customer)
        spread = {"analytic_distribution": {str(self.sites[0].id): 100}}
        self._create_bill((None, 200, spread), company_id=other.company_id.id)
        self._assert_known(orders + other, 0, 0, 200)
        self.assertEqual(orders.mapped("real_cost_missing"), ["no_cost:1"] * 2)
        self._spend(300, (self.sites[0], 100))
        self._assert_known(orders + other, 0, 0, 200)
        self.assertEqual(orders.mapped("real_cost_missing"), ["no_cost:1,shared_account:1"] * 2)
        orders[1]._action_cancel()
        self._assert_known(orders + other, 300, 0, 200)

    # --- deleted accounts ---

    def test_deleted_account(self):
        """Odoo deletes an account without entries, and leaves it in the distribution of the order
        line: a bill of 30 assigned to the order still counts, at each update."""
        order = self._sell(self.sites[0])
        self.sites[0].unlink()
        self.assertTrue(order.order_line.analytic_distribution)
        self._create_bill((order, 30))
        self.assertCosts(order, 30, other=30)
        self.assertFalse(order.real_cost_account_ids)
        self.assertCosts(order, 30, other=30)

    def test_deleted_account_beside_a_living_one(self):
        """Of two accounts of the line, one is deleted after an update: the 400 billed on the other
        one count, and 100 more that come later."""
        order = self._sell(self.sites[0], self.teams[0])
        self._spend(400, (self.teams[0], 100))
        self.assertCosts(order, 400, other=400)
        self.sites[0].unlink()
        self._spend(100, (self.teams[0], 100))
        self.assertCosts(order, 500, other=500)
        self.assertEqual(order.real_cost_account_ids, self.teams[0])
