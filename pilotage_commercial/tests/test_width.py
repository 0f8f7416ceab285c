"""The list of the day on a screen of 1280 pixels: nothing is cut or hidden."""

from odoo.tests import tagged

from .day.test_day_tour import DayTourCase

# What of the list cannot be read: cells that end in "…", buttons beyond its edge.
MEASURE = """
    (() => {
        const list = document.querySelector("%s .o_list_renderer");
        const edge = list.getBoundingClientRect().right;
        const cells = [...list.querySelectorAll("%s")].filter(
            (cell) => cell.scrollWidth > cell.clientWidth
        );
        const buttons = [...list.querySelectorAll(".o_data_row button")].filter(
            (button) => button.getBoundingClientRect().right > edge
        );
        const bad = [...cells, ...buttons].map((node) => node.getAttribute("name"));
        if (bad.length) {
            throw new Error(`cut or out of sight: ${bad}`);
        }
        console.log("test successful");
    })()
"""


def get_cells(*names):
    return ", ".join(f".o_data_cell[name={name}]" for name in names)


@tagged("standard", "post_install", "-at_install")
class TestDayWidth(DayTourCase):
    browser_size = "1280x800"

    def test_day(self):
        for lead in self.leads:
            lead.partner_id.name = "Communauté de communes des Monts d'Or"
            lead.phone = "+33 3 53 01 68 19"
            lead.name = "Restoration of the southern facade"
            lead.next_action = "Obtain the calculation note of the engineers"
        self.browser_js(
            "/odoo/to-handle",
            MEASURE
            % (
                ".o_pilotage_day_list",
                get_cells("customer_name", "name", "action", "phone", "reason"),
            ),
            ready="document.querySelectorAll('.o_pilotage_day_list .o_data_row').length === 10",
            login=self.user.login,
        )
