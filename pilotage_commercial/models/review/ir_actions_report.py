"""A weekly review is printed on one page, however much was written in it."""

from bisect import bisect_left
from io import BytesIO

from odoo import models
from odoo.tools.pdf import PdfFileReader, merge_pdf

REPORT = "pilotage_commercial.pilotage_review_report"
# Sizes of the letters to try, in pixels; the template has the first.
SIZES = (13, 12, 11, 10, 9, 8, 7, 6)


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _run_wkhtmltopdf(self, bodies, report_ref=False, **options):
        render = super()._run_wkhtmltopdf
        review = self.env.ref(REPORT, False)
        if not (report_ref and review and self._get_report(report_ref) == review):
            return render(bodies, report_ref=report_ref, **options)
        return merge_pdf(
            [
                self._fit_page(
                    lambda size, body=body: render(
                        [self._set_size(body, size)], report_ref=report_ref, **options
                    )
                )
                for body in bodies
            ]
        )

    def _fit_page(self, render):
        """Return what ``render(size)`` gives at the largest size that fits on one page."""
        pages = {}

        def fits(size):
            pages[size] = render(size)
            return len(PdfFileReader(BytesIO(pages[size])).pages) == 1

        if fits(SIZES[0]):
            return pages[SIZES[0]]
        size = SIZES[min(bisect_left(SIZES, True, lo=1, key=fits), len(SIZES) - 1)]
        return pages.get(size) or render(size)

    def _set_size(self, body, size):
        return body.replace(f"font-size: {SIZES[0]}px", f"font-size: {size}px", 1)
