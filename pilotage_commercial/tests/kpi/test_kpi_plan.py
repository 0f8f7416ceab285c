"""The plans of the KPI queries on filled tables: they use their indexes."""

import json
import re
from unittest import SkipTest
from unittest.mock import patch

from odoo.api import Environment
from odoo.tests import tagged
from odoo.tools import SQL

from ..common_kpi import KpiCase

COUNT = 40000
# Four years, one opportunity in ten still open, one order in two confirmed.
LEADS = """
    INSERT INTO crm_lead (name, type, active, won_status, date_closed, day_close, stage_id,
                          expected_revenue, company_id, team_id, user_id, create_date)
    SELECT 'Deal', 'opportunity', n %% 10 IN (0, 1, 2, 3, 4),
           CASE WHEN n %% 10 = 0 THEN 'pending' WHEN n %% 10 < 5 THEN 'won'
                ELSE 'lost' END,
           CASE WHEN n %% 10 > 0
                THEN timestamp '2026-03-09' - n * interval '50 minutes' END,
           20, %(stage)s, n, %(company)s, %(team)s,
           CASE WHEN n %% 20 < 2 THEN %(user)s END,
           timestamp '2026-03-09' - n * interval '50 minutes'
      FROM generate_series(1, %(count)s) n
"""
ORDERS = """
    INSERT INTO sale_order (name, state, partner_id, partner_invoice_id,
                            partner_shipping_id, commercial_partner_id, company_id, team_id,
                            user_id, date_order, quotation_date, quotation_outcome,
                            confirmation_date, full_payment_date, sales_cycle_days,
                            net_revenue, real_margin, real_cost_state, completion_state)
    SELECT 'S', CASE WHEN n %% 2 = 0 THEN 'sale' ELSE 'sent' END, %(partner)s, %(partner)s,
           %(partner)s, %(partner)s, %(company)s, %(team)s,
           CASE WHEN n %% 20 < 2 THEN %(user)s END, day, day,
           CASE WHEN n %% 2 = 0 THEN 'won' ELSE 'pending' END,
           CASE WHEN n %% 2 = 0 THEN day END, CASE WHEN n %% 4 = 0 THEN day END, 30, n, n,
           'complete', 'final'
      FROM (SELECT n, timestamp '2026-03-09' - n * interval '50 minutes' AS day
              FROM generate_series(1, %(count)s) n) AS orders
"""


