"""The week with the keys alone: cockpit, number, records, review, closed."""

from odoo.tests import tagged

from ..common_keyboard import KeyboardCase
from .test_review_tour import ReviewTourCase

STATUS = ".o_statusbar_status .o_arrow_button_current"
ROWS = ".o_field_widget[name='record_ids'] .o_data_row"


@tagged("standard", "post_install", "-at_install")
class TestReviewKeyboard(ReviewTourCase, KeyboardCase):
    def test_week(self):
        with self._open("/odoo/cockpit", self.manager.login):
            self._see("[data-kpi=pipeline_value] .o_pilotage_value", "6,000")
            self._go_to("[data-kpi=pipeline_value] .o_pilotage_value, [data-kpi=pipeline_value] a")
            self._press("Enter")
            self._see(".o_list_view .o_data_row", "Prospect 3")
            self._press("b", "alt")
            self._see("[data-kpi=pipeline_value] .o_pilotage_value")
            self._go_to(".o_pilotage_open_review")
            self._press("Enter")
            self._see("button[name='action_start']")
            self._press("v", "alt")
            self._see(STATUS, "Measure")
            self._press("v", "alt")
            self._see(STATUS, "Analyse")
            # Leave out one of the three proposed prospects.
            self._see(ROWS, "Prospect 1")
            self._go_to(f"{ROWS} td[name='selected'] input", "Prospect 1")
            self._press(" ")
            self._wait(
                f'[...document.querySelectorAll("{ROWS}")].some((row) => '
                "row.textContent.includes('Prospect 1') && !row.querySelector('input').checked)"
            )
            self._press("v", "alt")
            self._see(STATUS, "Act")
            self._press("v", "alt")
            self._see(STATUS, "Close")
            self._press("v", "alt")
            self._see(STATUS, "Held")
        review = self._find_reviews().filtered(lambda review: review.state == "held")
        deals = self.env["crm.lead"].search([("company_id", "=", self.company.id)])
        planned = deals.filtered("next_action_date").mapped("name")
        self.assertEqual(sorted(planned), ["Prospect 2", "Prospect 3"])
        self.assertEqual(review.action_ids.name, "Call 2 blocked prospects")
