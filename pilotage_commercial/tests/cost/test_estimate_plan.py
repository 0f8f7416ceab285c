"""The estimate of a deal is the plan of one of its orders, when no line has a known cost."""

from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from odoo.addons.base.models.ir_cron import IrCron

from ..common_real_cost import RealCostCase


@tagged("standard", "post_install", "-at_install")
class TestEstimatePlan(RealCostCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.building = cls._create_product("Building", "service", 10000, 0)
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "company_id": cls.company.id,
                "partner_id": cls.customer.id,
                "expected_revenue": 10000,
                "estimated_cost": 6000,
            }
        )

    def _quote(self):
        return self._create_order(
            (self.building, 1, 10000), opportunity_id=self.lead.id, confirm=False
        )

    def assertPlanned(self, *costs):
        """Check the planned cost of each ``(order, cost)``, as stored."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual([order.planned_cost for order, _cost in costs], [x for _o, x in costs])

    def test_estimate_changes_before_confirmation(self):
        order = self._quote()
        self.assertPlanned((order, 6000))
        self.lead.estimated_cost = 7000
        self.assertPlanned((order, 7000))
        self.assertEqual(order.quoted_margin, 3000)
        # 10 000 less a margin of 1 000
        self.lead.estimated_margin = 1000
        self.assertPlanned((order, 9000))
        self.lead.action_reset_estimated_cost()
        self.assertPlanned((order, 0))
        self.assertEqual(order.completion_state, "unknown")

    def test_another_quotation_carries_it(self):
        """The newest draft, then the one sent, the one sent last, and the one that is left."""
        first = self._quote()
        self.assertPlanned((first, 6000))
        second = self._quote()
        self.assertPlanned((first, 0), (second, 6000))
        first.action_quotation_sent()
        self.assertPlanned((first, 6000), (second, 0))
        second.action_quotation_sent()
        self.assertPlanned((first, 0), (second, 6000))
        second._action_cancel()
        self.assertPlanned((first, 6000), (second, 0))
        first._action_cancel()
        third = self._quote()
        fourth = self._quote()
        self.assertPlanned((third, 0), (fourth, 6000))
        fourth.unlink()
        self.assertPlanned((third, 6000))

    def test_the_one_that_counts_expires(self):
        """Two companies quote, and the second one counts: as it expires, by its date or with time,
        the first one carries the estimate; then it stands again. Only those of the deal.
        """
        self.lead.company_id = False
        sister = self._create_company("Sister")
        first, other = self._quote(), self._create_order(confirm=False)
        line = (self.building, 1, 10000)
        second = self._create_order(
            line, company_id=sister.id, opportunity_id=self.lead.id, confirm=False
        )
        for order in (first, second, other):
            order.action_quotation_sent()
            self.env.flush_all()
        today = self.company._get_today()
        self.assertPlanned((first, 0), (second, 6000))
        (second | other).validity_date = today - timedelta(days=1)
        self.assertPlanned((first, 6000), (second, 0), (other, 600))
        second.validity_date = today + timedelta(days=3)
        self.assertPlanned((first, 0), (second, 6000))
        second.validity_date = today + timedelta(days=4)
        self.assertPlanned((first, 0), (second, 6000))
        with (
            freeze_time(datetime.now() + timedelta(days=6)),
            patch.object(IrCron, "_commit_progress", lambda *args, **kwargs: 1),
        ):
            self.env["sale.order"]._cron_expire_quotations()
            self.assertPlanned((first, 6000), (second, 0))

    def test_rounded_amounts(self):
        """Three lines at 0.99 with 20 % of tax in the price: 0.83 each, and 2.47 together. These
        two cents are no cost."""
        tax = self._create_lost_tax(
            type_tax_use="sale", price_include_override="tax_included", include_base_amount=True
        )
        first = self._quote()
        first.order_line = [
            Command.create({"product_id": self.building.id, "price_unit": 0.99, "tax_ids": tax.ids})
            for _number in range(3)
        ]
        first.order_line[0].unlink()
        self.assertEqual((first.amount_untaxed, first.margin), (2.47, 2.49))
        self.assertPlanned((first, 6000))
        second = self._quote()
        self.assertPlanned((first, 0), (second, 6000))

    def test_moved_to_another_deal(self):
        first, second = self._quote(), self._quote()
        second.opportunity_id = self.lead.copy({"estimated_cost": 500})
        self.assertPlanned((first, 6000), (second, 500))
        second.opportunity_id = False
        self.assertPlanned((first, 6000), (second, 0))

    def test_deal_deleted(self):
        order = self._quote()
        self.assertPlanned((order, 6000))
        self.lead.unlink()
        self.assertPlanned((order, 0))

    def test_planned_once(self):
        """Two orders of a deal, in either order of confirmation: 6 000 in all."""
        for number in range(2):
            orders = self._quote() | self._quote()
            with self.subTest(number=number):
                orders[1 - number].action_confirm()
                self.assertPlanned((orders[1 - number], 6000))
                orders[number].action_confirm()
                self._update(orders)
                self.assertPlanned((orders[1 - number], 6000), (orders[number], 0))
            orders._action_cancel()

    def test_planned_again_after_a_cancellation(self):
        first, second = self._quote(), self._quote()
        second.action_confirm()
        second._action_cancel()
        first.action_confirm()
        self.assertPlanned((first, 6000))
        # Sold again: the first has it.
        second.action_draft()
        second.action_confirm()
        self.assertPlanned((first, 6000), (second, 0))
