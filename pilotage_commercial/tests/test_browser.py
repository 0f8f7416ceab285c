from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged


def get_hoot_id(name):
    """Return the identifier of a hoot suite: its name hashed as the test runner does."""
    number = 0
    for char in name:
        number = (number * 31 + ord(char)) & 0xFFFFFFFF
    return f"{number:08x}"


@tagged("standard", "post_install", "-at_install")
class TestPipelineTour(HttpCase):
    browser_size = "2200x1000"  # all six columns in sight

    def test_pipeline(self):
        self.env["res.lang"]._activate_lang("en_US")
        euro = self.env.ref("base.EUR")
        euro.active = True
        company = self.env["res.company"].create({"name": "Tour", "currency_id": euro.id})
        user = new_test_user(
            self.env,
            login="pipeline-tour",
            groups="sales_team.group_sale_salesman,base.group_user",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
            lang="en_US",
        )
        leads = self.env["crm.lead"].with_user(user).with_context(tracking_disable=True)
        leads.create(
            [
                {
                    "name": "M. Dupont BTP",
                    "type": "opportunity",
                    "stage_id": self.env.ref("crm.stage_lead3").id,
                    "expected_revenue": 5000,
                    "estimated_cost": 3900,
                    "urgency": "3",
                    "next_action": "Relance téléphonique",
                    "next_action_date": fields.Date.today() + timedelta(days=5),
                },
                {
                    "name": "Atelier Martin",
                    "type": "opportunity",
                    "stage_id": self.env.ref("crm.stage_lead2").id,
                    "expected_revenue": 12500,
                    "estimated_cost": 7000,
                },
            ]
        )
        self.start_tour(
            "/odoo/action-crm.crm_lead_action_pipeline",
            "pilotage_commercial_pipeline",
            login=user.login,
        )


@tagged("standard", "post_install", "-at_install")
class TestHoot(HttpCase):
    def _run_suite(self, preset, **browser):
        suite = get_hoot_id("@pilotage_commercial")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset={preset}&timeout=15000&id={suite}",
            "",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            **browser,
        )

    def test_desktop(self):
        self._run_suite("desktop")

    def test_mobile(self):
        self.touch_enabled = True
        self.browser_size = "375x667"
        self._run_suite("mobile")
