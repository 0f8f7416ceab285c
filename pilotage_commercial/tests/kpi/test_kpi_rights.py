"""Access to cards, lists, table, snapshots and export, on screen and by RPC."""

import io
import json
from datetime import timedelta
from urllib.parse import urlencode

import openpyxl

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import HttpCase, tagged

from ..common_kpi import CODES, KpiCase
from ..common_order import NOW

CALLS = {
    "get_cockpit": [{}],
    "get_earlier": [{}],
    "get_left_out": ["win_rate", {}],
    "get_lists": [{}],
    "get_coverage": [{}],
    "get_funnel": [{}],
    "get_table": [{}, "user"],
    "get_forecast": [{}],
    "get_changes": [{}],
}


class RightsCase(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._create_user("kpi-own", "sales_team.group_sale_salesman")
        cls.colleague = cls._create_user("kpi-all", "sales_team.group_sale_salesman_all_leads")
        cls.nobody = cls._create_user("kpi-none", "base.group_user")
        cls.portal = cls._create_user("kpi-portal", "base.group_portal")
        cls.abroad = cls._create_company("Roux abroad")
        cls.foreigner = cls._create_user(
            "kpi-abroad", "sales_team.group_sale_manager", company=cls.abroad
        )
        # The seller won 1 of 2, the colleague 2 of 2, unassigned 0 of 1, abroad 1 of 1.
        cls._lead("won", user_id=cls.seller.id)
        cls._lead("lost", user_id=cls.seller.id)
        cls._lead("won", user_id=cls.colleague.id)
        cls._lead("won", user_id=cls.colleague.id)
        cls._lead("lost")
        team = cls._create_team("Abroad", cls.abroad)
        cls._lead("won", company_id=cls.abroad.id, team_id=team.id, user_id=cls.foreigner.id)
        cls._sale(amount=100, user_id=cls.seller.id)
        cls._sale(amount=500, user_id=cls.colleague.id)

    def _rpc(self, user, method, *args, context=None):
        """Call ``method`` as a client does."""
        model = self.env["pilotage.kpi"].with_user(user).with_context(allowed_company_ids=None)
        context = context or {"allowed_company_ids": user.company_id.ids}
        return call_kw(
            model.with_env(model.env(context={})), method, list(args), {"context": context}
        )


@tagged("standard", "post_install", "-at_install")
class TestKpiRights(RightsCase):
    def test_earlier_figures_too(self):
        """A year before, the colleague sold for 900, the seller for 300, at a margin that only the
        manager may see.
        """
        for user, amount in ((self.seller, 300), (self.colleague, 900)):
            order = self._sale(NOW - timedelta(days=370), amount, user_id=user.id)
            self._spend(order, amount / 2)
        self.env.flush_all()
        found = {
            user: self._rpc(user, "get_earlier", {})
            for user in (self.seller, self.colleague, self.manager)
        }
        for user, average in ((self.seller, 300), (self.colleague, 600), (self.manager, 600)):
            with self.subTest(user.login):
                before, last_year = found[user]["average_order_value"]
                self.assertEqual((before["value"], last_year["value"]), (None, average))
                margins = found[user]["real_margin_rate"]
                known = [past["value"] for past in margins]
                self.assertEqual(known, [None, 0.5] if user == self.manager else [])

    def test_each_sees_what_their_records_allow(self):
        for user, company, rate, average in (
            (self.seller, self.company, 1 / 3, 100),  # own and unassigned documents
            (self.colleague, self.company, 3 / 5, 300),
            (self.manager, self.company, 3 / 5, 300),
            (self.foreigner, self.abroad, 1, None),
        ):
            with self.subTest(user.login):
                cards = self._cards(user, company)
                self.assertEqual(cards["win_rate"]["value"], rate)
                self.assertEqual(cards["average_order_value"]["value"], average)
                for side in ("numerator", "denominator", "counted"):
                    found = cards["win_rate"][side]
                    model = self.env[found["model"]].with_user(user)
                    model = model.with_context(allowed_company_ids=company.ids)
                    self.assertEqual(model.search_count(found["domain"]), found["count"])
                for code in CODES[:-1]:
                    self.assertPartition(code, user, company)
                self.assertPartition("win_rate", user, company, user_id=self.colleague.id)

    def test_filter_shows_nothing_more(self):
        card = self._card("win_rate", self.seller, user_id=self.colleague.id)
        self.assertIsNone(card["value"])
        card = self._card("win_rate", self.foreigner, self.abroad)
        self.assertEqual(card["counted"]["count"], 1)

    def test_table_shows_nothing_more(self):
        kpis = self.kpis.with_context(allowed_company_ids=self.company.ids)
        table = kpis.with_user(self.seller).get_table({}, "user")
        self.assertEqual({row["id"] for row in table["rows"]}, {self.seller.id, False})
        self.assertNotIn("value", table["columns"][-1])
        self.assertEqual(table["columns"][-1]["state"], "hidden")
        table = kpis.with_user(self.manager).get_table({}, "user")
        rows = {row["id"]: row["cells"]["win_rate"]["value"] for row in table["rows"]}
        self.assertEqual(rows, {self.seller.id: 0.5, self.colleague.id: 1, False: 0})

    def test_blocks_show_nothing_more(self):
        """Lists, changes, coverage, funnel, forecast and table: each figure counts exactly the
        records that its reader may open.
        """
        team = self._create_team("Abroad too", self.abroad)
        self._lead(revenue=100, user_id=self.seller.id)
        self._lead(revenue=900, user_id=self.colleague.id)
        self._lead(revenue=7, company_id=self.abroad.id, team_id=team.id)
        for user, company, pipeline in (
            (self.seller, self.company, 100),
            (self.colleague, self.company, 1000),
            (self.manager, self.company, 1000),
            (self.foreigner, self.abroad, 7),
        ):
            with self.subTest(user.login):
                answers = {name: self._rpc(user, name, *args) for name, args in CALLS.items()}
                self._check_lists(answers, user, company)
                stages = answers["get_funnel"]["stages"]
                self.assertEqual(sum(stage["open"]["amount"] for stage in stages), pipeline)
                forecast = answers["get_forecast"]
                parts = [*forecast["months"], *(forecast[part] for part in ("late", "later"))]
                parts.append(forecast["undated"])
                self.assertEqual(sum(part["amount"] for part in parts), pipeline)
                self.assertEqual(answers["get_coverage"]["pipeline"], pipeline)
                lists = {found["code"]: found for found in answers["get_lists"]}
                todo = ("overdue", "inactive", "no_action")
                self.assertEqual(sum(lists[code]["amount"] for code in todo), pipeline)

    def _check_lists(self, answer, user, company):
        """Check every list anywhere in ``answer`` against the records that ``user`` can search."""
        if isinstance(answer, dict) and answer.get("model") and answer.get("count") is not None:
            records = self.env[answer["model"]].with_user(user)
            records = records.with_context(allowed_company_ids=company.ids)
            self.assertEqual(records.search_count(answer["domain"]), answer["count"], answer)
        if isinstance(answer, (dict, list)):
            for part in answer.values() if isinstance(answer, dict) else answer:
                self._check_lists(part, user, company)

    def test_real_margin_needs_its_group(self):
        for user in (self.seller, self.colleague):
            card = self._card("real_margin_rate", user)
            self.assertEqual((card["state"], card["value"]), ("hidden", None))
            self.assertTrue(card["message"])
            for name in ("numerator", "denominator", "counted", "target", "gap", "second"):
                self.assertIsNone(card[name], name)
            self.assertEqual((card["left_out"], card["trend"]), ([], []))
        self.assertNotEqual(self._card("real_margin_rate")["state"], "hidden")
        self.seller.group_ids = [
            Command.link(self.env.ref("pilotage_commercial.group_real_cost").id)
        ]
        self.assertNotEqual(self._card("real_margin_rate", self.seller)["state"], "hidden")

    def test_field_kept_for_a_group(self):
        """Without a group on the KPI, the group of the field decides."""
        self.env.ref("pilotage_commercial.kpi_real_margin_rate").group_id = False
        card = self._card("real_margin_rate", self.seller)
        self.assertEqual((card["state"], card["value"]), ("hidden", None))

    def test_no_group_and_portal(self):
        for user in (self.nobody, self.portal, self.env.ref("base.public_user")):
            for method, args in CALLS.items():
                with self.assertRaises(AccessError, msg=f"{user.login} {method}"):
                    self._rpc(user, method, *args)
            for model in ("pilotage.kpi", "pilotage.kpi.target", "pilotage.kpi.snapshot"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])

    def test_rpc_of_another_company(self):
        context = {"allowed_company_ids": self.abroad.ids}
        for method, args in CALLS.items():
            with self.assertRaises(AccessError, msg=method):
                self._rpc(self.manager, method, *args, context=context)
            self._rpc(self.manager, method, *args)

    def test_rpc_with_hostile_arguments(self):
        for method, args in CALLS.items():
            for options in (
                {"domain": []},
                {"team_id": "1) OR (1=1"},
                {"user_id": [self.colleague.id]},
                {"date_from": "2026-01-01'; DROP TABLE crm_lead; --"},
                {"sudo": True},
            ):
                hostile = [options if isinstance(arg, dict) else arg for arg in args]
                with self.assertRaises(ValidationError, msg=f"{method} {options}"):
                    self._rpc(self.seller, method, *hostile)
        with self.assertRaises(ValidationError):
            self._rpc(self.seller, "get_table", {}, "create_uid")

    def test_private_methods(self):
        for method in ("_take_snapshots", "_measure", "get_cockpit_xlsx", "_get_scope"):
            with self.assertRaises(AccessError):
                self._rpc(self.manager, method)

    def test_hostile_context(self):
        """The context of a client does not change access rights."""
        context = {
            "allowed_company_ids": self.company.ids,
            "active_test": False,
            "su": True,
            "uid": 1,
            "tz": "Nowhere/Land",
        }
        cards = {
            card["code"]: card
            for card in self._rpc(self.seller, "get_cockpit", {}, context=context)["kpis"]
        }
        self.assertAlmostEqual(cards["win_rate"]["value"], 1 / 3)
        self.assertEqual(cards["real_margin_rate"]["state"], "hidden")

    def test_only_managers_write(self):
        kpi = self.env.ref("pilotage_commercial.kpi_win_rate")
        values = {"kpi_id": kpi.id, "value": 0.5}
        for user in (self.seller, self.colleague):
            with self.assertRaises(AccessError):
                self.env["pilotage.kpi.target"].with_user(user).create(values)
            with self.assertRaises(AccessError):
                kpi.with_user(user).name = "Mine"
        self.env["pilotage.kpi.target"].with_user(self.manager).create(values)
        self.assertEqual(self._card("win_rate", self.seller)["target"], 0.5)

    def test_targets_of_another_company(self):
        kpi = self.env.ref("pilotage_commercial.kpi_win_rate")
        target = self.env["pilotage.kpi.target"].create(
            {"kpi_id": kpi.id, "value": 0.9, "company_id": self.abroad.id}
        )
        self.assertEqual(self._card("win_rate")["target"], 0.3)
        self.assertEqual(self._card("win_rate", self.foreigner, self.abroad)["target"], 0.9)
        with self.assertRaises(AccessError):
            target.with_user(self.manager).read(["value"])

    def test_snapshots(self):
        self.kpis._take_snapshots(self.company, self._days(days=5).date())
        self.kpis._take_snapshots(self.abroad, self._days(days=5).date())

        def read(user, company):
            model = self.env["pilotage.kpi.snapshot"].with_user(user)
            return model.with_context(allowed_company_ids=company.ids).search(
                [("company_id", "in", (self.company | self.abroad).ids)]
            )

        own = read(self.seller, self.company)
        self.assertEqual(own.user_id, self.seller)
        self.assertTrue(own)
        self.assertNotIn("real_margin_rate", own.kpi_id.mapped("code"))
        every = read(self.colleague, self.company)
        self.assertEqual(every.company_id, self.company)
        self.assertIn(self.seller, every.user_id)
        self.assertNotIn("real_margin_rate", every.kpi_id.mapped("code"))
        self.assertIn("real_margin_rate", read(self.manager, self.company).kpi_id.mapped("code"))
        self.assertEqual(read(self.foreigner, self.abroad).company_id, self.abroad)
        for user in (self.manager, self.colleague, self.seller):
            for write in (
                lambda rows: rows.write({"value": 1}),
                lambda rows: rows.unlink(),
                lambda rows: rows.copy(),
            ):
                with self.assertRaises(AccessError):
                    write(own[:1].with_user(user))


