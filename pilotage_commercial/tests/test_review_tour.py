from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import HttpCase, new_test_user, tagged


@tagged("standard", "post_install", "-at_install")
class TestReviewTour(HttpCase):
    browser_size = "1600x1000"

    def test_two_weeks(self):
        """Three prospects of 1 000, 2 000 and 3 000: a pipeline of 6 000."""
        self.env["res.lang"]._activate_lang("en_US")
        company = self.env["res.company"].create(
            {"name": "Tour", "currency_id": self.env.ref("base.USD").id}
        )
        self.env.user.company_ids |= company
        manager = new_test_user(
            self.env,
            login="review-tour",
            groups="sales_team.group_sale_manager,base.group_user",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
            lang="en_US",
        )
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": f"Prospect {number}",
                    "type": "opportunity",
                    "company_id": company.id,
                    "user_id": manager.id,
                    "expected_revenue": 1000 * number,
                }
                for number in (1, 2, 3)
            ]
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = create_date - interval '20 days' WHERE id IN %s",
            [tuple(leads.ids)],
        )
        self.start_tour("/odoo/cockpit", "pilotage_commercial_review", login=manager.login)
        reviews = self.env["pilotage.review"].search([("company_id", "=", company.id)])
        first = reviews.filtered(lambda review: review.state == "held")
        self.assertEqual(len(first.action_ids.activity_id), 1)
        self.assertEqual((reviews - first).state, "planned")
        with freeze_time(datetime.now() + timedelta(days=7), tick=True):
            self.start_tour(
                "/odoo/weekly-reviews", "pilotage_commercial_review_next", login=manager.login
            )
        second = reviews.search([("previous_id", "=", first.id)])
        self.assertEqual((second.state, second.streak), ("held", 2))
        self.assertEqual(first.action_ids.mapped("state"), ["done"])
