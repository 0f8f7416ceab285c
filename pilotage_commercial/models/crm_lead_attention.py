"""What an open opportunity asks for: derived from its next action and its last touch."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

ATTENTION = [
    ("overdue", "Overdue"),
    ("inactive", "Inactive"),
    ("no_action", "No next action"),
    ("ok", "Planned"),
]


class CrmLead(models.Model):
    _inherit = "crm.lead"

    attention = fields.Selection(
        ATTENTION,
        compute="_compute_attention",
        search="_search_attention",
        groups="base.group_user",
        help="Overdue: a planned action is past its date. Planned: an action or meeting is ahead. "
        "Inactive: nothing is planned and nobody touched it for the days of the settings. "
        "No next action: nothing is planned, touched lately. Empty once won or lost.",
    )
    attention_reason = fields.Char(
        string="Why",
        compute="_compute_attention",
        groups="base.group_user",
        help="Why the opportunity asks for attention, in one sentence.",
    )

    is_cold = fields.Boolean(
        compute="_compute_is_cold",
        search="_search_is_cold",
        groups="base.group_user",
        help="Open, nothing planned, and untouched for so long (settings) that it gets no "
        "follow-up by itself: reactivate it, or mark it lost.",
    )

    # All that the search for the untouched and the cockpit read of the leads, most of which are
    # closed. ``active IS TRUE``, as the ORM writes it: said otherwise, the index is ignored.
    _pilotage_open_idx = models.Index(
        "(id, company_id, create_date) INCLUDE (team_id, user_id, expected_revenue, "
        "prorated_revenue, date_deadline, stage_id) "
        "WHERE active IS TRUE AND type = 'opportunity' AND won_status = 'pending'"
    )

    @api.depends(
        "next_action",
        "next_action_date",
        "last_interaction_date",
        "last_interaction_type",
        "type",
        "active",
        "won_status",
        "company_id",
    )
    @api.depends_context("tz", "lang")
    def _compute_attention(self):
        today = fields.Date.context_today(self)
        limits = {}
        for lead in self:
            company = lead.company_id or self.env.company
            if company not in limits:
                limits[company] = company._get_inactivity_limit()
            lead.attention = lead._get_attention(today, limits[company])
            lead.attention_reason = lead._get_attention_reason()

    def _get_attention(self, today, limit):
        """Return the attention of the lead: ``today`` is the user's, ``limit`` the UTC moment
        before which a last touch is too old."""
        self.ensure_one()
        if self.type != "opportunity" or not self.active or self.won_status != "pending":
            return False
        if self.next_action_date:
            return "overdue" if self.next_action_date < today else "ok"
        touched = self.last_interaction_date or self.create_date
        # Being created is no touch, but gives time for the first one.
        latest = max(filter(None, [touched, self.create_date]), default=False)
        return "inactive" if latest and latest < limit else "no_action"

    @api.depends("attention", "last_interaction_date")
    def _compute_is_cold(self):
        for lead in self:
            limit = (lead.company_id or self.env.company)._get_cold_limit()
            touches = [date for date in (lead.last_interaction_date, lead.create_date) if date]
            lead.is_cold = lead.attention == "inactive" and max(touches) < limit

    def _get_attention_reason(self):
        """Return the sentence that explains the lead's attention, False without one."""
        self.ensure_one()
        if not self.attention:
            return False
        env = self.env
        if self.next_action_date:
            day = format_date(env, self.next_action_date)
            if self.attention == "overdue":
                return env._("“%(action)s” was due on %(day)s", action=self.next_action, day=day)
            return env._("“%(action)s” on %(day)s", action=self.next_action, day=day)
        date = self.last_interaction_date or self.create_date
        kind = self.last_interaction_date and self.last_interaction_type
        planless = self.attention == "no_action"
        return self._get_untouched_reason(self._get_local_day(date), kind, planless)

    @api.model
    def _get_untouched_reason(self, day, kind, planless=False):
        """Return since which ``day`` nobody touched an opportunity, in one sentence.

        :param kind: of the last touch, False when only its creation is known
        :param planless: rather say that nothing is planned
        """
        env = self.env
        day = format_date(env, day)
        if not kind:
            return env._("created on %s, never touched", day)
        kinds = dict(self._fields["last_interaction_type"]._description_selection(env))
        values = {"day": day, "kind": kinds[kind].lower()}
        if planless:
            return env._("nothing planned since %(day)s (%(kind)s)", **values)
        return env._("no touch since %(day)s (%(kind)s)", **values)

    @api.model
    def _get_local_day(self, moment):
        """Return the day of a UTC ``moment``, else of now, in the user's time zone."""
        moment = moment or fields.Datetime.now()
        return fields.Datetime.context_timestamp(self, moment).date()

    @api.model
    def _format_day(self, moment):
        """Return the day of a UTC ``moment`` as the user writes it."""
        return format_date(self.env, self._get_local_day(moment))

    # --- search and group ---

    def _search_attention(self, operator, value):
        if operator != "in":
            return NotImplemented
        still_open = Domain(
            [
                ("type", "=", "opportunity"),
                ("active", "=", True),
                ("won_status", "=", "pending"),
            ]
        )
        wanted = {state for state in value if state}
        domain = still_open & self._get_attention_domain(wanted)
        return domain | ~still_open if len(wanted) < len(value) else domain

    @api.model
    def _get_attention_domain(self, wanted):
        """Return the domain of open opportunities whose attention is one of the set ``wanted``.

        What is planned tells most of it, at little cost; only to tell the inactive from those
        touched lately, what was said lately is read too.
        """
        today = fields.Date.context_today(self)
        domain = Domain.FALSE
        if "overdue" in wanted:
            domain |= Domain("next_action_date", "<", today)
        if "ok" in wanted:
            domain |= Domain("next_action_date", ">=", today)
        unplanned = wanted & {"inactive", "no_action"}
        if len(unplanned) == 2:
            domain |= Domain("next_action_date", "=", False)
        elif unplanned:
            domain |= Domain.custom(
                to_sql=lambda model, alias, query: SQL(
                    "(%s IN (SELECT a.lead_id FROM %s a WHERE a.attention = %s)) IS TRUE",
                    SQL.identifier(alias, "id"),
                    model._get_attention_sql(),
                    *unplanned,
                )
            )
        return domain

    def _search_is_cold(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "(%s IN (SELECT a.lead_id FROM %s a WHERE a.is_cold)) IS TRUE",
                SQL.identifier(alias, "id"),
                model._get_attention_sql(cold=True),
            )
        )
        return domain if True in value else ~domain

    @api.model
    def _get_limit_sql(self, limits):
        """Return the SQL of the limit of lead ``l``, out of ``{company id: UTC datetime}``."""
        return SQL(
            "CASE l.company_id %s END",
            SQL(" ").join(SQL("WHEN %s THEN %s::timestamp", *item) for item in limits.items()),
        )

    @api.model
    def _get_attention_sql(self, lead_ids=None, cold=False):
        """Return the query of (lead_id, attention) of the open opportunities.

        Only touches newer than the oldest limit are looked at: with history, few messages.

        :param lead_ids: tuple of ids to look at, else every lead
        :param cold: add the column is_cold, for which older touches matter
        """
        self.flush_model()
        # Compiling the query would take longer than running it.
        self.env.cr.execute("SET LOCAL jit = off")
        companies = self.env["res.company"]._get_every()
        limits = {company.id: company._get_inactivity_limit() for company in companies}
        is_cold, oldest = SQL("NULL"), min(limits.values())
        if cold:
            colds = {company.id: company._get_cold_limit() for company in companies}
            oldest = min(oldest, *colds.values())
            is_cold = SQL("l.day IS NULL AND l.at < %s", self._get_limit_sql(colds))
        # Facts of three kinds put together by lead, not joined: there is no join that the planner
        # could take for one of a few rows. An open lead has a company here, nothing else has.
        return SQL(
            """(
                SELECT l.lead_id,
                       CASE WHEN l.day < %(today)s THEN 'overdue'
                            WHEN l.day IS NOT NULL THEN 'ok'
                            WHEN l.at < %(limit)s THEN 'inactive'
                            ELSE 'no_action' END AS attention,
                       %(is_cold)s AS is_cold
                  FROM (
                    SELECT lead_id, MAX(company_id) AS company_id, MIN(day) AS day, MAX(at) AS at
                      FROM (
                        SELECT l.id AS lead_id, COALESCE(l.company_id, %(company)s) AS company_id,
                               NULL::date AS day, l.create_date AS at
                          FROM crm_lead l
                         WHERE l.type = 'opportunity' AND l.active IS TRUE
                           AND l.won_status = 'pending' AND %(scope)s
                         UNION ALL
                        SELECT lead_id, NULL, day, NULL FROM (%(plans)s) plan
                         UNION ALL
                        SELECT lead_id, NULL, NULL, at FROM (%(touches)s) touch
                         WHERE at <= %(now)s
                      ) fact GROUP BY lead_id) l
                 WHERE l.company_id IS NOT NULL
            )""",
            company=self.env.company.id,
            today=fields.Date.context_today(self),
            limit=self._get_limit_sql(limits),
            is_cold=is_cold,
            plans=self._get_plans_sql(lead_ids),
            touches=self._get_touches_sql(lead_ids, oldest),
            now=fields.Datetime.now(),
            scope=SQL("l.id IN %s", lead_ids) if lead_ids else SQL("TRUE"),
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr != "attention" or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        name = query.make_alias(alias, "attention")
        if name not in query._joins:
            condition = SQL("%s = %s", SQL.identifier(alias, "id"), SQL.identifier(name, "lead_id"))
            query.add_join("LEFT JOIN", name, self._get_attention_sql(), condition)
        return SQL.identifier(name, "attention")
