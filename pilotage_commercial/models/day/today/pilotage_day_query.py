"""The query of the rows to handle: open opportunities, each with its quotations, then the
activities and meetings on none of them, with the reader's rights.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.domains import OPEN
from .pilotage_day import CODES, STEP, DayIds

# The columns and their types, the same in every part of the query.
COLUMNS = {
    "id": SQL("int8"),
    "kind": SQL("text"),
    "lead_id": SQL("int4"),
    "order_id": SQL("int4"),
    "contact_id": SQL("int4"),
    "activity_id": SQL("int4"),
    "event_id": SQL("int4"),
    "company_id": SQL("int4"),
    "currency_id": SQL("int4"),
    "user_id": SQL("int4"),
    "team_id": SQL("int4"),
    "is_mine": SQL("bool"),
    "urgency": SQL("varchar"),
    "amount": SQL("numeric"),
    "margin": SQL("numeric"),
    "date": SQL("date"),
    "horizon": SQL("text"),
}

# The day of the next action of an opportunity, in the query of ``_find_dated_deals``.
DEAL_DAY = SQL("LEAST(own.day, other.day)")


class PilotageDay(models.Model):
    _inherit = "pilotage.day"

    _depends = {
        "crm.lead": [
            "active",
            "company_id",
            "estimated_cost_source",
            "estimated_margin",
            "expected_revenue",
            "team_id",
            "type",
            "urgency",
            "user_id",
            "won_status",
        ],
        "mail.activity": [
            "active",
            "date_deadline",
            "followup_rule_id",
            "res_id",
            "res_model",
            "review_action_id",
            "user_id",
        ],
        "calendar.event": ["active", "allday", "opportunity_id", "start", "stop", "user_id"],
        "calendar.attendee": ["event_id", "partner_id", "state"],
        "sale.order": [
            "amount_untaxed",
            "company_id",
            "currency_rate",
            "opportunity_id",
            "state",
            "team_id",
        ],
        "pilotage.review": ["company_id", "team_id"],
        "res.users": ["company_id", "sale_team_id"],
    }

    @property
    def _table_query(self):
        parts = {
            "deal": self._get_deals_sql,
            "order": self._get_orders_sql,
            "customer": self._get_contacts_sql,
            "review": self._get_reviews_sql,
            "meeting": self._get_meetings_sql,
        }
        queries = []
        for kind, get_sql in parts.items():
            ids = self._get_wanted_ids(kind)
            if ids is None or ids:
                queries.append(get_sql(ids))
        if not queries:
            return SQL("SELECT %s WHERE FALSE", SQL(", ").join(self._get_values({})))
        return SQL(" UNION ALL ").join(queries)

    @api.model
    def _get_wanted_ids(self, kind):
        """Return the tuple of the ids of the records of ``kind`` to read; None for all."""
        asked = self.env.context.get("day_ids")
        if not isinstance(asked, DayIds):
            return None
        return tuple(row // STEP for row in asked if row % STEP == CODES[kind])

    @api.model
    def _get_values(self, columns):
        """Return the list of the SQL of COLUMNS; a column not in ``columns`` is NULL."""
        return [
            SQL("(%s)::%s AS %s", columns.get(name, SQL("NULL")), kind, SQL.identifier(name))
            for name, kind in COLUMNS.items()
        ]

    @api.model
    def _get_row(self, kind, record, company, day, **columns):
        """Return the columns of a row of ``kind``.

        :param record: SQL of its id, ``company`` and ``day`` likewise
        :param columns: SQL of the other columns
        """
        customers = self.env["pilotage.customer"]
        return {
            "id": SQL("%s::int8 * %s + %s", record, STEP, CODES[kind]),
            "kind": SQL("%s", kind),
            "company_id": company,
            "currency_id": customers._get_by_company(company, lambda c: c.currency_id.id),
            "urgency": SQL("'1'"),
            "date": day,
            "horizon": self._get_horizon_sql(day),
            **columns,
        }

    @api.model
    def _get_horizon_sql(self, day):
        today = fields.Date.context_today(self)
        return SQL(
            """CASE WHEN %(day)s IS NULL THEN 'none' WHEN %(day)s < %(today)s THEN 'overdue'
                    WHEN %(day)s = %(today)s THEN 'today' WHEN %(day)s <= %(sunday)s THEN 'week'
                    ELSE 'later' END""",
            day=day,
            today=today,
            sunday=self._get_sunday(),
        )

    @api.model
    def _get_sunday(self):
        """Return the last day of this week."""
        today = fields.Date.context_today(self)
        return today + timedelta(days=6 - today.weekday())

    @api.model
    def _find(self, model, domain):
        return self.env["pilotage.customer"]._find(model, domain)

    # --- opportunities ---

    @api.model
    def _find_deals(self, domain=Domain.TRUE):
        """Return the query of the open opportunities that the reader may see, in ``domain``."""
        companies = Domain("company_id", "in", [*self.env.companies.ids, False])
        return self._find("crm.lead", OPEN & companies & domain)

    @api.model
    def _find_dated_deals(self, ids=None):
        """Return the query of the open opportunities, with the day of the next action: the first of
        ``own.day`` and ``other.day``.
        """
        query = self._find_deals()
        if ids is not None:
            query.add_where(SQL("crm_lead.id IN %s", ids))
        # Two joins: the opportunities and their own activities both come from indexes in the order
        # of the ids, and are merged without a sort.
        leads = self.env["crm.lead"]
        self._join_first_day(query, "own", leads._get_own_days_sql(ids))
        self._join_first_day(query, "other", leads._get_other_days_sql(ids))
        return query

    @api.model
    def _join_first_day(self, query, name, days):
        """Join to the opportunities of ``query``, as ``name``, the first of their ``days``.

        :param days: SQL of (lead_id, day)
        """
        first = SQL("(SELECT lead_id, MIN(day) AS day FROM (%s) plan GROUP BY lead_id)", days)
        condition = SQL("%s = crm_lead.id", SQL.identifier(name, "lead_id"))
        query.add_join("LEFT JOIN", name, first, condition)

    @api.model
    def _get_deals_sql(self, ids=None):
        columns = self._get_row(
            "deal",
            SQL("crm_lead.id"),
            SQL("COALESCE(crm_lead.company_id, %s)", self.env.company.id),
            DEAL_DAY,
            lead_id=SQL("crm_lead.id"),
            user_id=SQL("crm_lead.user_id"),
            team_id=SQL("crm_lead.team_id"),
            is_mine=self._get_mine_sql(),
            urgency=SQL("crm_lead.urgency"),
            amount=SQL("crm_lead.expected_revenue"),
            margin=SQL(
                "CASE WHEN crm_lead.estimated_cost_source IS NOT NULL "
                "THEN crm_lead.estimated_margin END"
            ),
        )
        return self._find_dated_deals(ids).select(*self._get_values(columns))

    @api.model
    def _get_mine_sql(self):
        """Return the condition that the opportunity, or what is next on it, is the reader's."""
        return SQL(
            "((crm_lead.user_id = %s) IS TRUE OR crm_lead.id IN (%s))",
            self.env.uid,
            self._get_my_deals_sql(),
        )

    @api.model
    def _get_my_deals_sql(self):
        """Return the ids of the opportunities with an open activity of the reader."""
        return SQL(
            """SELECT a.res_id FROM mail_activity a
                WHERE a.user_id = %(me)s AND a.res_model = 'crm.lead' AND a.active IS TRUE
                UNION ALL
               SELECT o.opportunity_id FROM mail_activity a JOIN sale_order o ON o.id = a.res_id
                WHERE a.user_id = %(me)s AND a.res_model = 'sale.order' AND a.active IS TRUE
                  AND o.state IN ('draft', 'sent') AND o.opportunity_id IS NOT NULL""",
            me=self.env.uid,
        )

    @api.model
    def _get_case_sql(self, lead):
        """Return the condition that ``lead``, the SQL of an id, is a row that the reader sees."""
        query = self._find_deals()
        query.add_where(SQL("crm_lead.id = %s", lead))
        return SQL("EXISTS (%s)", query.select(SQL("1")))
