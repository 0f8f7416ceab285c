import re
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import HttpCase, new_test_user, tagged


class ReviewTourCase(HttpCase):
    """Three prospects of 1 000, 2 000 and 3 000 that nobody touched for twenty days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.company = cls.env["res.company"].create(
            {"name": "Tour", "currency_id": cls.env.ref("base.USD").id}
        )
        cls.env.user.company_ids |= cls.company
        cls.manager = new_test_user(
            cls.env,
            login="review-tour",
            groups="sales_team.group_sale_manager,base.group_user",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            lang="en_US",
            email="review-tour@example.com",
        )
        leads = cls.env["crm.lead"].create(
            [
                {
                    "name": f"Prospect {number}",
                    "type": "opportunity",
                    "company_id": cls.company.id,
                    "user_id": cls.manager.id,
                    "expected_revenue": 1000 * number,
                }
                for number in (1, 2, 3)
            ]
        )
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE crm_lead SET create_date = create_date - interval '20 days' WHERE id IN %s",
            [tuple(leads.ids)],
        )

    def _find_reviews(self):
        return self.env["pilotage.review"].search([("company_id", "=", self.company.id)])


@tagged("standard", "post_install", "-at_install")
class TestReviewTour(ReviewTourCase):
    browser_size = "1600x1000"

    def test_two_weeks(self):
        """A pipeline of 6 000."""
        self.start_tour("/odoo/cockpit", "pilotage_commercial_review", login=self.manager.login)
        reviews = self._find_reviews()
        first = reviews.filtered(lambda review: review.state == "held")
        self.assertEqual(len(first.action_ids), 1)
        # On each of the two prospects.
        self.assertEqual(len(first.action_ids.activity_ids), 2)
        leads = self.env["crm.lead"].search([("company_id", "=", self.company.id)])
        planned = leads.filtered("next_action_date").mapped("name")
        self.assertEqual(sorted(planned), ["Prospect 2", "Prospect 3"])
        self.assertEqual((reviews - first).state, "planned")
        with freeze_time(datetime.now() + timedelta(days=7), tick=True):
            self.start_tour(
                "/odoo/weekly-reviews",
                "pilotage_commercial_review_next",
                login=self.manager.login,
            )
        second = reviews.search([("previous_id", "=", first.id)])
        self.assertEqual((second.state, second.streak), ("held", 2))
        self.assertEqual(first.action_ids.mapped("state"), ["done"])

    def test_monday(self):
        """Cockpit, number, records, review, closed: each chosen deal has its next action."""
        self.start_tour(
            "/odoo/cockpit", "pilotage_commercial_review_monday", login=self.manager.login
        )
        review = self._find_reviews().filtered(lambda review: review.state == "held")
        deals = self.env["crm.lead"].union(*(row.reference for row in review.record_ids))
        self.assertEqual(sorted(deals.mapped("name")), ["Prospect 2", "Prospect 3"])
        for deal in deals:
            [activity] = deal.activity_ids
            self.assertEqual(activity.review_action_id, review.action_ids)
            self.assertEqual(deal.next_action_date, activity.date_deadline)
            self.assertGreaterEqual(activity.date_deadline, review.week)

    def test_from_the_mail_and_the_calendar(self):
        """The button of the Monday mail opens the review, and so does its meeting."""
        reviews = self.env["pilotage.review"].with_user(self.manager)
        review = reviews.browse(reviews.with_company(self.company).open_current()["res_id"])
        sent = self.env["mail.mail"].search([], order="id desc", limit=1)
        review._send_monday_mail()
        mail = self.env["mail.mail"].search([("id", ">", sent.id)])
        self.assertEqual(mail.recipient_ids, self.manager.partner_id)
        [link] = re.findall(r'href="[^"]*(/odoo/weekly-reviews/[^"]*)"', mail.body_html)
        self.start_tour(link, "pilotage_commercial_review_calendar", login=self.manager.login)
        event = self.env["calendar.event"].browse(review._get_event_action()["res_id"])
        self.assertEqual((event.recurrence_id.rrule_type, event.duration), ("weekly", 0.25))


@tagged("standard", "post_install", "-at_install")
class TestReviewPhone(ReviewTourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_phone(self):
        """A whole review on a phone: cards instead of lists."""
        self.start_tour("/odoo/cockpit", "pilotage_commercial_review_phone", login="review-tour")
        held = self._find_reviews().filtered(lambda review: review.state == "held")
        self.assertEqual(held.action_ids.name, "Call 2 blocked prospects")
        self.assertEqual(held.action_ids.state, "planned")
