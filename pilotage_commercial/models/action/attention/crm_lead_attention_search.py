"""Attention in SQL: to search, to group by, and to find the follow-ups due.

The planned actions and the recent touches are sets, each read once from an index; each open
opportunity is looked up in them. That nothing is planned is an anti-join instead, which needs no
set: PostgreSQL merges the opportunities with the index of their activities, or looks in it for a
few. Other joins are left out: the planner expects too few rows and loops.
"""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.domains import OPEN, OPEN_FIELDS, OPEN_SQL
from ....tools.planner import allow_large_sets, get_names

# Fields derived from sets (all planned actions, all recent touches): searches on them allow large
# sets in memory.
SETS = {"attention", "is_cold", "next_action", "next_action_date"}


class CrmLead(models.Model):
    _inherit = "crm.lead"

    # Covering index of open leads, read by the searches for inactive leads, the cockpit and To
    # Handle Today. `id` first keeps it in the order of the table, so that the planner expects few
    # heap fetches for pages written since the last vacuum.
    _pilotage_open_idx = models.Index(
        "(id, company_id, create_date) INCLUDE (team_id, user_id, expected_revenue, "
        "prorated_revenue, date_deadline, stage_id, date_conversion, urgency, estimated_margin, "
        "estimated_cost_source) "
        "WHERE active IS TRUE AND type = 'opportunity' AND won_status = 'pending'"
    )

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **options):
        domain = Domain(domain)
        names = {condition.field_expr for condition in domain.iter_conditions()}
        if not SETS.isdisjoint([*names, *get_names(order)]):
            allow_large_sets(self.env)
        return super()._search(domain, offset=offset, limit=limit, order=order, **options)

    @api.model
    def _read_group(self, domain, groupby=(), *args, **options):
        if not SETS.isdisjoint(name for spec in groupby for name in get_names(spec)):
            allow_large_sets(self.env)
        return super()._read_group(domain, groupby, *args, **options)

    def _search_attention(self, operator, value):
        self._check_field_access(self._fields["attention"], "read")
        if operator != "in":
            return NotImplemented
        wanted = {state for state in value if state}
        domain = OPEN & Domain.custom(
            to_sql=lambda model, alias, query: model._get_attention_condition(alias, wanted)
        )
        return domain | ~OPEN if len(wanted) < len(value) else domain

    def _search_is_cold(self, operator, value):
        self._check_field_access(self._fields["is_cold"], "read")
        if operator != "in":
            return NotImplemented
        domain = OPEN & Domain.custom(
            to_sql=lambda model, alias, query: model._get_idle_sql(alias, cold=True)
        )
        return domain if True in value else ~domain

    def _get_attention_sql(self, alias, _field_expr, query):
        """Return the SQL of the attention of lead ``alias``, to group and sort by it.

        ``attention_of_open`` in the context says that the query only has open opportunities: they
        are not tested again, so that their index suffices. Its value must be the ``OPEN`` object
        itself, which no client can send.
        """
        is_open = SQL("TRUE")
        if self.env.context.get("attention_of_open") is not OPEN:
            is_open = SQL(
                "(%s = 'opportunity' AND %s IS TRUE AND %s = 'pending')",
                *(self._field_to_sql(alias, name, query) for name in OPEN_FIELDS),
            )
        return SQL(
            """(CASE WHEN %(is_open)s IS NOT TRUE THEN NULL
                     WHEN %(planned)s THEN CASE WHEN %(overdue)s THEN 'overdue' ELSE 'ok' END
                     WHEN %(fresh)s THEN 'no_action' ELSE 'inactive' END)""",
            is_open=is_open,
            overdue=self._get_planned_condition_sql(alias, overdue=True),
            planned=self._get_planned_condition_sql(alias),
            fresh=self._get_fresh_sql(alias),
        )

    @api.model
    def _get_inactive_sql(self, lead_ids=None):
        """Return the query of the ids of the inactive opportunities that are not cold.

        :param lead_ids: tuple of ids to look at, else every lead
        """
        return SQL(
            """%(touches)s SELECT l.id FROM crm_lead l
                WHERE %(is_open)s AND %(scope)s AND %(idle)s AND %(not_cold)s""",
            touches=self._get_recent_touches_sql(lead_ids) if lead_ids else SQL(),
            is_open=SQL(OPEN_SQL),
            scope=SQL("l.id IN %s", lead_ids) if lead_ids else SQL("TRUE"),
            idle=self._get_idle_sql("l", lead_ids=lead_ids),
            not_cold=self._get_fresh_sql("l", cold=True, named=bool(lead_ids)),
        )

    @api.model
    def _get_recent_touches_sql(self, lead_ids):
        """Return the WITH clause of the table ``recent``: (lead_id, at), the last touches of
        ``lead_ids``.

        Read before: for a list of leads, planning the query of the touches since each limit takes
        longer than running it.
        """
        touches = self.browse(lead_ids)._get_last_touches(self._get_oldest_limit())
        return SQL(
            """WITH recent AS MATERIALIZED (
                SELECT * FROM unnest(%s::integer[], %s::timestamp[]) AS touch (lead_id, at))""",
            list(touches),
            [at for at, _kind in touches.values()],
        )

    @api.model
    def _get_oldest_limit(self):
        """Return the UTC moment before which no company looks at a touch."""
        limits = self.env["res.company"]._map_every(
            lambda company: min(company._get_cold_limit(), company._get_inactivity_limit())
        )
        return min(limits.values(), default=fields.Datetime.now())

    # --- conditions on one open opportunity ---

    @api.model
    def _get_attention_condition(self, alias, wanted):
        """Return the condition that the attention of lead ``alias`` is one of ``wanted``."""
        planned = self._get_planned_condition_sql(alias)
        conditions = []
        if wanted >= {"overdue", "ok"}:
            conditions.append(planned)
        elif "overdue" in wanted:
            conditions.append(self._get_planned_condition_sql(alias, overdue=True))
        elif "ok" in wanted:
            overdue = self._get_planned_condition_sql(alias, overdue=True)
            conditions.append(SQL("(%s AND NOT %s)", planned, overdue))
        # An anti-join if it is the only condition; inside an OR, PostgreSQL makes none.
        planless = SQL("NOT %s", planned) if conditions else self._get_planless_sql(alias)
        if wanted >= {"inactive", "no_action"}:
            conditions.append(planless)
        elif "inactive" in wanted and not conditions:
            conditions.append(self._get_idle_sql(alias))
        elif "inactive" in wanted:
            conditions.append(SQL("(%s AND NOT %s)", planless, self._get_fresh_sql(alias)))
        elif "no_action" in wanted:
            conditions.append(SQL("(%s AND %s)", planless, self._get_fresh_sql(alias)))
        return SQL("(%s)", SQL(" OR ").join(conditions)) if conditions else SQL("FALSE")

    @api.model
    def _get_planned_condition_sql(self, alias, overdue=False):
        """Return the condition that something is planned on lead ``alias``, on any day.

        :param overdue: only what is planned before today
        """
        today = fields.Date.context_today(self)
        return SQL(
            "(%s IN (SELECT plan.lead_id FROM (%s) plan WHERE %s)) IS TRUE",
            SQL.identifier(alias, "id"),
            self._get_planned_days_sql(),
            SQL("plan.day < %s", today) if overdue else SQL("TRUE"),
        )

    @api.model
    def _get_planless_sql(self, alias, other=None):
        """Return the condition that nothing is planned on lead ``alias``: an anti-join, where no
        other condition may hold instead.

        :param other: SQL that is true when something else than its activities is
        """
        return SQL(
            "(NOT EXISTS (SELECT FROM (%s) plan WHERE plan.lead_id = %s) AND NOT %s)",
            self._get_own_days_sql(),
            SQL.identifier(alias, "id"),
            other
            or SQL(
                "(%s + 0 IN (SELECT plan.lead_id FROM (%s) plan)) IS TRUE",
                SQL.identifier(alias, "id"),
                self._get_other_days_sql(),
            ),
        )

    @api.model
    def _get_idle_sql(self, alias, cold=False, lead_ids=None):
        """Return the condition that nothing is planned on lead ``alias``, and that it was neither
        created nor touched since the inactivity limit of its company, or the ``cold`` limit.

        :param lead_ids: tuple of the only ids that are looked at; the touches are then read in the
            table ``recent`` of the query
        """
        other = self._get_other_days_sql(lead_ids)
        fresh = self._get_fresh_sql(alias, cold, named=bool(lead_ids), other=other)
        return self._get_planless_sql(alias, other=fresh)

    @api.model
    def _get_fresh_sql(self, alias, cold=False, named=False, other=None):
        """Return the condition that lead ``alias`` was created or touched since the inactivity
        limit of its company, or the ``cold`` limit.

        Only touches after that limit are read: few messages, even with a long history.

        :param named: read the touches in the table ``recent`` of the query
        :param other: query of (lead_id, …) of leads that satisfy the condition too
        """
        self.flush_model(["create_date", "date_conversion", "company_id"])
        by_limit = {}
        limits = self.env["res.company"]._map_every(
            lambda company: company._get_cold_limit() if cold else company._get_inactivity_limit()
        )
        for company, limit in limits.items():
            by_limit.setdefault(limit, []).append(company.id)
        conditions = {
            tuple(ids): self._get_touched_sql(alias, limit, named, other)
            for limit, ids in by_limit.items()
        }
        if len(conditions) == 1:
            return next(iter(conditions.values()))
        # A lead without a company uses the limit of the current company.
        company = SQL("COALESCE(%s, %s)", SQL.identifier(alias, "company_id"), self.env.company.id)
        cases = (SQL("WHEN %s IN %s THEN %s", company, ids, sql) for ids, sql in conditions.items())
        return SQL("(CASE %s END)", SQL(" ").join(cases))

    @api.model
    def _get_touched_sql(self, alias, limit, named, other=None):
        """Return the condition that lead ``alias`` was created or touched since ``limit``, or is
        in ``other``: one set for both, as each set is looked up for each opportunity.

        "Plus zero" makes it the last condition that PostgreSQL looks at.
        """
        recent = SQL("SELECT lead_id, at FROM recent WHERE at >= %s", limit)
        return SQL(
            """(COALESCE(%(created)s >= %(limit)s, TRUE)
                OR (%(id)s + 0 IN (SELECT touch.lead_id FROM (%(touches)s) touch
                                WHERE touch.at <= %(now)s%(other)s)) IS TRUE)""",
            created=SQL(
                "COALESCE(%s, %s)",
                SQL.identifier(alias, "date_conversion"),
                SQL.identifier(alias, "create_date"),
            ),
            limit=limit,
            id=SQL.identifier(alias, "id"),
            touches=recent if named else self._get_touches_sql(None, limit),
            now=fields.Datetime.now(),
            other=SQL(" UNION ALL SELECT plan.lead_id FROM (%s) plan", other) if other else SQL(),
        )
