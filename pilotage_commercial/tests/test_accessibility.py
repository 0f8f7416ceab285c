"""axe-core on each of our screens, in the browser: no serious or critical violation.

The library comes with a wheel of requirements.txt. Elements of Odoo's own screens are left out.
"""

import json
from importlib.util import find_spec
from pathlib import Path
from unittest import skipUnless

from odoo import fields
from odoo.tests import tagged

from .kpi.test_cockpit_screen import CockpitCase

AXE = find_spec("axe_core_python")
# Elements that Odoo draws inside our views.
ODOO = (
    ".o_list_record_selector",
    ".o_optional_columns_dropdown",
    ".o_list_controller",
    ".o_data_cell.o_list_char",
    ".o_field_many2one",
    ".o_field_many2one_avatar_user",
    ".o_field_boolean_toggle",
    ".o_field_domain",
    ".o_field_field_selector",
    ".o_sample_data_disabled",
    ".o_group_selector",
    ".o-mail-Chatter",
    ".o-mail-ActivityButton",
    ".o_search_panel",
    ".o_search_panel_sidebar",
    ".o_pivot",
    ".o_field_tag",
    ".badge",
)
CODE = """
    %(axe)s;
    const found = async () => {
        for (let tries = 0; tries < 200 && !document.querySelector(%(ready)s); tries++) {
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        await new Promise((resolve) => setTimeout(resolve, 500));
        const context = { include: [[%(root)s]], exclude: %(exclude)s };
        const { violations } = await axe.run(context, { resultTypes: ["violations"] });
        const serious = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
        const tell = ({ html, any }) => `${html.slice(0, 160)} ${any[0]?.message || ""}`;
        return serious.map(({ id, nodes }) => `${id}: ${nodes.map(tell).join(" | ")}`);
    };
    found().then(
        (faults) =>
            faults.length ? console.error(faults.join("\\n")) : console.log("test successful"),
        (error) => console.error(String(error))
    );
"""


@tagged("standard", "post_install", "-at_install")
@skipUnless(AXE, "needs the wheel axe-core-python")
class TestAccessibility(CockpitCase):
    def _check(self, path, ready, root=".o_action", exclude=(), user=None):
        source = (Path(AXE.origin).parent / "axe.min.js").read_text()
        values = {"ready": ready, "root": root, "exclude": [[part] for part in exclude]}
        code = CODE % {"axe": source, **{name: json.dumps(part) for name, part in values.items()}}
        self.browser_js(path, code, login=(user or self.manager).login, timeout=120)

    def test_cockpit(self):
        """With data, every card in sight; then without."""
        self._check("/odoo/cockpit", ".o_pilotage_block_table table", ".o_pilotage_content")

    def test_cockpit_on_a_phone(self):
        self.browser_size = "375x667"
        self.touch_enabled = True
        self._check("/odoo/cockpit", ".o_pilotage_block_table table", ".o_pilotage_content")

    def test_empty_cockpit(self):
        self.env["crm.lead"].with_context(active_test=False).search([]).unlink()
        self.env["sale.order"].search([]).action_cancel()
        self.env["sale.order"].search([]).unlink()
        self._check("/odoo/cockpit", ".o_pilotage_start", ".o_pilotage_content")

    def test_figures(self):
        """The list behind a figure."""
        self._check(
            "/odoo/action-pilotage_commercial.crm_lead_action_to_handle",
            ".o_list_view, .o_kanban_view, .o_view_nocontent, .o_content",
            ".o_content",
            ODOO,
        )

    def test_views(self):
        """Our lists, forms and boards."""
        self.env["pilotage.kpi.target"].create(
            {"kpi_id": self.env.ref("pilotage_commercial.kpi_win_rate").id, "value": 0.4}
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Mairie"}).id,
                "company_id": self.company.id,
                "user_id": self.manager.id,
                "date_order": fields.Datetime.now(),
            }
        )
        order.action_confirm()
        for name in (
            "pilotage_kpi_action",
            "pilotage_kpi_target_action",
            "pilotage_kpi_snapshot_action",
            "pilotage_customer_action",
            "sale_order_action_progress",
            "pilotage_review_action",
        ):
            action = self.env.ref(f"pilotage_commercial.{name}", raise_if_not_found=False)
            if not action:
                continue
            with self.subTest(name):
                self._check(f"/odoo/action-{action.id}", ".o_content > *", ".o_content", ODOO)
