"""The day with the keys alone: what is to handle, an item opened, done, and planned again."""

from odoo.tests import tagged

from ..common_keyboard import KeyboardCase
from .test_day_tour import DayTourCase

LIST = ".o_pilotage_day_list"
DIALOG = ".o_next_action_dialog"


@tagged("standard", "post_install", "-at_install")
class TestDayKeyboard(DayTourCase, KeyboardCase):
    def test_day(self):
        with self._open("/odoo", self.user.login):
            self._see(f"{LIST} .o_data_row", "Deal 0")
            # Done from the list, and what is next.
            self._enter_list()
            # Space presses a button of a row: Odoo's lists open the row with Enter.
            self._go_to(f"{LIST} button[name=action_done]", "Deal 0")
            self._press(" ")
            self._wait(f"document.activeElement.matches('{DIALOG} #next_action_summary')")
            self._type("Send the quotation")
            self._press("Enter")
            self._see_none(f"{LIST} .o_data_row", "Deal 0")
            # The next one is put off.
            self._enter_list()
            self._go_to(f"{LIST} button[name=action_postpone]", "Deal 1")
            self._press(" ")
            self._see_none(f"{LIST} .o_data_row", "Deal 1")
            # Another is opened.
            self._enter_list()
            self._go_to_row("Deal 2")
            self._press("Enter")
            self._see(".o_form_view .o-mail-Activity", "Call 2")
            # Backwards: the description keeps the Tab key for itself, as any editor of Odoo.
            self._go_to(".o-mail-Activity .o-mail-Activity-markDone", back=True)
            self._press("Enter")
            self._see(".o-mail-ActivityMarkAsDone textarea")
            self._type("They call back on Monday")
            self._go_to(".o-mail-ActivityMarkAsDone button[aria-label=Done]")
            self._press("Enter")
            self._wait(f"document.activeElement.matches('{DIALOG} #next_action_summary')")
            self._type("Visit the site")
            self._press("Enter")
            self._see(".o-mail-Activity", "Visit the site")
        self.leads.invalidate_recordset()
        done = self._get_done()
        self.assertEqual(sorted(done.mapped("summary")), ["Call 0", "Call 2"])
        planned = [lead.next_action for lead in self.leads[:3]]
        self.assertEqual(planned, ["Send the quotation", "Call 1", "Visit the site"])
        self.assertTrue(all(lead.next_action_date > self.today for lead in self.leads[:3]))

    def _enter_list(self):
        """From the search, to which Alt+Q leads, the arrow goes down into the list."""
        self._press("q", "alt")
        self._wait("document.activeElement.matches('.o_searchview_input')")
        # Its menu opens with it: the first key closes it, the second goes down.
        self._see(".o-dropdown--menu")
        self._press("Escape")
        self._see_none(".o-dropdown--menu")
        self._press("ArrowDown")
        self._wait(f"document.activeElement.closest('{LIST} tr')")

    def _go_to_row(self, text):
        for _row in range(20):
            if self._is_focused(".o_data_row td, .o_data_row td *", text):
                return
            self._press("ArrowDown")
        self.fail(f"the arrows never come to {text}; now {self._get_focus()}")
