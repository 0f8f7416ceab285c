"""A review whose readers have different languages."""

from odoo.tests import tagged

from ..common_review import ReviewCase


@tagged("standard", "post_install", "-at_install")
class TestReviewLanguage(ReviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.salesperson.lang = "fr_FR"
        cls.manager.lang = "en_US"
        cls.reviews = cls.reviews.with_context(lang="en_US")

    def _open_blocked(self):
        self._create_gaps()
        rows = self._open().record_ids.filtered(lambda row: row.kind == "blocked")
        return rows.filtered(lambda row: row.user_id == self.salesperson)

    def test_reasons_in_the_language_of_the_reader(self):
        """Proposed in English on 10 March: untouched since 18 February, 20 days before."""
        row = self._open_blocked()[0]
        self.assertEqual(row.reason_text, "created on 02/18/2026, never touched")
        french = self._fresh(row).with_context(lang="fr_FR")
        self.assertEqual(french.reason_text, "créée le 18/02/2026, aucune interaction depuis")

    def test_typed_reason_is_for_everybody(self):
        first, second = self._open_blocked()[:2]
        first.reason_text = "asked for a visit"
        second.with_context(lang="fr_FR").reason = "veut une visite"
        for lang in ("en_US", "fr_FR"):
            rows = self._fresh(first + second).with_context(lang=lang)
            self.assertEqual(
                rows.mapped("reason_text"), ["asked for a visit", "veut une visite"], lang
            )

    def test_activities_in_the_language_of_their_owner(self):
        """Neither the summary nor the note mixes two languages, of one deal or of several."""
        rows = self._open_blocked()
        for kept in (rows[:1], rows):
            with self.subTest(len(kept)):
                review = self._fresh(rows.review_id)
                review.record_ids.selected = False
                kept.selected = True
                review.action_plan()
                activities = kept.action_id.activity_ids.filtered(
                    lambda activity: activity.user_id == self.salesperson
                )
                self.assertEqual(len(activities), len(kept))
                for activity in activities:
                    self.assertTrue(activity.summary.startswith("Appeler "), activity.summary)
                    note = str(activity.note)
                    self.assertIn("Créée le ", note)
                    self.assertIn("Décidé à la revue hebdomadaire du ", note)
                    self.assertNotIn("never touched", note)
