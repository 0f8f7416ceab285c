"""The start page of a salesperson."""

from odoo.tests import tagged

from ..common_start import StartCase

SELLER = "sales_team.group_sale_salesman"


@tagged("standard", "post_install", "-at_install")
class TestDayStart(StartCase):
    page = "starts_on_day"
    action_xmlid = "pilotage_commercial.crm_lead_action_to_handle"

    def setUp(self):
        super().setUp()
        self.seller = self._create_user(SELLER)

    def test_who_starts_there(self):
        cockpit = self.env.ref("pilotage_commercial.cockpit_action")
        for group, expected in [
            (SELLER, self.action.id),
            ("sales_team.group_sale_salesman_all_leads", self.action.id),
            ("sales_team.group_sale_manager", cockpit.id),
            ("base.group_user", False),
        ]:
            user = self.seller if group == SELLER else self._create_user(group)
            self.assertEqual(self._get_home(user), expected, group)
        self.assertFalse(self.seller.action_id)  # nothing is written

    def test_company_says_no(self):
        self.company.salespeople_start_on_day = False
        self.assertFalse(self._get_home(self.seller))

    def test_own_choice(self):
        home = self.env.ref("crm.crm_lead_action_pipeline")
        cockpit = self.env.ref("pilotage_commercial.cockpit_action")
        self.seller.action_id = home.id
        self.assertEqual(self._get_home(self.seller), home.id)
        settings = self.env["res.users.settings"]._find_or_create_for_user(self.seller)
        for choice, expected in [
            ("day", self.action.id),
            ("cockpit", cockpit.id),
            ("default", home.id),
        ]:
            settings.with_user(self.seller).set_res_users_settings({"start_page": choice})
            self.assertEqual(self._get_home(self.seller), expected, choice)

    def test_filters_it_opens_with(self):
        """A salesperson's own rows; for a manager, those of the whole team."""
        manager = self._create_user("sales_team.group_sale_manager")
        for user, filters in [
            (self.seller, {"search_default_to_handle": 1, "search_default_mine": 1}),
            (manager, {"search_default_to_handle": 1}),
        ]:
            self.authenticate(user.login, user.login)
            action = self.make_jsonrpc_request("/web/action/load", {"action_id": "to-handle"})
            self.assertEqual(action["context"], filters)
