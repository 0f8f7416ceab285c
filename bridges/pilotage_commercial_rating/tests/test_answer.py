"""From the link in the e-mail to the figure on the order, through HTTP."""

from lxml import html

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import SatisfactionCase

HTTP = "odoo.http"


@tagged("standard", "post_install", "-at_install")
class TestAnswer(SatisfactionCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.camille = new_test_user(
            cls.env,
            "satisfaction-camille",
            "sales_team.group_sale_salesman",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            lang="en_US",
        )

    def setUp(self):
        super().setUp()
        self.order = self._delivered()
        # With its tracking, as in real use: the salesperson follows the order.
        self.order.with_context(tracking_disable=False).user_id = self.camille
        [mail] = self._ask()
        self.happy, self.neutral, self.unhappy, self.opt_out = self._links(mail)

    def _open(self, link):
        """Return the values of the form on the page of ``link``, and its address."""
        page = self.url_open(link)
        self.assertEqual(page.status_code, 200)
        [form] = html.fromstring(page.text).xpath("//form[contains(@action, '/rate/')]")
        return form.get("action"), dict(form.form_values())

    def _answer(self, link, feedback=""):
        """Open the page of ``link`` and submit its form, with ``feedback``."""
        action, values = self._open(link)
        return self.url_open(action, {**values, "feedback": feedback})

    def assertSatisfaction(self, satisfaction, comment=""):
        self.env.invalidate_all()
        self.assertEqual(self.order.satisfaction, satisfaction)
        self.assertEqual(self.order.satisfaction_comment or "", comment)

    def test_answer(self):
        """The click chooses the rating, the form sends it, and the order stores it."""
        action, values = self._open(self.happy)
        self.assertEqual(values["rate"], "5")
        self.assertSatisfaction(0)  # opening the page is no answer: e-mail scanners do it
        answer = self.url_open(action, {**values, "feedback": "Clean site"})
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Thank you", answer.text)
        self.assertSatisfaction(5, "Clean site")
        self.assertEqual(self.order.satisfaction_date, fields.Date.to_date("2026-03-10"))
        self.assertTrue(self.order.rating_ids.consumed)
        message = self.order.rating_ids.message_id
        self.assertIn("Clean site", message.body)
        self.assertEqual(message.author_id, self.customer)
        self.assertEqual(message.notified_partner_ids, self.camille.partner_id)
        self.assertFalse(self.order.activity_ids)

    def test_average_of_the_customer(self):
        """(5 + 1) / 2: the order without an answer does not count."""
        other, silent = self._delivered(), self._delivered()
        first, _second = (self._links(mail) for mail in self._ask())
        self.assertEqual(other.satisfaction_request, "sent")
        self._answer(self.happy)
        self._answer(first[2])
        self.env.invalidate_all()
        self.assertEqual(sorted((self.order | other | silent).mapped("satisfaction")), [0, 1, 5])
        [(customer, average)] = self.env["sale.order"]._read_group(
            [("company_id", "=", self.company.id)],
            ["commercial_partner_id"],
            ["satisfaction:avg"],
        )
        self.assertEqual((customer, average), (self.customer, 3))

    def test_neutral(self):
        self._answer(self.neutral)
        self.assertSatisfaction(3)
        self.assertFalse(self.order.activity_ids)

    def test_unhappy(self):
        """The salesperson is to call on the next working day: Wednesday is a bank holiday."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Bank holiday",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": "2026-03-10 23:00:00",
                "date_to": "2026-03-11 22:59:59",
            }
        )
        self._answer(self.unhappy, "<b>Two weeks late</b>")
        self.assertSatisfaction(1, "<b>Two weeks late</b>")
        activity = self.order.activity_ids
        self.assertEqual(activity.summary, "Unhappy customer: call")
        self.assertEqual(activity.user_id, self.camille)
        self.assertEqual(activity.date_deadline, fields.Date.to_date("2026-03-12"))
        self.assertIn("&lt;b&gt;Two weeks late", activity.note)

    def test_unhappy_without_salesperson(self):
        leader = self.camille.copy({"login": "satisfaction-leader"})
        team = self.env["crm.team"].create({"name": "Roux", "user_id": leader.id})
        self.order.write({"user_id": False, "team_id": team.id})
        self._answer(self.unhappy)
        self.assertEqual(self.order.activity_ids.user_id, leader)
        other = self._delivered(user_id=False, team_id=False)
        [mail] = self._ask()
        self._answer(self._links(mail)[2])
        self.env.invalidate_all()
        self.assertEqual(other.satisfaction, 1)
        self.assertFalse(other.activity_ids)

    def test_reused(self):
        """A link is answered once: the second answer is refused, politely."""
        action, values = self._open(self.happy)
        self._answer(self.happy, "Clean site")
        again = self.url_open(action, {**values, "rate": "1", "feedback": "Changed"})
        self.assertEqual(again.status_code, 410)
        self.assertIn("You have answered already", again.text)
        for link in (self.happy, self.unhappy, action):
            page = self.url_open(link)
            self.assertEqual(page.status_code, 410)
            self.assertIn("You have answered already", page.text)
        self.assertSatisfaction(5, "Clean site")
        self.assertEqual(self.order.rating_ids.rating, 5)
        with self.assertRaises(UserError):
            self.order.rating_apply(1, rating=self.order.rating_ids)
        with self.assertRaises(UserError):
            self.order.rating_apply(1, token=self.order.rating_ids.access_token)
        self.assertSatisfaction(5, "Clean site")

    def test_rights(self):
        """A user who may not write the order may not answer in code either."""
        alex = self.camille.copy({"login": "satisfaction-alex"})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.order.with_user(alex).rating_apply(5, rating=self.order.rating_ids)
            self.env.flush_all()
        self.assertSatisfaction(0)
        self.assertFalse(self.order.rating_ids.consumed)

    def test_forged(self):
        action, values = self._open(self.happy)
        token = self.order.rating_ids.access_token
        for wrong in ("0" * 32, token[:-1], token.upper(), f"{token}0", "%27%20OR%201=1"):
            with self.subTest(wrong):
                self.assertEqual(self.url_open(f"/rate/{wrong}/5").status_code, 404)
                sent = self.url_open(f"/rate/{wrong}/submit_feedback", values)
                self.assertEqual(sent.status_code, 404)
        # Without the token of the form, another site's page cannot answer.
        with mute_logger(HTTP):
            sent = self.url_open(action, {"rate": "5"})
        self.assertEqual(sent.status_code, 400)
        self.assertSatisfaction(0)

    def test_wrong_rate(self):
        action, values = self._open(self.happy)
        token = self.order.rating_ids.access_token
        for rate in ("0", "2", "10", "-1", "x", ""):
            with self.subTest(rate):
                sent = self.url_open(action, {**values, "rate": rate})
                self.assertEqual(sent.status_code, 404)
        del values["rate"]
        self.assertEqual(self.url_open(action, values).status_code, 404)
        self.assertEqual(self.url_open(f"/rate/{token}/2").status_code, 404)
        self.assertSatisfaction(0)

    def test_somebody_else(self):
        """A logged-in colleague does not answer in the customer's place."""
        action, _values = self._open(self.happy)
        self.authenticate("satisfaction-camille", "satisfaction-camille")
        page = self.url_open(self.happy)
        self.assertIn("Only the customer", page.text)
        self.assertNotIn("submit_feedback", page.text)
        csrf = Request.csrf_token(self)
        sent = self.url_open(action, {"rate": "5", "csrf_token": csrf})
        self.assertIn("Only the customer", sent.text)
        self.assertSatisfaction(0)

    def test_customer_logged_in(self):
        """The customer, or a colleague of theirs, may be logged in on the portal."""
        portal = new_test_user(self.env, "satisfaction-portal", "base.group_portal")
        portal.partner_id.parent_id = self.customer
        self.authenticate("satisfaction-portal", "satisfaction-portal")
        self._answer(self.neutral)
        self.assertSatisfaction(3)

    def test_deleted_order(self):
        self.order._action_cancel()
        self.order.unlink()
        self.assertEqual(self.url_open(self.happy).status_code, 404)

    def test_other_ratings(self):
        """Ratings of other models are as before, and can be given again."""
        partner = self.env["res.partner"].create({"name": "Rated", "email": "r@example.com"})
        token = partner._rating_get_access_token(self.customer)
        for rate in (1, 5):
            self._answer(f"/rate/{token}/{rate}")
            self.env.invalidate_all()
            self.assertEqual(partner.rating_ids.rating, rate)
