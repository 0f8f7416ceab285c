"""The plans of the customers' query: it reads one index and sorts nothing."""

import json

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import SQL

from ..common_kpi import KpiCase

INDEX = "sale_order_pilotage_customer_idx"


@tagged("standard", "post_install", "-at_install")
class TestCustomerPlan(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-11-25 09:00:00"))
        cls.seller = cls._create_user("customer-plan", "sales_team.group_sale_salesman")
        cls.abroad = cls._create_company("Roux abroad")
        cls.manager.company_ids |= cls.abroad
        cls.env.flush_all()
        # 4 000 customers, ten orders each over four years, and as many quotations.
        cls.env.cr.execute(
            """
            WITH partner AS (
                INSERT INTO res_partner (name, complete_name, active, is_company, type,
                                         autopost_bills)
                SELECT 'Plan ' || n, 'Plan ' || n, TRUE, TRUE, 'contact', 'ask'
                  FROM generate_series(1, 4000) n RETURNING id)
            INSERT INTO sale_order (name, state, partner_id, partner_invoice_id,
                                    partner_shipping_id, commercial_partner_id, company_id,
                                    user_id, date_order, confirmation_date, net_revenue,
                                    completion_margin, completion_state)
            SELECT 'S', CASE WHEN n %% 2 = 0 THEN 'sale' ELSE 'sent' END, id, id, id, id,
                   CASE WHEN id %% 5 = 0 THEN %(abroad)s ELSE %(company)s END,
                   CASE WHEN id %% 10 = 0 THEN %(user)s ELSE %(manager)s END, day,
                   CASE WHEN n %% 2 = 0 THEN day END, n, n, 'final'
              FROM partner, LATERAL (
                   SELECT n, timestamp '2026-11-01' - (n * 70 + id %% 70) * interval '1 day' AS day
                     FROM generate_series(1, 20) n) AS orders
             ORDER BY id %% 5, id, n DESC""",
            {
                "company": cls.company.id,
                "abroad": cls.abroad.id,
                "user": cls.seller.id,
                "manager": cls.manager.id,
            },
        )
        cls.env.cr.execute(
            "UPDATE res_partner SET commercial_partner_id = id WHERE commercial_partner_id IS NULL"
        )
        for table in ("sale_order", "res_partner"):
            cls.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        # The pages of tables filled in this transaction are not known to be visible, so that a full
        # sort looks cheap. The test only checks that the index can avoid it.
        for name in ("sort", "incremental_sort", "seqscan", "bitmapscan"):
            cls.env.cr.execute(SQL("SET LOCAL %s = off", SQL.identifier(f"enable_{name}")))
        cls.env.invalidate_all()

    def _customers(self, user, companies):
        model = self.env["pilotage.customer"].with_user(user)
        return model.with_context(allowed_company_ids=companies.ids)

    def _plan(self, query, *columns):
        [(plan,)] = self.env.execute_query(
            SQL("EXPLAIN (FORMAT JSON) %s", query.select(*columns or ("pilotage_customer.*",)))
        )
        return plan[0]["Plan"]

    def _nodes(self, plan):
        yield plan
        for child in plan.get("Plans", []):
            yield from self._nodes(child)

    def assertOneScan(self, plan):
        """Check that the orders come from the index, in its order: no table read, no sort below the
        end.
        """
        text = json.dumps(plan)
        scans = [node for node in self._nodes(plan) if node.get("Relation Name") == "sale_order"]
        self.assertEqual({node.get("Index Name") for node in scans}, {INDEX}, text)
        self.assertEqual({node["Node Type"] for node in scans}, {"Index Only Scan"}, text)
        windows = [node for node in self._nodes(plan) if node["Node Type"] == "WindowAgg"]
        for window in windows:
            # A second window has the first one as its child, in the same order.
            [child] = window["Plans"]
            while child["Node Type"] == "WindowAgg":
                [child] = child["Plans"]
            self.assertIn("Index Only Scan", child["Node Type"], text)

    def test_statuses(self):
        for user in (self.manager, self.seller):
            for companies in (self.company, self.company | self.abroad):
                if user == self.seller and companies != self.company:
                    continue
                model = self._customers(user, companies)
                for status in ("at_risk", "lost", "new", "active"):
                    plan = self._plan(model._search([("status", "=", status)], order="id"))
                    self.assertOneScan(plan)
                    # Neither quotations nor opportunities are read for customers.
                    self.assertNotIn("Append", json.dumps(plan))

    def test_count_reads_no_contact(self):
        query = self._customers(self.manager, self.company)._search([("status", "=", "lost")])
        plan = self._plan(query, SQL("COUNT(*)"))
        self.assertOneScan(plan)
        contacts = [
            node for node in self._nodes(plan) if node.get("Relation Name") == "res_partner"
        ]
        for node in contacts:
            self.assertEqual(node.get("Index Name"), "res_partner_pilotage_archived_idx")

    def test_one_customer(self):
        """By its id, or by the contact: only the orders of this customer are read."""
        model = self._customers(self.manager, self.company)
        customer = model.search([("status", "=", "lost")], limit=1)
        customer = customer or model.search([("status", "!=", "prospect")], limit=1)
        for domain in (
            [("id", "in", customer.ids)],
            [("partner_id", "=", customer.partner_id.id)],
        ):
            plan = self._plan(model._search(domain))
            scans = [
                node for node in self._nodes(plan) if node.get("Relation Name") == "sale_order"
            ]
            self.assertTrue(scans)
            for node in scans:
                self.assertNotEqual(node["Node Type"], "Seq Scan")
                condition = node.get("Index Cond") or node.get("Recheck Cond")
                self.assertIn("commercial_partner_id", condition)

    def test_compiles_nothing(self):
        self.env.cr.execute("SET LOCAL jit = on")
        self._customers(self.manager, self.company).search([], limit=1)
        self.env.cr.execute("SHOW jit")
        self.assertEqual(self.env.cr.fetchone(), ("off",))
