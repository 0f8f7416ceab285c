"""Opportunities and orders with given dates, in a company of the tests."""

from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import new_test_user

from .common_order import NOW, OrderCase

CODES = [
    "pipeline_value",
    "transformation_rate",
    "win_rate",
    "average_order_value",
    "sales_cycle",
    "churn_rate",
    "real_margin_rate",
]


class KpiCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls._create_team("Building")
        cls.manager = cls._create_user("kpi-manager", "sales_team.group_sale_manager")
        cls.kpis = cls.env["pilotage.kpi"]
        # Other KPIs of the database must not count.
        cls.kpis.search([("code", "not in", CODES)]).active = False
        cls.kpis.with_context(active_test=False).search([("code", "in", CODES)]).active = True
        cls.env["pilotage.kpi.target"].search([]).unlink()

    @classmethod
    def _create_team(cls, name, company=None):
        company = company or cls.company
        return cls.env["crm.team"].create({"name": name, "company_id": company.id})

    @classmethod
    def _create_user(cls, login, groups, company=None, **values):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login,
            groups,
            name=login,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            **values,
        )

    @classmethod
    def _lead(cls, state="open", closed=NOW, revenue=1000, **values):
        """Create an opportunity that is ``open``, or ``won`` or ``lost`` at a given moment."""
        lead = cls.env["crm.lead"].create(
            {
                "name": f"Deal {state}",
                "type": "opportunity",
                "company_id": cls.company.id,
                "team_id": cls.team.id,
                "user_id": False,
                "expected_revenue": revenue,
                **values,
            }
        )
        if state == "won":
            lead.action_set_won()
        elif state == "lost":
            lead.action_set_lost()
        if state != "open":
            lead.date_closed = closed
        return lead

    def _old(self, lead, days):
        """Move the creation and the messages of ``lead`` ``days`` back."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = %s",
            [NOW - timedelta(days=days), lead.id],
        )
        self.env.cr.execute(
            "UPDATE mail_message SET date = %s WHERE model = 'crm.lead' AND res_id = %s",
            [NOW - timedelta(days=days), lead.id],
        )
        self.env.invalidate_all()
        return lead

    @classmethod
    def _leads(cls, won=0, lost=0, opened=0, **values):
        states = ["won"] * won + ["lost"] * lost + ["open"] * opened
        return cls.env["crm.lead"].union(*(cls._lead(state, **values) for state in states))

    @classmethod
    def _quotation(cls, outcome="pending", sent=NOW, amount=100, **values):
        """Create a quotation of ``amount``, sent at a moment, then won, lost or neither."""
        order = cls._order((cls.study, 1, amount), state="sent", team_id=cls.team.id, **values)
        if outcome == "won":
            order.action_confirm()
            order.date_order = sent
        elif outcome == "lost":
            order._action_cancel()
        order.quotation_date = sent
        return order

    @classmethod
    def _sale(cls, confirmed=NOW, amount=100, **values):
        """Create an order confirmed at a moment."""
        return cls._quotation("won", confirmed, amount, **values)

    def _spend(self, order, cost, delivered=True, state="actual"):
        """Give ``order`` this cost; it is complete once delivered."""
        self.env["sale.order.cost"].create(
            {
                "order_id": order.id,
                "category": "subcontracting",
                "state": state,
                "amount": cost,
                "name": "Roofer",
                "date": NOW.date(),
            }
        )
        if delivered:
            order.order_line.qty_delivered = 1
        order._update_real_cost()

    def _cockpit(self, user=None, company=None, **options):
        """Return the cockpit of ``user``, who works in ``company``."""
        self.env.flush_all()
        self.env.invalidate_all()
        companies = (company or self.company).ids
        kpis = self.kpis.with_user(user or self.manager)
        return kpis.with_context(allowed_company_ids=companies).get_cockpit(options)

    def _cards(self, *args, **options):
        """Return ``{code: card}`` of the cockpit."""
        return {card["code"]: card for card in self._cockpit(*args, **options)["kpis"]}

    def _card(self, code, *args, **options):
        return self._cards(*args, **options)[code]

    def assertPartition(self, code, user=None, company=None, **options):
        """Check that the counted and left out records of KPI ``code`` add up, record by record."""
        companies = (company or self.company).ids
        env = self.env(
            user=user or self.manager,
            context={**self.env.context, "allowed_company_ids": companies},
        )
        found = env["pilotage.kpi"].get_left_out(code, options)
        total = found["all"]["count"]
        parts = [found["counted"], *found["left_out"]]
        self.assertEqual(sum(part["count"] for part in parts), total, code)
        seen = set()
        for part in parts:
            ids = env[part["model"]].search(part["domain"]).ids
            self.assertEqual(len(ids), part["count"])
            self.assertFalse(seen.intersection(ids), f"{code}: {part['name']}")
            seen.update(ids)
        self.assertEqual(len(seen), total)
        return {part["code"]: part["count"] for part in found["left_out"] if part["count"]}

    @staticmethod
    def _days(**delta):
        return NOW + timedelta(**delta)


def at(text):
    """Return the UTC moment ``text``."""
    return datetime.fromisoformat(text)