@tagged("standard", "post_install", "-at_install")
class TestKpiPlan(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._create_user("kpi-plan", "sales_team.group_sale_salesman")
        cls.env.flush_all()
        values = {
            "count": COUNT,
            "company": cls.company.id,
            "team": cls.team.id,
            "user": cls.seller.id,
            "partner": cls.customer.id,
            "stage": cls.env["crm.stage"].search([], limit=1).id,
        }
        cls.env.cr.execute(LEADS, values)
        cls.env.cr.execute(ORDERS, values)
        cls._analyze("crm_lead", "sale_order")
        cls.env.invalidate_all()

    @classmethod
    def _analyze(cls, *tables, vacuumed=True):
        """Give the planner the statistics of ``tables`` as after a vacuum, which no transaction can
        run: otherwise it expects a heap fetch per row of an index. Also ignore the size that other
        tests gave to their indexes.

        :param vacuumed: else as in a database just restored
        """
        cls.env.cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cls.env.cr.fetchone()[0]:
            raise SkipTest("What the planner knows is for a superuser of PostgreSQL to tell.")
        for table in tables:
            cls.env.cr.execute(f"REINDEX TABLE {table}")
            cls.env.cr.execute(f"ANALYZE {table}")
        cls.env.cr.execute(
            "UPDATE pg_class SET relallvisible = CASE WHEN %s THEN relpages ELSE 0 END"
            " WHERE oid = ANY(%s::regclass[])",
            [vacuumed, list(tables)],
        )

    def _get_plans(self, code, user):
        """Return the plans of the queries that measure KPI ``code``, as text."""
        kpis = self._get_kpis(user)
        reader = kpis._get_reader({})
        kpi = kpis.search([("code", "=", code)])
        return self._explain(lambda: reader.measure(kpi))

    def _get_kpis(self, user):
        return self.kpis.with_user(user).with_context(allowed_company_ids=self.company.ids)

    def _explain(self, function):
        """Return the plans of the queries of ``function``, as text."""
        queries = []
        execute = Environment.execute_query

        def spy(env, query):
            queries.append(query)
            return execute(env, query)

        function()  # warm the caches of rules and rights
        with patch.object(Environment, "execute_query", spy):
            function()
        plans = []
        for query in queries:
            [(plan,)] = self.env.execute_query(SQL("EXPLAIN (FORMAT JSON) %s", query))
            plans.append(json.dumps(plan))
        self.assertTrue(plans)
        return plans

    def test_indexes_are_used(self):
        self._check_indexes()

    def test_indexes_are_used_without_company(self):
        """With one company, opportunities usually have no company."""
        self.env.cr.execute("UPDATE crm_lead SET company_id = NULL")
        self._analyze("crm_lead")
        self._check_indexes(company="IS NULL")

    def test_indexes_are_used_before_a_vacuum(self):
        """Except for the churn rate: half of these orders are in its two years, so that reading the
        table is as fast.
        """
        self._analyze("crm_lead", "sale_order", vacuumed=False)
        self._check_indexes(but=("churn_rate",))

    def _check_indexes(self, company="= ", but=()):
        """Check the plans of each KPI.

        :param but: codes of KPIs to skip
        :param company: the condition on the company of large tables; the others are too small for
            their plan to matter
        """
        for code, index in (
            ("pipeline_value", "crm_lead_pilotage_(pipeline|open)_idx"),
            ("transformation_rate", "sale_order_pilotage_quotation_idx"),
            ("win_rate", "crm_lead_pilotage_closed_idx"),
            ("average_order_value", "sale_order_pilotage_confirmed_idx"),
            ("sales_cycle", "sale_order_pilotage_paid_idx"),
            ("churn_rate", "sale_order_pilotage_confirmed_idx"),
            ("real_margin_rate", "sale_order_pilotage_confirmed_idx"),
        ):
            for user in (self.manager, self.seller):
                if code in but or (user == self.seller and code == "real_margin_rate"):
                    continue  # they may not see the margin
                plans = self._get_plans(code, user)
                if "crm_lead" in index:
                    plans = [plan for plan in plans if f"(company_id {company}" in plan]
                self.assertTrue(plans)
                for plan in plans:
                    self.assertRegex(plan, index, f"{code} {user.login}")
                    self.assertNotIn("Seq Scan", plan, f"{code} {user.login}")

    def test_idle_is_an_anti_join(self):
        """No set of all planned activities is built for the opportunities gone idle, and their
        table is not read.
        """
        kpis = self._get_kpis(self.manager)
        plans = self._explain(lambda: kpis.get_changes({}))
        inputs = [json.loads(plan)[0]["Plan"].get("Plans", [{}])[0] for plan in plans]
        idle = [source for source in inputs if source.get("Join Type") == "Anti"]
        self.assertEqual(len(idle), 1)
        self.assertIn("crm_lead_pilotage_open_idx", json.dumps(idle))

    def _grow_old(self):
        """As in an old database: nearly every quotation is lost, and nearly every order paid."""
        self.env.cr.execute(
            """UPDATE sale_order SET
                      quotation_outcome = CASE WHEN state = 'sent' AND id % 50 > 1 THEN 'lost'
                                               ELSE quotation_outcome END,
                      order_progress = CASE WHEN state = 'sent' THEN 'sent'
                                            WHEN id % 50 > 1 THEN 'paid' ELSE 'confirmed' END,
                      completion_state = CASE WHEN id % 50 > 1 THEN 'final' ELSE 'forecast' END,
                      margin_drift = id % 3 - 1"""
        )
        self._analyze("sale_order")

    def test_indexes_of_the_lists_are_used(self):
        self._grow_old()
        kpis = self._get_kpis(self.manager)
        plans = self._explain(lambda: kpis.get_lists({}))
        for index in (
            "crm_lead_pilotage_open_idx",
            "sale_order_pilotage_pending_idx",
            "sale_order_pilotage_ongoing_idx",
            "sale_order_pilotage_drifting_idx",
        ):
            self.assertTrue(any(index in plan for plan in plans), index)

    def test_own_deals_are_looked_up(self):
        """The lists of a salesperson read neither the deals of the others nor all the activities:
        each part of the own ones is a condition on the index, and each deal's activities too.
        """
        self.env.cr.execute(
            """INSERT INTO mail_activity (res_model, res_model_id, res_id, res_name, user_id,
                                          active, date_deadline)
               SELECT 'crm.lead', %s, id, name, %s, TRUE, date '2026-03-12'
                 FROM crm_lead WHERE won_status = 'pending'""",
            [self.env["ir.model"]._get_id("crm.lead"), self.env.uid],
        )
        self._analyze("crm_lead", "mail_activity")
        kpis = self._get_kpis(self.seller)
        [plan] = [
            plan for plan in self._explain(lambda: kpis.get_lists({})) if "CTE recent" in plan
        ]
        for index in ("own", "unassigned"):
            parts = re.findall(
                rf'"crm_lead_pilotage_{index}_idx"[^}}]*"Index Cond": "[^"]*company_id', plan
            )
            self.assertEqual(len(parts), 2, index)
        self.assertNotIn("crm_lead_pilotage_open_idx", plan)
        self.assertRegex(plan, r'"mail_activity", "Alias": "a"[^}]*"Index Cond": "\(res_id = ')

    def test_indexes_of_the_money_are_used(self):
        """What waits is found among what is pending or under way, not among all quotations."""
        self._grow_old()
        kpis = self._get_kpis(self.manager)
        plans = self._explain(lambda: kpis.get_money({}))
        plans = [plan for plan in plans if '"sale_order"' in plan]
        # Delivered orders; those accepted; those about to expire, with the earliest of the days.
        self.assertGreaterEqual(len(plans), 3)
        for plan in plans:
            self.assertRegex(plan, "sale_order_pilotage_(pending|ongoing)_idx")
            self.assertNotIn("sale_order__state_index", plan)
