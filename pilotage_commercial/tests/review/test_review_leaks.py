"""Texts of a review that depend on real costs, or on records that a reader may not open."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from ...models.review.action.kinds import KEPT, PROPOSED
from ..common_order import NOW
from ..common_review import ReviewCase

WEEK = timedelta(days=7)


def render_as_html(report, report_ref, res_ids=None, data=None):
    """Return the printed page as HTML that a test can read."""
    return report._render_qweb_html(report_ref, res_ids, data)[0], "pdf"


class LeakCase(ReviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(IrActionsReport, "_render_qweb_pdf", render_as_html))
        cls.manager.write({"email": "marie@example.com", "lang": "en_US"})

    @classmethod
    def _create_thin_order(cls):
        """Create an order sold by the salesperson for 100 at a cost of 88: 12 %, below 30 %."""
        order = cls._sale(amount=100, user_id=cls.salesperson.id)
        cls.env["sale.order.cost"].create(
            {
                "order_id": order.id,
                "amount": 88,
                "date": NOW.date(),
                "source": "manual",
                "name": "Stone",
            }
        )
        order._update_real_cost()
        return order

    def _get_read(self, records, user):
        """Return all that ``user`` reads in the fields of ``records``, as one text."""
        found = self._fresh(records.sudo(False), user).with_context(lang="en_US")
        found = found._filtered_access("read")
        return str([found.read(), found.mapped("display_name")])


@tagged("standard", "post_install", "-at_install")
class TestReviewLeaks(LeakCase):
    def _hold_two_weeks(self):
        """Hold two reviews; the first one decides to recompute a margin."""
        self.order = self._create_thin_order()
        first = self._open().with_context(lang="en_US")
        self.assertEqual(first.record_ids.reason, "margin below the floor of the company")
        first.action_close()
        self.assertEqual(first.action_ids.name, f"Recompute the margin of {self._get_name()}")
        with freeze_time(NOW + WEEK):
            second = self._open().with_context(lang="en_US")
            second.action_close()
        return first, second

    def _get_name(self):
        return f"{self.order.name} - {self.order.partner_id.display_name}"

    def test_posted_to_all(self):
        """L1: the page and the chatter of the next week do not contain the real margin."""
        first, second = self._hold_two_weeks()
        # The holder sees the effect, from 12 %.
        self.assertIn("Real margin: 12.0", self._fresh(first.action_ids, self.manager).effect)
        for review in (first, second):
            [page] = review.message_ids.attachment_ids.mapped("raw")
            for text in (page.decode(), review.message_ids[0].body):
                self.assertIn("Transformation rate", text)
                for secret in ("Real margin", "Recompute", "floor", "12.0", self.order.name):
                    self.assertNotIn(secret, text)
        self.assertIn("Go through one order", page.decode())

    def test_read_by_a_salesperson(self):
        """L9: nor do the rows, the actions, the activities and the messages."""
        reviews = self.reviews.union(*self._hold_two_weeks())
        reviews.action_ids.sudo().user_id = self.salesperson
        activities = reviews.action_ids.activity_id | reviews.activity_ids
        for records in (
            reviews,
            reviews.line_ids,
            reviews.record_ids,
            reviews.action_ids,
            reviews.message_ids,
            activities,
            activities.mail_message_id if "mail_message_id" in activities else activities,
        ):
            with self.subTest(model=records._name):
                text = self._get_read(records, self.salesperson)
                for secret in ("Real margin", "Recompute", "floor", "12.0\N{NBSP}%"):
                    self.assertNotIn(secret, text)
        own = self._fresh(reviews.action_ids, self.salesperson)
        self.assertEqual(own[-1:].display_name, "Go through one order")
        self.assertEqual(own[-1:].record_names, self._get_name())
        with self.assertRaises(AccessError):
            own.read(["name"])

    def test_given_to_who_may_know(self):
        """The order's salesperson may not see costs: the action is the holder's, by default."""
        self._create_thin_order()
        review = self._open()
        review.action_plan()
        self.assertEqual(review.action_ids.user_id, self.manager)
        self.assertEqual(review.action_ids.activity_id.summary, "Go through one order")

    def test_given_to_the_salesperson(self):
        self._create_thin_order()
        self.salesperson.group_ids += self.env.ref("pilotage_commercial.group_real_cost")
        review = self._open()
        review.action_plan()
        action = review.action_ids
        self.assertEqual(action.user_id, self.salesperson)
        own = self._fresh(action, self.salesperson)
        self.assertIn("Recompute the margin of", own.display_name)

    def test_any_protected_kpi(self):
        """For any KPI and group: its line, and the action against its gap."""
        group = self.env["res.groups"].create({"name": "Directors"})
        self.manager.group_ids += group
        kpi = self.env.ref("pilotage_commercial.kpi_transformation_rate")
        kpi.group_id = group
        for outcome in ["won"] * 2 + ["lost"] * 8:
            self._quotation(outcome)
        review = self._open().with_context(lang="en_US")
        self._line(review, "transformation_rate").action_add_action()
        review.action_close()
        with freeze_time(NOW + WEEK):
            following = self._open().with_context(lang="en_US")
            following.action_close()
        page = following.message_ids.attachment_ids[0].raw.decode()
        for text in (page, review.message_ids[0].body, following.message_ids[0].body):
            self.assertNotIn("Transformation rate", text)
            self.assertNotIn("follow-up script", text)
        own = self._fresh(review.action_ids, self.salesperson)
        self.assertEqual(own.display_name, "Decided in the weekly review: ask kpi-manager")
        self.assertFalse(own.effect)
        self.assertIn("follow-up script", self._fresh(review.action_ids, self.manager).display_name)

    def test_typed_by_a_manager(self):
        """All participants see a manager's own words."""
        self._create_thin_order()
        review = self._open()
        review.action_plan()
        review.action_ids.name = "See the customer"
        own = self._fresh(review.action_ids, self.salesperson)
        self.assertEqual(own.display_name, "See the customer")
        self.assertEqual(review.action_ids.activity_id.summary, "See the customer")

    # --- the template of the Monday mail ---

    def _render(self, review, user, **context):
        template = self.env.ref("pilotage_commercial.mail_template_review")
        template = template.with_user(user).with_context(lang="en_US", **context)
        return template._render_field("body_html", review.ids)[review.id]

    def test_template(self):
        """L2: each user who renders it sees their own figures; the superuser those of everybody."""
        _first, second = self._hold_two_weeks()
        self.assertIn("Real margin", self._render(second, self.manager))
        own = self._render(second, self.salesperson)
        self.assertIn("Transformation rate", own)
        self.assertNotIn("Real margin", own)
        self.assertNotIn("Recompute", own)
        root = self.env["res.users"].browse(SUPERUSER_ID)
        self.assertNotIn("Real margin", self._render(second, root))
        # A user cannot pretend to be the scheduled action.
        self.assertNotIn("Real margin", self._render(second, self.salesperson, review_for_holder=1))
        stranger = self._create_user("leak-stranger", "sales_team.group_sale_salesman")
        with self.assertRaises(UserError):
            self._render(second, stranger)

    def test_template_of_a_planned_review(self):
        self._create_thin_order()
        review = self.reviews.browse(self.reviews.open_current(self.team.id)["res_id"])
        self.assertIn("Real margin", self._render(review, self.manager))
        self.assertNotIn("Real margin", self._render(review, self.salesperson))

    def test_composer(self):
        """A message that a manager posts with the template is fit for every reader."""
        _first, second = self._hold_two_weeks()
        template = self.env.ref("pilotage_commercial.mail_template_review")
        for user in (self.manager, self.salesperson):
            composer = self.env["mail.compose.message"].with_user(user).with_context(lang="en_US")
            composer = composer.create(
                {
                    "template_id": template.id,
                    "model": second._name,
                    "res_ids": str(second.ids),
                    "composition_mode": "comment",
                }
            )
            self.assertIn("Transformation rate", composer.body)
            self.assertNotIn("Real margin", composer.body)
        second.message_post_with_source(template)
        self.assertNotIn("Real margin", self._fresh(second).message_ids[0].body)

    def test_sent_by_a_manager(self):
        """A mail that a manager sends with the template stays on the review, for every reader."""
        _first, second = self._hold_two_weeks()
        for name in ("mail_template_review", "mail_template_review_participant"):
            template = self.env.ref(f"pilotage_commercial.{name}")
            template = template.with_user(self.manager).with_context(lang="en_US")
            mail = self.env["mail.mail"].sudo().browse(template.send_mail(second.id))
            self.assertEqual((mail.model, mail.res_id), (second._name, second.id))
            self.assertIn("Transformation rate", mail.body_html)
            self.assertNotIn("Real margin", mail.body_html)

    def test_monday(self):
        """The mail to the holder has all figures that they may see."""
        self._hold_two_weeks()
        with freeze_time("2026-03-23 05:10:00"):
            self.env["pilotage.review"]._cron_monday()
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertEqual(mail.recipient_ids, self.manager.partner_id)
        self.assertIn("Real margin", mail.body_html)

    def test_kinds(self):
        """A kind of record chosen by a protected figure is kept for its group."""
        review = self._open()
        chosen = {}

        def search(orders, domain, **options):
            chosen.setdefault(orders._name, []).append(Domain(domain))
            return orders.browse()

        for name in ("crm.lead", "sale.order"):
            self.patch(self.registry[name], "search", search)
        kinds = [kind for kind, _records in review._find_records()]
        self.assertEqual(kinds, list(PROPOSED))
        plain = self.salesperson
        for model_name, domains in chosen.items():
            model = self.env[model_name].with_user(plain)
            protected = {
                name
                for domain in domains
                for condition in domain.iter_conditions()
                if (name := condition.field_expr.split(".")[0]) in model._fields
                and not model._has_field_access(model._fields[name], "read")
            }
            # Orders, by the real margin: kind "margin". Opportunities, by nothing protected.
            self.assertEqual(bool(protected), model_name == "sale.order", protected)
        self.assertEqual(set(KEPT), {"margin"})


