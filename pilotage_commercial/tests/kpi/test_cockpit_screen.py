from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

from ..common_start import StartCase

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


@tagged("standard", "post_install", "-at_install")
class TestStartPage(StartCase):
    page = "starts_on_cockpit"
    action_xmlid = "pilotage_commercial.cockpit_action"

    def setUp(self):
        super().setUp()
        self.company.salespeople_start_on_day = False
        self.manager = self._create_user("sales_team.group_sale_manager")

    def test_managers_start_on_the_cockpit(self):
        self.assertEqual(self._get_home(self.manager), self.action.id)
        self.assertFalse(self.manager.action_id)  # nothing is written
        for group in (
            "sales_team.group_sale_salesman",
            "sales_team.group_sale_salesman_all_leads",
            "base.group_user",
        ):
            self.assertFalse(self._get_home(self._create_user(group)), group)

    def test_company_says_no(self):
        self.company.managers_start_on_cockpit = False
        self.assertFalse(self._get_home(self.manager))

    def test_home_action_of_their_own(self):
        home = self.env.ref("crm.crm_lead_action_pipeline")
        self.manager.action_id = home.id
        self.assertEqual(self._get_home(self.manager), home.id)

    def test_own_choice(self):
        """Chosen on the cockpit by its button; it can be undone."""
        seller = self._create_user("sales_team.group_sale_salesman")
        home = self.env.ref("crm.crm_lead_action_pipeline")
        seller.action_id = home.id
        for user, choice, expected in (
            (self.manager, "default", False),
            (self.manager, "cockpit", self.action.id),
            (seller, "cockpit", self.action.id),
            (seller, "default", home.id),
        ):
            settings = self.env["res.users.settings"]._find_or_create_for_user(user)
            settings.with_user(user).set_res_users_settings({"start_page": choice})
            self.assertEqual(self._get_home(user), expected, f"{user.login} {choice}")

    def test_who_may_not_see_it_does_not_start_there(self):
        user = self._create_user("base.group_user")
        self.env["res.users.settings"]._find_or_create_for_user(user).start_page = "cockpit"
        self.assertFalse(self._get_home(user))

    def test_settings_of_others(self):
        settings = self.env["res.users.settings"]._find_or_create_for_user(self.manager)
        seller = self._create_user("sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            settings.with_user(seller).set_res_users_settings({"start_page": "default"})

    def test_uninstall_forgets_it(self):
        """After the uninstallation, users with the cockpit as home action start on Odoo's
        default.
        """
        self.manager.action_id = self.action.id
        self.action.unlink()
        self.assertFalse(self.manager.action_id)


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
        # Saved in the list behind a figure, a favourite is one of all the lists of opportunities:
        # opened on it, the list of two records would be empty.
        self.env["ir.filters"].create(
            {
                "name": "Mine",
                "model_id": "crm.lead",
                "user_ids": [(6, 0, self.manager.ids)],
                "domain": "[('user_id', '=', uid)]",
                "is_default": True,
            }
        )
        self.start_tour("/odoo", "pilotage_commercial_cockpit", login=self.manager.login)

    def test_start_page(self):
        """Odoo opens on the cockpit, CRM on its pipeline; unless the manager chooses otherwise."""
        self.start_tour("/odoo", "pilotage_commercial_start_page", login=self.manager.login)
        self.assertEqual(self.manager.res_users_settings_id.start_page, "default")


@tagged("nightly", "-standard", "post_install", "-at_install")
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


# Plays a tour by hand, as a newcomer does: the pointer shows where to click.
PLAY = """
    const find = async (selector) => {
        for (let turn = 0; turn < 100; turn++) {
            const found = document.querySelector(selector);
            if (found) {
                return found;
            }
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error(`${selector} is not there`);
    };
    const play = async () => {
        await find(".o_pilotage_essentials .o_pilotage_value");
        (await find(".o_pilotage_help")).click();
        (await find(".o_pilotage_tour")).click();
        const pointer = await find(".o_tour_pointer");
        pointer.dispatchEvent(new MouseEvent("mouseenter", { bubbles: true }));
        const text = (await find(".o_tour_pointer_content")).textContent;
        if (!text.includes("Three figures to begin with")) {
            throw new Error(text);
        }
        console.log("the pointer says it");
    };
    play().catch((error) => console.error(error.message));
"""


@tagged("standard", "post_install", "-at_install")
class TestNewcomerTour(CockpitCase):
    browser_size = "1600x1000"

    def test_cockpit_then_day(self):
        """From the figures to the list of the morning, and nothing is changed by it."""
        deals = self.env["crm.lead"].search([("company_id", "=", self.company.id)])
        before = deals.read(["name", "stage_id", "next_action_date", "write_date"])
        self.start_tour(
            "/odoo/cockpit", "pilotage_commercial_newcomer_cockpit", login=self.manager.login
        )
        deals.invalidate_recordset()
        self.assertEqual(deals.read(list(before[0])), before)

    def test_day_alone(self):
        """A salesperson has the day; the menu of the list plays it."""
        self.start_tour("/odoo/to-handle", "pilotage_commercial_newcomer_day", login="cockpit-zoe")

    def test_played_by_hand(self):
        self.browser_js(
            "/odoo/cockpit",
            PLAY,
            "odoo.isReady === true",
            login=self.manager.login,
            success_signal="the pointer says it",
        )
        self.assertFalse(self.manager.tour_enabled, "Odoo's own tours stay off")

    def test_told_once_to_who_has_tours(self):
        """Odoo plays it once, after its own tours, to users with tours enabled."""
        tour = self.env.ref("pilotage_commercial.tour_cockpit")
        self.manager.tour_enabled = True
        others = self.env["web_tour.tour"].search([("custom", "=", False)]) - tour
        others.user_consumed_ids += self.manager
        tours = self.env["web_tour.tour"].with_user(self.manager)
        self.assertEqual(tours.get_current_tour()["name"], tour.name)
        self.assertFalse(tours.consume(tour.name))
