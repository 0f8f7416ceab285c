"""Measures of the same records share a query, and others do not."""

from odoo.fields import Domain
from odoo.tests import tagged

from ...models.kpi.engine.measure import Measure
from ...models.kpi.engine.measure import MeasuredValue as Reading
from ..common_kpi import KpiCase

OPPORTUNITY = Domain("type", "=", "opportunity") & Domain("active", "in", [True, False])
WON = OPPORTUNITY & Domain("won_status", "=", "won")
CLOSED = OPPORTUNITY & Domain("won_status", "in", ["won", "lost"])


@tagged("standard", "post_install", "-at_install")
class TestKpiQuery(KpiCase):
    def _read(self, *measures):
        """Return the number of queries for ``measures``, and their results."""
        kpis = self.kpis.with_user(self.manager).with_context(allowed_company_ids=self.company.ids)
        reader = kpis._get_reader()
        queries = reader.plan(measures)
        positions = sorted(position for query in queries for position in query.values)
        self.assertEqual(positions, list(range(len(measures))), "each measure is read once")
        return len(queries), reader.read_values(measures)[None]

    def test_one_query_or_several(self):
        self._leads(won=2, lost=1, opened=4, revenue=100)
        count = Measure("crm.lead", CLOSED)
        won, every, some = Reading(2, 2), Reading(3, 3), Reading(7, 7)
        amount = Measure("crm.lead", WON, "sum", "expected_revenue")
        either = OPPORTUNITY & (Domain("won_status", "=", "won") | Domain("priority", "=", "3"))
        named = OPPORTUNITY & Domain("name", "in", ["Deal won", "Deal lost"])
        lost = OPPORTUNITY & Domain("name", "=", "Deal lost")
        for case, measures, queries, readings in (
            ("won of closed", [count._replace(domain=WON), count], 1, [won, every]),
            ("closed, then won", [count, count._replace(domain=WON)], 1, [every, won]),
            ("amount of won, closed", [amount, count], 1, [Reading(200, 2), every]),
            ("the same twice", [count, count], 1, [every, every]),
            (
                "both of won, and closed",
                [amount, amount, count],
                1,
                [Reading(200, 2)] * 2 + [every],
            ),
            ("one has more", [count._replace(domain=OPPORTUNITY), count], 2, [some, every]),
            ("a choice of two", [count._replace(domain=either), count], 2, [won, every]),
            (
                "not a selection",
                [Measure("crm.lead", named), Measure("crm.lead", lost)],
                2,
                [every, Reading(1, 1)],
            ),
            ("other dates", [count._replace(date="date_closed", window="period"), count], 2, None),
            (
                "values that are not named",
                [count._replace(domain=OPPORTUNITY & Domain("won_status", "!=", "won")), count],
                2,
                None,
            ),
            (
                "a number of different",
                [Measure("crm.lead", WON, "count_distinct", "stage_id"), count],
                2,
                [Reading(1, 2), every],
            ),
        ):
            self._check(case, measures, queries, readings)

    def _check(self, case, measures, queries, readings):
        with self.subTest(case):
            found, read = self._read(*measures)
            self.assertEqual(found, queries)
            if readings:
                self.assertEqual(read, readings)

    def test_margins_are_one_query(self):
        """The real margin, the margin at completion and the share incurred: one query, grouped by
        the state of the costs.
        """
        kpis = self.env.ref("pilotage_commercial.kpi_real_margin_rate")
        kpis |= kpis.second_id | kpis.second_id.second_id
        self.assertEqual(len(kpis), 3)
        measures = [measure for kpi in kpis for measure in kpi._get_measures()]
        self.assertEqual(self._read(*measures)[0], 1)

    def test_cards(self):
        """As many queries as before the margin at completion had a second reading."""
        self._sale()
        self._lead()
        self._cockpit()
        self.env.invalidate_all()
        kpis = self.kpis.with_user(self.manager).with_context(allowed_company_ids=self.company.ids)
        before = self.env.cr.sql_log_count
        kpis.get_cockpit({})
        self.assertLessEqual(self.env.cr.sql_log_count - before, 24)

    def test_records_of_no_company(self):
        """They are read apart where that is faster, and counted once in every case."""
        self.team.company_id = False
        here = self._leads(won=2, opened=1, revenue=100)
        nowhere = self._leads(won=1, opened=2, revenue=10)
        won = Measure("crm.lead", WON, "sum", "expected_revenue")
        is_open = OPPORTUNITY & Domain("won_status", "=", "pending")
        idle = is_open & Domain("attention", "=", "no_action")
        customers = self.env["res.partner"].create([{"name": name} for name in ("One", "Two")])
        here.partner_id, nowhere.partner_id = customers[0], customers[0]
        nowhere[0].partner_id = customers[1]
        here.company_id, nowhere.company_id = self.company, False
        self.assertEqual(here.company_id, self.company)
        self.assertFalse(nowhere.company_id)
        for case, measure, reading in (
            ("amount", won, Reading(210, 3)),
            ("number", Measure("crm.lead", is_open), Reading(3, 3)),
            ("attention", Measure("crm.lead", idle), Reading(3, 3)),
            # The first customer has opportunities here and without a company.
            (
                "different",
                Measure("crm.lead", OPPORTUNITY, "count_distinct", "partner_id"),
                Reading(2, 6),
            ),
        ):
            with self.subTest(case):
                self.assertEqual(self._read(measure), (1, [reading]))
        kpis = self.kpis.with_user(self.manager).with_context(allowed_company_ids=self.company.ids)
        groups = kpis._get_reader().read_values([won], "team")
        self.assertEqual(groups, {self.team.id: [Reading(210, 3)]})

    def test_lists_of_the_whole_are_the_sum_of_their_rows(self):
        teams = self.team, self._create_team("Roofs")
        for number, team in enumerate(teams, 1):
            self._leads(won=number, lost=1, opened=2, team_id=team.id)
            self._sale(amount=100 * number).team_id = team
        kpis = self.kpis.with_user(self.manager).with_context(allowed_company_ids=self.company.ids)
        self.env.flush_all()
        for by in ("team", "user"):
            whole = kpis.get_table({}, by)["total"]["cells"]
            for card in kpis.get_cockpit({})["kpis"]:
                with self.subTest(by=by, code=card["code"]):
                    self.assertEqual(whole[card["code"]]["value"], card["value"])
                    self.assertEqual(
                        whole[card["code"]]["counted"]["count"], card["counted"]["count"]
                    )
