"""The list behind each figure: its columns show the values of the figure, and sum to it."""

from datetime import date

from lxml import etree

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from ..common_kpi_oracle import KpiOracleCase

PERIODS = {
    "90_days": (date(2026, 8, 28), date(2026, 11, 25)),
    "year": (date(2026, 1, 1), date(2026, 12, 31)),
    "leap_day": (date(2024, 2, 29), date(2024, 2, 29)),
}
READINGS = (
    "pipeline_value",
    "transformation_rate",
    "win_rate",
    "win_rate_value",
    "average_order_value",
    "sales_cycle",
    "sales_cycle_won",
    "churn_rate",
    "real_margin_rate",
    "completion_margin_rate",
    "incurred_share",
)


@tagged("standard", "post_install", "-at_install")
class TestKpiLists(KpiOracleCase):
    def _work(self, companies, user=None):
        kpis = self.kpis.with_user(user or self.manager)
        return kpis.with_context(allowed_company_ids=companies.ids)

    def _read(self, kpis, options):
        """Return ``{code: reading}`` of the cards and of their second readings."""
        readings = {}
        waiting = kpis.get_cockpit(options)["kpis"]
        while waiting:
            card = waiting.pop()
            readings[card["code"]] = card
            if card.get("second"):
                waiting.append(card["second"])
        return readings

    def _get_columns(self, kpis, found):
        """Return the columns that the list ``found`` shows, and those that have a total."""
        context = found["context"]
        model = kpis.env[found["model"]].with_context(**context)
        arch = etree.fromstring(model.get_views([(False, "list")])["views"]["list"]["arch"])
        shown, totals = [], []
        for node in arch.xpath("./field"):
            condition = node.get("column_invisible") or "False"
            if safe_eval(condition, {"context": context}):
                continue
            shown.append(node.get("name"))
            totals += [node.get("name")] if node.get("sum") else []
        return shown, totals

    def _count(self, kpis, found):
        return kpis.env[found["model"]].search_count(found["domain"])

    def test_totals_are_the_figures(self):
        """Numerator and denominator of every KPI, by the card, by the list, and by the oracle."""
        for companies in (self.company, self.companies, self.companies[2] | self.companies):
            kpis = self._work(companies)
            for name, (first, last) in PERIODS.items():
                expected = self._add_up(companies, companies[0], first, last)
                readings = self._read(kpis, {"date_from": str(first), "date_to": str(last)})
                self.assertEqual(set(readings), set(READINGS))
                for code in READINGS:
                    with self.subTest(code=code, period=name, companies=len(companies)):
                        self._check_reading(kpis, readings[code], *expected[code])

    def _check_reading(self, kpis, reading, top, bottom, count):
        kpi = kpis.with_context(active_test=False).search([("code", "=", reading["code"])])
        sides = [(reading["numerator"], top), (reading["denominator"], bottom)]
        self.assertEqual(bottom is None, reading["denominator"] is None)
        for measure, (found, value) in zip(kpi._get_measures(), sides, strict=False):
            self.assertAlmostEqual(found["value"], value, 2)
            if measure.aggregate == "sum":
                columns = self._get_columns(kpis, found)[1]
                self.assertIn(measure.field, columns)
                args = (found["model"], found["domain"], columns)
                totals = kpis.get_totals(*args)
                self.assertAlmostEqual(totals[measure.field], value, 2)
            else:
                self.assertEqual(self._count(kpis, found), value)
        counted = reading["counted"]
        self.assertEqual(self._count(kpis, counted), count)
        shown = self._get_columns(kpis, counted)[0]
        for measure in kpi._get_measures():
            if counted["model"] == measure.model:
                names = {measure.date, measure.field} - {""}
                self.assertLessEqual(names, set(shown))

    def test_what_is_left_out_has_the_same_columns(self):
        kpis = self._work(self.company)
        for code, readings in self._read(kpis, {}).items():
            counted = self._get_columns(kpis, readings["counted"])
            for found in kpis.get_left_out(code)["left_out"]:
                self.assertEqual(self._get_columns(kpis, found), counted, code)

    def test_each_figure_has_its_own_columns(self):
        """A list on the cycle shows no columns of margins."""
        readings = self._read(self._work(self.company), {})
        shown = {
            code: set(self._get_columns(self._work(self.company), reading["counted"])[0])
            for code, reading in readings.items()
        }
        self.assertIn("full_payment_date", shown["sales_cycle"])
        self.assertNotIn("real_margin", shown["sales_cycle"])
        self.assertLessEqual({"real_margin", "real_cost", "net_revenue"}, shown["real_margin_rate"])
        self.assertIn("quotation_outcome", shown["transformation_rate"])
        self.assertIn("won_status", shown["win_rate"])
        # Every opportunity of the pipeline is pending: a column would say nothing.
        self.assertNotIn("won_status", shown["pipeline_value"])
        everything = self._work(self.company).get_left_out("pipeline_value")["all"]
        self.assertIn("won_status", self._get_columns(self._work(self.company), everything)[0])

    def test_lists_to_handle_say_why(self):
        """What a list chooses its records by is a column of it."""
        kpis = self._work(self.company)
        shown = {
            found["code"]: set(self._get_columns(kpis, found)[0])
            for found in kpis.get_lists({})
            if found["model"] == "sale.order"
        }
        self.assertLessEqual({"last_sent_date", "validity_date"}, shown["unanswered"])
        margins = {"completion_margin", "completion_margin_percent"}
        self.assertLessEqual(margins, shown["low_margin"])
        self.assertNotIn("state", shown["low_margin"])
        user = self.users[5]  # without the right on costs
        kpis = self._work(self.company, user)
        [thin] = [found for found in kpis.get_lists({}) if found["code"] == "low_margin"]
        columns = set(self._get_columns(kpis, thin)[0])
        self.assertLessEqual({"margin", "margin_percent"}, columns)
        self.assertFalse(margins & columns)

    def test_lists_of_a_table_name_their_row(self):
        table = self._work(self.company).get_table({}, "user")
        for row in table["rows"]:
            for cell in row["cells"].values():
                self.assertTrue(cell["counted"]["name"].endswith(f": {row['name']}"))

    def test_figure_made_by_hand(self):
        """A KPI on fields that no other reads has its columns, with the same totals."""
        kpi = self.kpis.create(
            {
                "name": "Tax",
                "code": "tax_by_hand",
                "unit": "money",
                "numerator_model": "sale.order",
                "numerator_aggregate": "sum",
                "numerator_field": "amount_tax",
                "numerator_date": "signed_on",
                "numerator_domain": "[('invoice_status', '!=', 'no')]",
                "has_denominator": False,
            }
        )
        found = self._read(self._work(self.company), {})[kpi.code]["counted"]
        shown, totals = self._get_columns(self._work(self.company), found)
        self.assertLessEqual({"signed_on", "amount_tax", "invoice_status"}, set(shown))
        self.assertIn("amount_tax", totals)
        others = self._read(self._work(self.company), {})["transformation_rate"]["counted"]
        self.assertNotIn("amount_tax", self._get_columns(self._work(self.company), others)[0])
        kpi.numerator_field = "currency_rate"
        found = self._read(self._work(self.company), {})[kpi.code]["counted"]
        self.assertIn("currency_rate", self._get_columns(self._work(self.company), found)[1])

    def test_costs_are_for_those_who_may_see_them(self):
        """A salesperson without costs gets neither column nor total, even when asking by name."""
        user = self.users[5]
        readings = self._read(self._work(self.company), {})
        kpis = self._work(self.company, user)
        found = readings["real_margin_rate"]["counted"]
        self.assertNotIn("real_margin", self._get_columns(kpis, found)[0])
        with self.assertRaises(AccessError):
            kpis.get_totals(found["model"], [], ["real_margin"])
        mine = sum(
            row["net_revenue"]
            for row in self.orders
            if row["user_id"] in (user.id, None) and row["company_id"] == self.company.id
        )
        total = kpis.get_totals("sale.order", [], ["net_revenue"])["net_revenue"]
        self.assertAlmostEqual(total, mine, 2)

    def test_cards_on_a_phone(self):
        """The list of orders is cards there: with the margin, for who may see it."""
        found = self._read(self._work(self.company), {})["real_margin_rate"]["counted"]
        for user, is_shown in ((self.manager, True), (self.users[5], False)):
            orders = self.env["sale.order"].with_user(user).with_context(**found["context"])
            view = orders.get_views([(False, "kanban")])["views"]["kanban"]
            arch = etree.fromstring(view["arch"])
            names = {node.get("name") for node in arch.iter("field")}
            with self.subTest(user.login):
                self.assertIn("net_revenue", names)
                self.assertEqual("real_margin" in names, is_shown)
                self.assertEqual("margin_drift" in names, is_shown)

    def test_totals_hostile(self):
        kpis = self._work(self.company)
        for args in (
            ("res.users", [], ["id"]),
            ("sale.order", [], ["name"]),
            ("sale.order", [], ["no_such_field"]),
            ("sale.order", [], "net_revenue"),
            ("sale.order", [("no_such_field", "=", 1)], ["net_revenue"]),
            ("sale.order", "[(", ["net_revenue"]),
            (None, [], []),
            ({}, [], [1]),
            ("sale.order", [("id", "=", "abc")], ["net_revenue"]),
            ("sale.order", [("name", "=", "a\0b")], ["net_revenue"]),
            ("sale.order", [("user_id", "in", [[1]])], ["net_revenue"]),
            # Kept in no column.
            ("sale.order", [], ["amount_undiscounted"]),
        ):
            with (
                self.assertRaises(ValidationError, msg=str(args)),
                mute_logger("odoo.sql_db", "odoo.domains"),
            ):
                kpis.get_totals(*args)
