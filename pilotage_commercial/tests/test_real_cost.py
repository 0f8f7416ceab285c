from odoo.tests import tagged

from .common_real_cost import RealCostCase


@tagged("standard", "post_install", "-at_install")
class TestRealCost(RealCostCase):
    def test_bill_and_typed_cost(self):
        order = self._create_order()
        self.assertCosts(order, 0, 1000, "planned")
        bill = self._create_bill((order, 420), post=False)
        self.assertCosts(order, 0, 1000, "planned")
        bill.action_post()
        self._type_cost(order, 80, "transport")
        # 1 000 − 420 − 80
        self.assertCosts(order, 500, 500, "complete", other=420, transport=80)
        self.assertAlmostEqual(order.real_margin_percent, 0.5)
        bill.button_draft()
        self.assertCosts(order, 80, 920, transport=80)
