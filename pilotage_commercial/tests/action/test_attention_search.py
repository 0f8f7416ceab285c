"""Searches on attention agree with the records: every set of states, every comparison."""

import operator
from datetime import timedelta
from itertools import chain, combinations

from odoo.tests import tagged

from ..common_attention import NOW, AttentionCase

COMPARISONS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}
STATES = ("overdue", "ok", "inactive", "no_action", False)


@tagged("standard", "post_install", "-at_install")
class TestAttentionSearch(AttentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        slow = cls.env["res.company"].sudo().create({"name": "Slow", "inactivity_delay": 60})
        slow.cold_delay = 300
        cls.sales.sudo().company_ids |= slow
        companies = [cls.company.id, slow.id]
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": companies})
        cls.slow = slow

    def setUp(self):
        super().setUp()
        self.leads = self.env["crm.lead"].browse()
        day = timedelta(days=1)
        for values in ({}, {"company_id": self.slow.id, "user_id": False}):
            bare = self._add(**values)
            touched = self._add(**values)
            with self._at(NOW - 2 * day):
                touched.message_post(body="x", message_type="comment", subtype_xmlid="mail.mt_note")
            for days in (-30, -1, 0, 1, 9):
                self._activity(self._add(**values), NOW.date() + days * day)
            both = self._add(**values)
            self._activity(both, NOW.date() - day)
            self._activity(both, NOW.date() + day)
            self._meeting(self._add(**values), NOW + day)
            self._meeting(self._add(**values), NOW - day, hours=30)  # since yesterday, still on
            self._meeting(self._add(**values), NOW - day)
            self._add(created=NOW - 100 * day, **values)
            self._add(created=NOW - 900 * day, **values)
            self._add(created=NOW - day, **values)
            bare.copy()
            self._add(**values).action_set_lost()
            self._add(**values).action_set_won()
            self._add(type="lead", **values)
        self.leads |= self._add(company_id=False)
        self._flush_tracking()
        self.env.invalidate_all()

    def _add(self, **values):
        lead = self._lead(**values)
        self.leads |= lead
        return lead

    def assertFound(self, domain, holds):
        """Check that ``domain`` finds exactly the leads for which ``holds`` is true."""
        leads = self.leads.with_context(active_test=False)
        found = leads.search([("id", "in", leads.ids), *domain])
        self.assertEqual(set(found), set(leads.filtered(holds)), domain)

    def assertCompared(self, name, value):
        """Check every comparison of field ``name`` with ``value``; leads without a date match
        none.
        """
        for symbol, compare in COMPARISONS.items():
            with self.subTest(name, symbol=symbol, value=value):
                self.assertFound(
                    [(name, symbol, value)],
                    lambda lead, compare=compare: (
                        lead[name] is not False and compare(lead[name], value)
                    ),
                )

    def test_every_set_of_states(self):
        self.assertEqual({lead.attention for lead in self.leads}, set(STATES))
        sets = chain.from_iterable(combinations(STATES, size) for size in range(1, 6))
        for wanted in sets:
            with self.subTest(wanted):
                said = self.leads.filtered(lambda lead, wanted=wanted: lead.attention in wanted)
                self.assertFound([("attention", "in", wanted)], said.__contains__)
                rest = self.leads - said
                self.assertFound([("attention", "not in", wanted)], rest.__contains__)

    def test_groups(self):
        leads = self.leads.with_context(active_test=False)
        groups = leads._read_group([("id", "in", leads.ids)], ["attention"], ["id:recordset"])
        said = leads.grouped("attention")
        self.assertEqual(
            {state: set(found) for state, found in groups}, {k: set(v) for k, v in said.items()}
        )

    def test_cold(self):
        self.assertFound([("is_cold", "=", True)], lambda lead: lead.is_cold)
        self.assertFound([("is_cold", "=", False)], lambda lead: not lead.is_cold)
        self.assertEqual(set(self.leads.mapped("is_cold")), {True, False})

    def test_next_action_date(self):
        self.assertFound([("next_action_date", "=", False)], lambda lead: not lead.next_action_date)
        self.assertFound([("next_action_date", "!=", False)], lambda lead: lead.next_action_date)
        for days in (-30, -1, 0, 1):
            day = NOW.date() + timedelta(days=days)
            self.assertCompared("next_action_date", day)

    def test_change_over_a_week(self):
        changed = self.leads[:3]
        changed.expected_revenue = 100
        self._flush_tracking()
        self.env.cr.execute("UPDATE mail_message SET date = date - interval '30 days'")
        for lead, revenue in zip(changed, (150, 40, 100), strict=True):
            lead.expected_revenue = revenue
        self._flush_tracking()
        self.env.invalidate_all()
        for value in (-60, -1, 0, 1, 50):
            self.assertCompared("expected_revenue_change", value)
