"""What reads the same records is read at once, and nothing else is."""

from odoo.fields import Domain
from odoo.tests import tagged

from ..models.pilotage_kpi_measure import Measure, Reading
from .common_kpi import KpiCase

OPPORTUNITY = Domain("type", "=", "opportunity") & Domain("active", "in", [True, False])
WON = OPPORTUNITY & Domain("won_status", "=", "won")
CLOSED = OPPORTUNITY & Domain("won_status", "in", ["won", "lost"])


@tagged("standard", "post_install", "-at_install")
class TestKpiQuery(KpiCase):
    def _read(self, *measures):
        """Return the number of queries for ``measures``, and what they read."""
        kpis = self.kpis.with_user(self.manager).with_context(allowed_company_ids=self.company.ids)
        scope = kpis._get_scope({})
        queries = kpis._get_queries(measures, scope)
        places = sorted(place for query in queries for place in query.places)
        self.assertEqual(places, list(range(len(measures))), "each measure is read once")
        return len(queries), kpis._read_measures(measures, scope)[None]

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
            with self.subTest(case):
                found, read = self._read(*measures)
                self.assertEqual(found, queries)
                if readings:
                    self.assertEqual(read, readings)

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