@tagged("standard", "post_install", "-at_install")
class TestReviewFollowers(LeakCase):
    """The closing of a review is told to those who may read it, whoever followed it before."""

    def _get_told(self, review):
        """Close ``review`` as its holder; return who is told of it."""
        before = review.message_ids
        self._fresh(review, self.manager).action_close()
        return (review.sudo().message_ids - before).notified_partner_ids

    def setUp(self):
        super().setUp()
        self.review = self._open().sudo()
        self.assertIn(self.salesperson, self.review.participant_ids)
        self.other.partner_id.email = "other@example.com"

    def test_participant(self):
        self.assertIn(self.salesperson.partner_id, self._get_told(self.review))

    def test_who_takes_part_no_more(self):
        self.review.participant_ids -= self.salesperson
        self.assertNotIn(self.salesperson.partner_id, self.review.message_partner_ids)
        self.assertNotIn(self.salesperson.partner_id, self._get_told(self.review))

    def test_holder_who_hands_over(self):
        successor = self._create_user("review-successor", "sales_team.group_sale_manager")
        self._fresh(self.review, self.manager).user_id = successor
        followers = self.review.message_partner_ids
        self.assertIn(successor.partner_id, followers)
        self.assertNotIn(self.manager.partner_id, followers)

    def test_who_lost_the_right(self):
        """Followers who left the sales, the company, or never were of this review."""
        elsewhere = self._create_company("Elsewhere")
        mover = self._create_user("review-mover", "sales_team.group_sale_manager")
        clerk = self._create_user("review-clerk", "sales_team.group_sale_salesman")
        self.review.participant_ids |= mover | clerk
        self.review.message_subscribe(self.other.partner_id.ids)
        mover.write({"company_ids": [(4, elsewhere.id)], "company_id": elsewhere.id})
        mover.company_ids -= self.company
        clerk.group_ids = self.env.ref("base.group_user")
        self.env.flush_all()
        gone = (mover | clerk | self.other).partner_id
        self.assertLessEqual(gone, self.review.message_partner_ids)
        told = self._get_told(self.review)
        self.assertFalse(gone & told)
        self.assertIn(self.salesperson.partner_id, told)

    def test_who_is_named(self):
        """A message that somebody writes to a colleague by name reaches them."""
        message = self.review.message_post(body="See?", partner_ids=self.other.partner_id.ids)
        self.assertIn(self.other.partner_id, message.notified_partner_ids)
