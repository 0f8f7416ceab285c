"""Our lists on a screen of 1280 pixels: nothing is cut or hidden."""

import json

from odoo.tests import tagged

from .day.test_day_tour import DayTourCase
from .test_accessibility import ScreensCase, get_view

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

# What of our lists cannot be read: columns beyond the screen, titles and cells that end in "…".
MEASURE_ALL = """
    (async () => {
        const { action } = odoo.__WOWL_DEBUG__.root.env.services;
        const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
        const bad = [];
        for (const screen of %s) {
            await action.doAction(screen.action, { clearBreadcrumbs: true, ...screen.options });
            for (let tries = 0; tries < 100 && !document.querySelector("table.o_list_table"); ) {
                tries++;
                await pause(50);
            }
            await pause(250);
            const list = document.querySelector(".o_list_renderer");
            if (list.scrollWidth > list.clientWidth) {
                bad.push(`${screen.name}: ${list.scrollWidth} pixels in ${list.clientWidth}`);
            }
            const cells = "thead th[data-name] .text-truncate, .o_data_cell, tfoot .o_list_number";
            for (const cell of list.querySelectorAll(cells)) {
                // The day shows a face, and hides the name.
                const isFace = cell.matches(".o_pilotage_day_list [name=user_id]");
                if (cell.scrollWidth > cell.clientWidth && !isFace) {
                    bad.push(`${screen.name}: “${cell.innerText}” is cut`);
                }
            }
        }
        if (bad.length) {
            throw new Error(bad.join("; "));
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


class ListWidthCase(ScreensCase):
    browser_size = "1265x1600"  # no scroll bar comes and goes

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        modules = cls.env["ir.module.module"].search(
            [("name", "=like", "pilotage_commercial%"), ("state", "=", "installed")]
        )
        modules._update_translations(["fr_FR"])
        cls.manager.group_ids += cls.env.ref("base.group_multi_company")
        cls.customer.name = "Communauté de communes des Monts d'Or"
        big = cls._create_order((cls.work, 10, 812345.67))
        cls._type_cost(big, 987654.32)
        big._update_real_cost()
        cls.env.flush_all()

    def _get_lists(self):
        progress = self.env.ref("pilotage_commercial.sale_order_action_progress").id
        screens = [*self._get_our_screens(self.manager), *self._get_figures_screens()]
        return [
            {name: screen[name] for name in ("name", "action", "options")}
            for screen in screens
            if screen["ready"] == get_view("list")
            and (screen["kind"] == "ours" or screen["action"] == progress)
        ]

    def _check(self, lang):
        screens = self._get_lists()
        self.assertGreater(len(screens), 15)
        self.manager.lang = lang
        self.browser_js(
            "/odoo",
            MEASURE_ALL % json.dumps(screens),
            "odoo.isReady === true",
            login=self.manager.login,
            timeout=300,
        )


@tagged("standard", "post_install", "-at_install")
class TestListWidth(ListWidthCase):
    def test_every_list(self):
        """In French, whose words are longer."""
        self._check("fr_FR")


@tagged("nightly", "-standard", "post_install", "-at_install")
class TestEnglishListWidth(ListWidthCase):
    def test_every_list(self):
        self._check("en_US")