@tagged("standard", "post_install", "-at_install")
class TestCockpitExport(HttpCase, RightsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        export = cls.env.ref("base.group_allow_export")
        for user in (cls.manager, cls.seller, cls.nobody):
            user.group_ids = [Command.link(export.id)]

    def _export(self, user, **asked):
        self.env.flush_all()
        self.authenticate(user.login, user.login)
        query = urlencode({"data": json.dumps(asked)})
        return self.url_open(f"/pilotage_commercial/cockpit/xlsx?{query}")

    def _read(self, response):
        """Return ``{sheet: rows}`` of a workbook."""
        self.assertEqual(response.status_code, 200)
        self.assertIn("spreadsheetml", response.headers["Content-Type"])
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        return {sheet.title: [list(row) for row in sheet.values] for sheet in book}

    def test_same_figures(self):
        self.seller.name = "=1+1"  # a name is never a formula
        book = self._read(self._export(self.manager, options={}, by="user"))
        self.assertEqual(list(book), ["KPIs", "Salesperson", "Funnel", "Forecast", "To handle"])
        rows = {row[0]: row for row in book["KPIs"]}
        cards = self._cards()
        self.assertEqual(list(rows)[1:], [card["name"] for card in cards.values()])
        self.assertEqual(rows["Win rate"][1:5], [0.6, 0.3, 0.3, "On target"])
        self.assertEqual(rows["Churn rate"][1], "No data for this period.")
        table = {row[0]: row for row in book["Salesperson"]}
        self.assertEqual(table["=1+1"][3], 0.5)
        self.assertEqual(table["Total"][3], 0.6)

    def test_rights(self):
        rows = self._read(self._export(self.seller, by="team"))["KPIs"]
        rows = {row[0]: row for row in rows}
        self.assertAlmostEqual(rows["Win rate"][1], 1 / 3)
        self.assertEqual(rows["Real margin"][4], "Hidden")
        for user, asked in (
            (self.nobody, {}),
            (self.portal, {}),
            (self.seller, {"context": {"allowed_company_ids": self.abroad.ids}}),
            (self.seller, {"context": {"allowed_company_ids": "1"}}),
            (self.seller, {"options": {"domain": []}}),
            (self.seller, {"by": "password"}),
            (self.seller, {"by": ["user"]}),
            (self.seller, {"context": [1]}),
            (self.seller, {"context": 5}),
            (self.seller, {"context": "x"}),
            (self.seller, {"options": [1]}),
            (self.colleague, {}),  # without the right to export
        ):
            response = self._export(user, **asked)
            self.assertEqual(response.status_code, 400, f"{user.login} {asked}")
            self.assertNotIn(b"Traceback", response.content)

    def test_not_logged_in(self):
        response = self.url_open("/pilotage_commercial/cockpit/xlsx", allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.authenticate(self.seller.login, self.seller.login)
        for data in ("[1]", "{", "null", "[" * 2000, '{"a":' * 2000):
            response = self.url_open(f"/pilotage_commercial/cockpit/xlsx?data={data}")
            self.assertEqual(response.status_code, 400, data)
