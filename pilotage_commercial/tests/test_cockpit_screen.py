from odoo import fields
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

CLICKBOT = (
    "odoo.loader.modules.get('@web/webclient/clickbot/clickbot_loader')"
    ".startClickEverywhere('crm.crm_menu_root');"
)


@tagged("standard", "post_install", "-at_install")
class TestCockpitMenu(TransactionCase):
    def _get_menus(self, group):
        user = new_test_user(self.env, login=f"menu-{group}", groups=group)
        return self.env["ir.ui.menu"].with_user(user).load_web_menus(False)

    def _get_cockpits(self, menus):
        return [menu["xmlid"] for menu in menus.values() if menu["actionPath"] == "cockpit"]

    def test_manager_has_it_beside_the_pipeline(self):
        menus = self._get_menus("sales_team.group_sale_manager")
        application = menus[self.env.ref("crm.crm_menu_root").id]
        pipeline = self.env.ref("crm.action_your_pipeline")
        self.assertEqual(application["actionID"], pipeline.id)
        first, second = application["children"][:2]
        self.assertEqual(menus[first]["xmlid"], "crm.crm_menu_sales")
        self.assertEqual(menus[second]["xmlid"], "pilotage_commercial.menu_cockpit")
        others = [xmlid for xmlid in self._get_cockpits(menus) if xmlid.startswith("pilotage")]
        self.assertEqual(others, ["pilotage_commercial.menu_cockpit"])

    def test_salesperson_lands_on_the_pipeline(self):
        for group in ("sales_team.group_sale_salesman", "sales_team.group_sale_salesman_all_leads"):
            with self.subTest(group=group):
                menus = self._get_menus(group)
                application = menus[self.env.ref("crm.crm_menu_root").id]
                pipeline = self.env.ref("crm.action_your_pipeline")
                self.assertEqual(application["actionID"], pipeline.id)
                self.assertEqual(
                    self._get_cockpits(menus), ["pilotage_commercial.menu_cockpit_report"]
                )

    def test_nobody_else_sees_it(self):
        self.assertFalse(self._get_cockpits(self._get_menus("base.group_user")))


class CockpitCase(HttpCase):
    """A company with a manager, a salesperson and five opportunities."""

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("en_US")
        self.company = self.env["res.company"].create({"name": "Cockpit"})
        self.manager = self._new_user("cockpit-manager", "sales_team.group_sale_manager")
        self.manager.tour_enabled = False
        self._create_leads()

    def _new_user(self, login, group, **values):
        return new_test_user(
            self.env,
            login=login,
            groups=f"{group},base.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
            lang="en_US",
            **values,
        )

    def _create_leads(self):
        seller = self._new_user("cockpit-zoe", "sales_team.group_sale_salesman", name="Zoe Cockpit")
        won = self.env.ref("crm.stage_lead4")
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": name,
                    "type": "opportunity",
                    "expected_revenue": amount,
                    "user_id": user.id,
                    "team_id": False,
                    "company_id": self.company.id,
                }
                for name, amount, user in (
                    ("Roof", 5000, seller),
                    ("Stairs", 7000, seller),
                    ("Won", 900, seller),
                    ("Lost", 100, seller),
                    ("Other", 30000, self.manager),
                )
            ]
        )
        leads[2].stage_id = won
        leads[3].action_set_lost()
        self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "res_id": leads[0].id,
                "summary": "Call",
                "date_deadline": fields.Date.today(),
                "user_id": seller.id,
            }
        )


@tagged("standard", "post_install", "-at_install")
class TestCockpitTour(CockpitCase):
    def test_path(self):
        self.start_tour("/odoo", "pilotage_commercial_cockpit", login=self.manager.login)


@tagged("standard", "post_install", "-at_install")
class TestEveryMenu(CockpitCase):
    allow_end_on_form = True

    def test_every_menu(self):
        """Every menu, view and filter of the application opens without an error."""
        self.browser_js(
            "/odoo",
            CLICKBOT,
            "odoo.isReady === true",
            login=self.manager.login,
            timeout=600,
            success_signal="clickbot test succeeded",
        )
