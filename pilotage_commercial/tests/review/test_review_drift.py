"""Drifting orders in the review: shown to users who may see costs."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from ..common_order import NOW
from ..common_review import ReviewCase
from .test_review_leaks import render_as_html
from .test_review_mail import MONDAY


@tagged("standard", "post_install", "-at_install")
class TestReviewDrift(ReviewCase):
    """Planned at 60 of 100 and bought for 90, 30 are lost; bought for 110, 50."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(IrActionsReport, "_render_qweb_pdf", render_as_html))
        cls.manager.write({"email": "marie@example.com", "lang": "en_US"})
        cls.salesperson.write({"email": "sam@example.com", "lang": "en_US"})
        cls.small = cls._create_drifting(90)
        cls.large = cls._create_drifting(110)
        cls._create_drifting(55)  # better than planned

    @classmethod
    def _create_drifting(cls, cost):
        order = cls._sale(amount=100, user_id=cls.salesperson.id)
        order.order_line.planned_unit_cost = 60
        cls._buy(order, cost)
        return order

    @classmethod
    def _buy(cls, order, amount):
        cls.env["sale.order.cost"].create(
            {
                "order_id": order.id,
                "sale_line_id": order.order_line.id,
                "amount": amount,
                "date": NOW.date(),
                "state": "committed",
                "source": "manual",
                "name": "Stone",
            }
        )
        order._update_real_cost()

    def _lost(self, review):
        return (review.drift_count, review.drift_amount)

    def test_told_and_frozen(self):
        self.assertEqual((self.small | self.large).mapped("margin_drift"), [-30, -50])
        review = self._open().with_context(lang="en_US")
        self.assertEqual(self._lost(review), (2, -80))
        self.assertRegex(review.drift_text, "^2 orders will leave .*80.* less than planned.$")
        self._buy(self.small, 5)
        self.assertEqual(self.small.margin_drift, -35)
        self.assertEqual(self._lost(self._fresh(review)), (2, -80), "frozen when it opened")

    def test_one(self):
        self.small._action_cancel()
        review = self._open().with_context(lang="en_US")
        self.assertEqual(self._lost(review), (1, -50))
        self.assertRegex(review.drift_text, "^1 order will leave .*50.* less than planned.$")

    def test_none(self):
        (self.small | self.large)._action_cancel()
        review = self._open()
        self.assertEqual(self._lost(review), (0, 0))
        self.assertFalse(review.drift_text)

    def test_of_the_team(self):
        other = self.env["crm.team"].create({"name": "Other", "company_id": self.company.id})
        self.large.team_id = other
        self.assertEqual(self._lost(self._open()), (1, -30))

    def test_proposed_with_what_is_lost(self):
        """The largest loss first, each with its amount, which the reason does not contain."""
        review = self._open()
        rows = review.record_ids.filtered(lambda row: row.kind == "margin")
        self.assertEqual([row.reference for row in rows], [self.large, self.small])
        self.assertEqual(rows.mapped("drift"), [-50, -30])
        self.assertEqual(set(rows.mapped("reason")), {"will leave less than planned"})

    def test_opens_the_orders(self):
        review = self._open()
        action = review.action_open_drifting()
        self.assertTrue(action["context"]["search_disable_custom_filters"])
        found = self.env["sale.order"].with_user(self.manager).search(action["domain"])
        self.assertEqual(found, self.small | self.large)
        self.assertIn("margin_drift", action["context"]["pilotage_columns"])

    def test_kept_for_who_sees_costs(self):
        review = self._open()
        review.sudo().participant_ids += self.salesperson
        own = self._fresh(review, self.salesperson)
        for name in ("drift_count", "drift_amount", "drift_text"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                own.read([name])
        self.assertFalse(own._get_drift_line())
        with self.assertRaises(UserError):
            own.action_open_drifting()
        with self.assertRaises(UserError):
            review.drift_amount = 0  # nobody types it

    def test_who_may_not_see_costs_opens_it(self):
        cost = self.env.ref("pilotage_commercial.group_real_cost")
        managers = self.env.ref("sales_team.group_sale_manager")
        managers.implied_ids -= cost
        self.manager.group_ids -= cost
        review = self._open()
        self.assertEqual(self._lost(review.sudo()), (0, 0))

    def test_printed_and_posted(self):
        """On the page of users who may see it, not on the one that is posted for all."""
        review = self._open().with_context(lang="en_US")
        page = self._print(review)
        self.assertIn("2 orders will leave", page)
        review.action_close()
        [posted] = review.message_ids.attachment_ids.mapped("raw")
        self.assertNotIn("less than planned", posted.decode())
        self.assertNotIn("less than planned", review.message_ids[0].body)
        self.assertIn("2 orders will leave", self._print(review))

    def _print(self, review):
        report = review.env["ir.actions.report"]
        page, _kind = report._render_qweb_pdf(
            "pilotage_commercial.pilotage_review_report", review.ids
        )
        return page.decode()

    def test_mailed(self):
        """Measured on Monday morning, for the holder; the salesperson's mail does not contain
        it.
        """
        self._open().action_close()
        following = self.env["pilotage.review"].search([("state", "=", "planned")])
        following.participant_ids = self.manager | self.salesperson
        last = self.env["mail.mail"].search([], order="id desc", limit=1)
        with freeze_time(MONDAY):
            self.env["pilotage.review"]._cron_monday()
        mails = self.env["mail.mail"].search([("id", ">", last.id)])
        bodies = {mail.recipient_ids: mail.body_html for mail in mails}
        self.assertIn("2 orders will leave", bodies[self.manager.partner_id])
        self.assertNotIn("less than planned", bodies[self.salesperson.partner_id])
