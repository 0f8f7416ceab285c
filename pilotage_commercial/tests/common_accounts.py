"""Orders on analytic accounts of two plans."""

from .common_real_cost import RealCostCase


class AccountsCase(RealCostCase):
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
