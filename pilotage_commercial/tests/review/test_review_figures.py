"""The figures of a review are for users who may read the fields that they come from."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common_review import ReviewCase


@tagged("standard", "post_install", "-at_install")
class TestReviewFigures(ReviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._sale(amount=1000, user_id=cls.salesperson.id)
        cls.kpi = cls.kpis.with_user(cls.manager).create(
            {
                "name": "Margins",
                "code": "margins",
                "unit": "money",
                "numerator_model": "sale.order",
                "numerator_window": "now",
                "numerator_aggregate": "sum",
                "numerator_field": "real_margin",
                "has_denominator": False,
                "company_id": cls.company.id,
            }
        )

    def _read(self, review, user):
        """Return the names of the KPIs that ``user`` reads of the review."""
        lines = self.env["pilotage.review.line"].with_user(user)
        return lines.search([("review_id", "=", review.id)]).mapped("name")

    def test_margin_without_only_for(self):
        """Participating salespeople see the other KPIs; neither the line, nor the summary, nor
        older frozen lines without stored rights show them a margin.
        """
        review = self._open()
        line = review.sudo().line_ids.filtered(lambda line: line.kpi_id == self.kpi)
        self.assertTrue(line.has_value)
        for number in range(2):
            self.assertIn("Margins", self._read(review, self.manager))
            names = self._read(review, self.salesperson)
            self.assertTrue(names)
            self.assertNotIn("Margins", names)
            with self.assertRaises(AccessError):
                line.with_user(self.salesperson).read(["value"])
            told = review.with_context(review_for_all=True)._get_table_lines()
            self.assertNotIn("Margins", told.mapped("name"))
            self.assertTrue(told)
            if number == 0:
                self.env.flush_all()
                self.env.cr.execute("UPDATE pilotage_review_line SET only_for = NULL")
                self.env.invalidate_all()
                self.env.registry.clear_cache()

    def test_group_deleted(self):
        """The line stays, and stays hidden."""
        group = self.env["res.groups"].create({"name": "Board"})
        self.manager.group_ids |= group
        kpi = self.env.ref("pilotage_commercial.kpi_win_rate")
        kpi.group_id = group
        review = self._open()
        line = review.sudo().line_ids.filtered(lambda line: line.kpi_id == kpi)
        self.assertIn(line.name, self._read(review, self.manager))
        self.env.cr.execute("UPDATE pilotage_review_line SET only_for = NULL")
        self.env.invalidate_all()
        kpi.unlink()
        group.unlink()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(line.exists())
        self.assertNotIn(line.name, self._read(review, self.salesperson))
