"""Documents on analytic accounts of several orders, and of several plans."""

from odoo.tests import tagged

from ..common_real_cost import RealCostCase


@tagged("standard", "post_install", "-at_install")
class TestAccounts(RealCostCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plans = cls.env["account.analytic.plan"].create([{"name": "Sites"}, {"name": "Teams"}])
        cls.sites, cls.teams = (
            cls.env["account.analytic.account"].create(
                [{"name": f"{plan.name} {x}", "plan_id": plan.id} for x in (1, 2)]
            )
            for plan in plans
        )
        cls.other = cls.env["res.partner"].create({"name": "Mairie de Nantes"})

    def _sell(self, *accounts, **values):
        """Sell works at 1 000 on ``accounts``."""
        order = self._create_order(confirm=False, **values)
        order.order_line.analytic_distribution = {str(account.id): 100 for account in accounts}
        order.action_confirm()
        return order

    def _spend(self, amount, *parts):
        """Bill ``amount`` on (accounts of one key, percentage) ``parts``."""
        spread = {",".join(map(str, accounts.ids)): part for accounts, part in parts}
        return self._create_bill((None, amount, {"analytic_distribution": spread}))

    def _run_cron(self, orders):
        """Update the marked ones of ``orders``, as often as one is marked."""
        for _turn in range(5):
            self.env.flush_all()
            if not (marked := orders.filtered("real_cost_to_update")):
                return
            self._update(marked)
        self.fail("The orders mark each other for ever")

    def _assert_known(self, orders, *costs):
        """Check the costs once the marked orders are updated, then all: none was left unmarked."""
        self._run_cron(orders)
        self.assertEqual(orders.mapped("real_cost"), list(costs))
        missing = orders.mapped("real_cost_missing")
        self._update(orders)
        self.assertEqual(orders.mapped("real_cost"), list(costs))
        self.assertEqual(orders.mapped("real_cost_missing"), missing)

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
