"""The printed page, by wkhtmltopdf itself."""

from datetime import timedelta
from io import BytesIO
from unittest import skipIf

from freezegun import freeze_time

from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfFileReader

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ...models.review.course.pilotage_review_summary import REPORT, SMALLEST
from ..common_order import NOW
from ..common_review import ReviewCase

LONG = (
    "Charpente métallique et couverture du bâtiment industriel de la communauté de communes du "
    "Pays de Saint-Symphorien-sur-Coise et de la vallée de l'Azergues réunies"
)
HEADERS = {
    "en_US": ["KPI", "Current Value", "Target", "Action in Case of Gap"],
    "fr_FR": ["KPI", "Valeur actuelle", "Objectif", "Action en cas d"],
}


@tagged("standard", "post_install", "-at_install")
@skipIf(_wkhtml().state in ("install", "broken"), "wkhtmltopdf is missing")
class TestReviewPrint(ReviewCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The page has no script to wait for.
        cls.env["ir.config_parameter"].set_param("report.print_delay", "50")
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env["ir.module.module"].search(
            [("name", "=", "pilotage_commercial")]
        )._update_translations(["fr_FR"])

    def _print(self, reviews, lang="en_US"):
        """Return the pages of the PDF, as text."""
        report = self.env["ir.actions.report"].with_user(self.manager)
        content, kind = report.with_context(
            force_report_rendering=True, lang=lang
        )._render_qweb_pdf(REPORT, reviews.ids)
        self.assertEqual(kind, "pdf")
        return [
            " ".join(page.extract_text().split()) for page in PdfFileReader(BytesIO(content)).pages
        ]

    def _fill(self, review):
        """Fill ``review`` with text: a long comment on each KPI, six actions, conclusions."""
        for line in review.line_ids:
            line.note = f"{LONG} ; {LONG}"
        self.env["pilotage.review.action"].with_user(self.manager).create(
            [
                {
                    "review_id": review.id,
                    "name": f"Action {number} : {LONG}",
                    "user_id": self.manager.id,
                    "kpi_id": review.line_ids[0].kpi_id.id,
                }
                for number in range(6)
            ]
        )
        review.note = "<p>Conclusions</p>" + f"<p>{LONG}</p>" * 12

    def _create_teams(self, number):
        return self.env["crm.team"].create(
            [
                {
                    "name": f"Équipe {index} – {LONG}",
                    "company_id": self.company.id,
                    "user_id": self.manager.id,
                }
                for index in range(number)
            ]
        )

    def test_short(self):
        for outcome in ["won"] * 2 + ["lost"] * 8:
            self._quotation(outcome)
        review = self._open()
        self._line(review, "transformation_rate").action_add_action()
        for lang, headers in HEADERS.items():
            with self.subTest(lang=lang):
                [text] = self._print(review, lang)
                # The guide's four columns, in its order; then the actions and their assignees.
                places = [text.index(header) for header in headers]
                self.assertEqual(places, sorted(places))
                self.assertIn(self.company.name, text)
                self.assertIn(self.manager.name, text)
        self.assertIn("25,0", text)
        self.assertIn("Taux de transformation", text)

    def test_long_names_and_ten_teams(self):
        """Long names, as much text as a team writes in fifteen minutes: one page each."""
        self.manager.lang = "en_US"
        self.company.name = f"Société coopérative {LONG}"
        self._create_gaps()
        reviews = self.reviews
        for team in self._create_teams(10):
            review = self._open(team)
            review.action_plan()
            review.note = f"<p>{LONG}</p>" * 2
            reviews += review
        pages = self._print(reviews)
        self.assertEqual(len(pages), 10)
        for number, text in enumerate(pages):
            self.assertIn(f"Équipe {number} –", text)
            self.assertTrue(text.endswith("réunies"), text[-80:])

    def test_much(self):
        """Long texts in a review and in the one before: smaller print, two pages, complete."""
        self.manager.lang = "en_US"
        self._create_gaps()
        first = self._open()
        self._fill(first)
        first.with_context(lang="en_US").action_close()
        with freeze_time(NOW + timedelta(days=7)):
            second = self._open()
            self._fill(second)
        self.assertEqual(self._get_size(second), SMALLEST)
        for lang in HEADERS:
            with self.subTest(lang=lang):
                pages = self._print(second, lang)
                self.assertEqual(len(pages), 2)
                text = " ".join(pages)
                self.assertEqual([f"Action {n} : " in text for n in range(6)], [True] * 6)
                self.assertTrue(pages[1].endswith("réunies"), pages[1][-80:])

    def test_size(self):
        """The font size depends on the length of the texts: 2 200 characters, then 3 800."""
        review = self._open()
        review.line_ids.write({"corrective_action": "", "note": ""})
        for written, size in ((2200, 13), (2201, 11), (3800, 11), (3801, SMALLEST)):
            review.note = "<p>" + "x" * written + "</p>"
            self.assertEqual(self._get_size(review), size, written)

    def _get_size(self, review):
        return review.with_user(self.manager).with_context(lang="en_US")._get_print_size()

    def test_attached_when_closed(self):
        """Participants get the page, without the KPIs kept for a group."""
        review = self._open().with_context(force_report_rendering=True, lang="en_US")
        review.action_close()
        [attachment] = review.message_ids[0].attachment_ids
        self.assertEqual(attachment.mimetype, "application/pdf")
        [page] = PdfFileReader(BytesIO(attachment.raw)).pages
        text = " ".join(page.extract_text().split())
        self.assertIn("Transformation rate", text)
        self.assertNotIn("Real margin", text)
