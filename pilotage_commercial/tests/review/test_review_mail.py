"""The Monday mail and the page: for each reader what they may see, and only what needs action."""

from freezegun import freeze_time

from odoo.tests import tagged

from ..common_review import ReviewCase

MONDAY = "2026-03-16 05:10:00"


@tagged("standard", "post_install", "-at_install")
class TestReviewMail(ReviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.write({"email": "marie@example.com", "lang": "en_US"})
        cls.salesperson.write({"email": "karim@example.com", "lang": "en_US"})

    def _send(self):
        """Return ``{partner: mail}`` of the Monday after a review was held."""
        self._hold()
        last = self.env["mail.mail"].search([], order="id desc", limit=1)
        with freeze_time(MONDAY):
            self.env["pilotage.review"]._cron_monday()
        mails = self.env["mail.mail"].search([("id", ">", last.id)])
        self.assertEqual(len(mails), len(mails.recipient_ids))
        return {mail.recipient_ids: mail for mail in mails}

    def test_participants(self):
        """Each participant gets their own mail, with their own figures."""
        self._sale(amount=1000, user_id=self.other.id)
        mails = self._send()
        people = self.manager | self.salesperson
        self.assertEqual(set(mails), set(people.partner_id))
        holder, own = (mails[user.partner_id].body_html for user in people)
        self.assertIn("Real margin", holder)
        self.assertNotIn("Real margin", own)
        self.assertIn(f"Hello {self.salesperson.name}", str(own))
        self.assertIn("Hold the review", holder)
        self.assertNotIn("Hold the review", own)
        self.assertIn("Transformation rate", own)
        # Six prospects of the team, 21 000; four of them are the salesperson's, 18 000.
        self.assertIn("21,000", holder)
        self.assertIn("18,000", own)
        # Not compared with the frozen figures of the whole team.
        self.assertNotIn("3,000", own)

    def test_language_of_each(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        kpi = self.env.ref("pilotage_commercial.kpi_transformation_rate")
        kpi.with_context(lang="fr_FR").name = "Taux de transformation"
        self.salesperson.lang = "fr_FR"
        mails = self._send()
        own = mails[self.salesperson.partner_id].body_html
        self.assertIn("Taux de transformation", own)
        self.assertIn("Transformation rate", mails[self.manager.partner_id].body_html)

    def test_who_may_not_read_gets_none(self):
        """A participant without Sales gets no mail, and the others get theirs."""
        outsider = self._create_user("mail-outsider", "base.group_user")
        self._hold()
        planned = self.env["pilotage.review"].search([("state", "=", "planned")])
        planned.participant_ids |= outsider
        last = self.env["mail.mail"].search([], order="id desc", limit=1)
        with freeze_time(MONDAY):
            self.env["pilotage.review"]._cron_monday()
        mails = self.env["mail.mail"].search([("id", ">", last.id)])
        people = self.manager | self.salesperson
        self.assertEqual(mails.recipient_ids, people.partner_id)

    def test_only_what_is_off(self):
        """Ten quotations, two orders: the rate is off target; the KPIs without data need no
        action.
        """
        for outcome in ["won"] * 2 + ["lost"] * 8:
            self._quotation(outcome)
        review = self._open().with_context(lang="en_US")
        for line in review.line_ids.sudo():
            if line.kpi_id.code == "win_rate":
                line.write({"state": "good", "has_value": True, "value": 0.4})
        review.action_close()
        body = review.message_ids[0].body
        self.assertIn("Write a follow-up script", body)
        self.assertNotIn("Qualify better", body)
        self.assertRegex(body, r"20\.0(\xa0|&nbsp;)%")
        page = (
            self.env["ir.actions.report"]
            ._render_qweb_html("pilotage_commercial.report_review", review.ids)[0]
            .decode()
        )
        self.assertIn("Write a follow-up script", page)
        self.assertNotIn("Qualify better", page)

    def test_words_and_width(self):
        """A change says whether it is good; the mail can be narrow."""
        self._create_gaps()
        review = self._open()
        line = self._line(review, "transformation_rate").sudo()
        line.write({"has_value": True, "value": 0.2, "has_previous": True, "previous_value": 0.3})
        same = self._line(review, "win_rate").sudo()
        same.write({"has_value": True, "value": 0.2, "has_previous": True, "previous_value": 0.2})
        review.with_context(lang="en_US").action_close()
        body = review.message_ids[0].body
        self.assertIn("-10.0 points, worse", body)
        self.assertIn("unchanged", body)
        self.assertNotRegex(body, r">\s*=\s*<")
        with freeze_time(MONDAY):
            self.env["pilotage.review"]._cron_monday()
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertNotIn("min-width", mail.body_html)
