"""The cards of the cockpit, and what the engine asks of a KPI."""

from contextlib import suppress

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import ormcache

from ....tools.domains import get_conditions
from ....tools.groups import REAL_COST, find_group
from ....tools.planner import allow_large_sets, expect_short_queries
from ..block.aim import Targets
from ..block.card import CardBuilder
from ..engine.measure import SIDES, Measure, parse_domain
from ..engine.plan import get_values
from ..engine.reader import FAILURES, Reader
from ..engine.rights import DOCUMENT_DOMAINS, get_groups, may_read
from ..engine.scope import parse_options


class PilotageKpi(models.Model):
    _inherit = "pilotage.kpi"

    @api.model
    @api.readonly
    def get_cockpit(self, options=None):
        """Return the KPIs, measured on the records that the caller may read.

        ``options``, every one of them optional; an unknown or ill-typed one raises
        ``ValidationError``, so do a period that ends before it begins and a team, salesperson
        or tag that the caller cannot read:

        - ``date_from``, ``date_to``: ``"YYYY-MM-DD"`` (or ``date``), both included, days in the
          time zone of the current company. Default: the 90 days that end today there.
        - ``team_id``, ``user_id``, ``tag_id``: id, or ``False`` for every one.

        Companies are those switched on; money is in the currency of the current one; ratios go
        from 0 to 1; days are floats. Text is translated: decide on ``code`` and ``state``. A
        *list* is what an action needs to show the records behind a figure::

            {"model": "crm.lead", "domain": [...], "name": "Won", "context": {...}, "count": 12}

        with ``count`` None where counting costs (see ``get_left_out``)::

            {
              "options": {"date_from": "2026-09-01", "date_to": "2026-11-29", "team_id": False, …},
              "today": "2026-11-29",          # in the company
              "currency_id": 1,
              "company": {"id": 1, "name": "…"},
              "is_manager": True,             # may edit targets
              "can_export": True,             # may export the figures
              "is_empty": False,              # nothing to steer yet: no opportunity, no quotation
              "kpis": [{                      # in KPI order
                "id": 3, "code": "win_rate", "name": "Win rate",
                "essential": False,           # one of the three to start with
                "unit": "ratio",              # money | ratio | days | count | number
                "direction": "higher",        # what is better: higher | lower
                "formula": "Won ÷ (won + lost), …",
                "example": "Won: 4 of 10 closed, so 40 %",        # "": nothing to count
                "actions": ["Write a follow-up script…", …],      # corrective actions
                "value": 0.4,                 # None: no data, hidden or failed
                "target": 0.3,                # None: none set, or not computable
                "target_note": "3 × …",       # where the target comes from
                "gap": 0.1,                   # value − target, signed; None without both
                "gap_note": "10 points above target",
                "state": "good",  # good | near | bad | no_target | no_data | hidden | error
                "message": "",                # what to say for the last three
                "numerator": {"value": 4, "unit": "count", list…},
                "denominator": {…},           # None when there is none
                "counted": {list…},           # the records that the KPI is made of
                "left_out": [{"code": "open", "reason": "Still open", list…}, …],
                "second": None,               # or a second reading, with one of its own:
                                              # without target, trend and what is left out
                "trend": [{"date_from": "2026-06-09", "date_to": "2026-09-06",
                           "value": None, "frozen": False}, …],   # 13, the newest last
              }, …],
            }

        ``trend``: the KPI over periods as long as the one asked for, a week apart; the newest
        is the value. What only exists now (the pipeline) or looks far back (churn) comes from
        the weekly snapshots (``frozen``), where they are.

        The other blocks have calls of their own: see ``pilotage_kpi_blocks.py``.
        """
        reader = self._get_reader(options)
        expect_short_queries(self.env)
        cards = CardBuilder(reader, Targets(reader)).build(self._get_shown())
        env, company, scope = self.env, self.env.company, reader.scope
        return {
            "options": scope.get_options(),
            "today": fields.Date.to_string(scope.today),
            "company": {"id": company.id, "name": company.name},
            "currency_id": company.currency_id.id,
            "is_manager": env["pilotage.kpi.target"].has_access("create"),
            "can_export": env.user.has_group("base.group_allow_export"),
            # By id: in the default order, PostgreSQL would sort all records to find one.
            "is_empty": not (
                env["crm.lead"].with_context(active_test=False).search([], order="id", limit=1)
                or env["sale.order"].search([], order="id", limit=1)
            ),
            "kpis": cards,
        }

    # --- start of each call ---

    @api.model
    def _get_reader(self, options=None):
        """Return the :class:`Reader` of ``options``, with the user's rights; raise
        ``ValidationError`` if they are wrong.

        Every call begins here: users who may not read the KPIs are refused.
        """
        self.browse().check_access("read")
        return Reader(self.env, parse_options(self.env, options))

    @api.model
    def _get_scope(self, options=None):
        """Return the :class:`Scope` of ``options``."""
        return self._get_reader(options).scope

    def _allow_derived(self):
        """Allow PostgreSQL large sets in memory if a KPI reads a field computed in SQL."""
        for kpi in self | self.second_id | self.second_id.second_id:
            with suppress(*FAILURES):
                if any(measure.is_derived(self.env) for measure in kpi._get_measures()):
                    allow_large_sets(self.env)
                    return

    @api.model
    def _get_shown(self):
        """Return the KPIs of the cockpit of the current company, in order."""
        # With second readings (inactive KPIs): they are read too.
        every = self.with_context(active_test=False)
        every = every.search(Domain("company_id", "in", [False, self.env.company.id]))
        return self.browse(every.filtered("active").ids)

    # --- hooks for other addons ---

    def _get_sides(self):
        self.ensure_one()
        return SIDES if self.has_denominator else SIDES[:1]

    def _get_measures(self):
        """Return the :class:`Measure` of each side, the numerator first. Hook for other addons."""
        return [
            Measure(
                self[f"{side}_model"],
                parse_domain(self[f"{side}_domain"] or "[]")
                & DOCUMENT_DOMAINS.get(self[f"{side}_model"], Domain.TRUE),
                self[f"{side}_aggregate"],
                self[f"{side}_field"] or "",
                self[f"{side}_date"] or "",
                self[f"{side}_window"],
            )
            for side in self._get_sides()
        ]

    def _is_visible(self):
        """Return whether the user may see the figures of the KPI."""
        self.ensure_one()
        if self.env.su:
            return True
        return self.id in self._get_visible_ids(tuple(self.env.user._get_group_ids()))

    @api.model
    @ormcache("group_ids")
    def _get_visible_ids(self, group_ids):
        """Return the ids of the KPIs whose figures a user with the groups ``group_ids`` may see."""
        # KPIs of every company: their rights are computed once for all users (hence sudo).
        kpis = self.sudo().with_context(active_test=False).search(Domain.TRUE)
        return {kpi.id for kpi in kpis if may_read(kpi.env, kpi._get_only_for(), group_ids)}

    def _get_only_for(self):
        """Return the groups that a reader of the KPI needs, see :func:`may_read`: those of each
        field that it reads, and its own.
        """
        self.ensure_one()
        # They depend on the measure, not on who asks: only names of groups leave (hence sudo).
        kpi = self.sudo()
        try:
            groups = get_groups(kpi.env, kpi._get_measures())
        except FAILURES:
            groups = {REAL_COST}  # it cannot be measured: its former figures may be margins
        if kpi.group_id:
            groups.add(f"id:{kpi.group_id.id}")
        return " & ".join(sorted({"base.group_user", *groups}))

    def _get_frozen_rights(self):
        """Return the access rights of a figure of the KPI, as values of the row that keeps it: all
        the groups of :meth:`_get_only_for`, one of which is the ``group_id`` to show.
        """
        only_for = self._get_only_for()
        # Users may not read groups; here they only name who may read the row (hence sudo).
        salesperson = find_group(self.env, "sales_team.group_sale_salesman").sudo()
        common = salesperson.all_implied_ids.ids
        group = self.sudo().group_id
        for groups in only_for.split(" & "):
            if not group and not may_read(self.env, groups, common):
                names = [name.strip() for name in groups.split(",") if not name.startswith("!")]
                group = self.env.ref(names[0], raise_if_not_found=False) if names else group
        return {"only_for": only_for, "group_id": group.id if group else False}

    @api.model
    def _get_nature_reasons(self, model, asked=Domain.TRUE):
        """Return the kinds of records of ``model`` that a KPI's own domain may leave out.

        :param asked: the KPI's own domain
        """
        env = self.env
        if model._name == "crm.lead":
            return [
                ("lead", env._("Lead, not yet an opportunity"), Domain("type", "=", "lead")),
                ("won", env._("Won"), Domain("won_status", "=", "won")),
                ("lost", env._("Lost"), Domain("won_status", "=", "lost")),
                ("archived", env._("Archived, neither won nor lost"), Domain("active", "=", False)),
                ("open", env._("Still open"), Domain("won_status", "=", "pending")),
            ]
        if model._name == "sale.order":
            reasons = [
                ("draft", env._("Draft, never sent"), Domain("quotation_date", "=", False)),
                (
                    "superseded",
                    env._("Replaced by a newer quotation"),
                    Domain("quotation_outcome", "=", "superseded"),
                ),
                ("cancelled", env._("Cancelled"), Domain("state", "=", "cancel")),
                ("quotation", env._("Not confirmed"), Domain("state", "in", ("draft", "sent"))),
            ]
            if "net_revenue" in {condition.field_expr for condition in asked.iter_conditions()}:
                refund = env._("Refund (negative order)")
                reasons.append(("refund", refund, Domain("net_revenue", "<", 0)))
            return reasons + self._get_cost_reasons(asked)
        return []

    @api.model
    def _get_cost_reasons(self, asked):
        """Return the reasons why an order has no real margin, or none at completion, for a KPI on
        margins.
        """
        env, asked = self.env, dict(map(get_values, get_conditions(asked)))
        known = asked.get("completion_state")
        if not known and "real_cost_state" not in asked:
            return []
        costs = [
            ("no_cost", env._("No cost yet"), Domain("real_cost_state", "=", "planned")),
            (
                "costs_incomplete",
                env._("Costs incomplete"),
                Domain("real_cost_state", "=", "provisional"),
            ),
        ]
        plans = [
            ("no_plan", env._("No planned cost"), Domain("completion_state", "=", "unknown")),
            (
                "to_fill",
                env._("Costs not computed yet"),
                Domain("completion_state", "=", False),
            ),
        ]
        # With real costs, the reasons of the costs already say which orders are forecast.
        return plans if known and "forecast" in known else [plans[1], *costs]
