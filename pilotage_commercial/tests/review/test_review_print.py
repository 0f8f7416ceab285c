"""The page that is printed, by wkhtmltopdf itself."""

from datetime import timedelta
from io import BytesIO
from unittest import skipIf

from freezegun import freeze_time

from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ...models.review.ir_actions_report import REPORT, SIZES
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
        """Write much in ``review``: a long comment on each KPI, six actions, conclusions."""
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
                # The guide's four columns, in its order; then what to do and for whom.
                places = [text.index(header) for header in headers]
                self.assertEqual(places, sorted(places))
                self.assertIn(self.company.name, text)
                self.assertIn(self.manager.name, text)
        self.assertIn("25,0", text)
        self.assertIn("Taux de transformation", text)

    def test_long_names_and_ten_teams(self):
        """Much is written in ten reviews and in those before: a page each, to its last line."""
        self.manager.lang = "en_US"
        self.company.name = f"Société coopérative {LONG}"
        self._create_gaps()
        reviews = self.reviews
        for team in self._create_teams(10):
            first = self._open(team)
            self._fill(first)
            first.with_context(lang="en_US").action_close()
            with freeze_time(NOW + timedelta(days=7)):
                second = self._open(team)
                self._fill(second)
                reviews += second
        for lang, review in zip(HEADERS, reviews, strict=False):
            with self.subTest(lang=lang):
                [text] = self._print(review, lang)
                # The last of what comes last: conclusions are cut, not lost in silence.
                self.assertIn("Action 5", text)
                self.assertTrue(text.endswith("[…]"), text[-80:])
        pages = self._print(reviews)
        self.assertEqual(len(pages), 10)
        for number, text in enumerate(pages):
            self.assertIn(f"Équipe {number} –", text)

    def test_attached_when_closed(self):
        """Who takes part gets the page, without the KPIs kept for a group."""
        review = self._open().with_context(force_report_rendering=True, lang="en_US")
        review.action_close()
        [attachment] = review.message_ids[0].attachment_ids
        self.assertEqual(attachment.mimetype, "application/pdf")
        [page] = PdfFileReader(BytesIO(attachment.raw)).pages
        text = " ".join(page.extract_text().split())
        self.assertIn("Transformation rate", text)
        self.assertNotIn("Real margin", text)

    def test_size(self):
        """As large as fits, tried as seldom as can be; the smallest when nothing fits."""
        for largest in (*SIZES, 0):
            tried = []
            with self.subTest(largest=largest):
                render = self._get_render(largest, tried)
                found = self.env["ir.actions.report"]._fit_page(render)
                size = largest or SIZES[-1]
                self.assertEqual(found, self._get_blank(1 if largest else 2, size))
                self.assertEqual(len(tried), len(set(tried)))
                self.assertLessEqual(len(tried), 1 if largest == SIZES[0] else 4)

    def _get_render(self, largest, tried):
        """Return what prints one page up to the size ``largest``, two above, and notes it."""

        def render(size):
            tried.append(size)
            return self._get_blank(1 if size <= largest else 2, size)

        return render

    def _get_blank(self, pages, width):
        writer, stream = PdfFileWriter(), BytesIO()
        for _number in range(pages):
            writer.add_blank_page(width=width, height=100)
        writer.write(stream)
        return stream.getvalue()
