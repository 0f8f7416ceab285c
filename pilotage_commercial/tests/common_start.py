"""The page on which Odoo opens: own choice, then home action, then the company's choice."""

from odoo import Command
from odoo.tests import HttpCase, new_test_user


class StartCase(HttpCase):
    page = None  # of the session: the page of ours that it says to start on
    action_xmlid = None  # of that page

    def setUp(self):
        super().setUp()
        self.company = self.env["res.company"].create({"name": "Start"})
        self.action = self.env.ref(self.action_xmlid)

    def _create_user(self, group):
        login = f"start-{group}"
        return new_test_user(
            self.env,
            login=login,
            password=login,
            groups=f"{group},base.group_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def _get_home(self, user):
        """Return the id of the action on which the web client opens for ``user``."""
        self.env.flush_all()
        self.authenticate(user.login, user.login)
        info = self.make_jsonrpc_request("/web/session/get_session_info", {})
        home = info["home_action_id"]
        self.assertEqual(info.get(self.page, False), home == self.action.id)
        return home
