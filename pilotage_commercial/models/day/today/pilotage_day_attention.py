"""The open opportunities by attention, and those to handle today: one query for the lists of the
cockpit, which would read every open opportunity twice.
"""

from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from .pilotage_day_query import DEAL_DAY


class Deals(NamedTuple):
    """The open opportunities of an attention, in a company where it matters."""

    attention: str
    company_id: int | None
    count: int
    amount: float
    now_count: int  # of those to handle today
    now_amount: float


class PilotageDay(models.Model):
    _inherit = "pilotage.day"

    @api.model
    def _read_deals(self, timezone, mine=False, by_company=False):
        """Return the list of :class:`Deals` of the open opportunities that the reader may see.

        :param timezone: name of the time zone of the attention; those to handle are so in the
            reader's own
        :param mine: only the reader's own are to handle
        :param by_company: whether to tell the companies apart
        """
        leads = self.env["crm.lead"]
        leads.flush_model(self._depends["crm.lead"])
        find = self._find_dated_own_deals if self._sees_own_only() else self._find_dated_deals
        query, day, there = find(), DEAL_DAY, self.with_context(tz=timezone)
        if leads._get_sql_timezone() != timezone:
            # A meeting may be on another day there.
            self._join_first_day(query, "there", there.env["crm.lead"]._get_other_days_sql())
            day = SQL("LEAST(own.day, there.day)")
        now = SQL("(%(day)s IS NULL OR %(day)s <= %(today)s)", day=DEAL_DAY, today=self._today())
        deals = query.select(
            SQL("%s AS attention", there._get_deal_attention_sql(day)),
            SQL("crm_lead.company_id") if by_company else SQL("NULL::integer AS company_id"),
            SQL("crm_lead.expected_revenue AS amount"),
            SQL("(%s AND %s) AS is_now", now, self._get_mine_sql() if mine else SQL("TRUE")),
        )
        # OFFSET: PostgreSQL would sort, as it expects as many attentions as opportunities.
        query = SQL(
            """WITH recent AS MATERIALIZED (%s)
               SELECT attention, company_id, COUNT(*), COALESCE(SUM(amount), 0),
                      COUNT(*) FILTER (WHERE is_now),
                      COALESCE(SUM(amount) FILTER (WHERE is_now), 0)
                 FROM (%s OFFSET 0) deal GROUP BY attention, company_id""",
            there._get_recent_sql(),
            deals,
        )
        return [Deals(*row) for row in self.env.execute_query(query)]

    @api.model
    def _get_deal_attention_sql(self, day):
        """Return the SQL of the attention of an opportunity whose next action is on ``day``."""
        return SQL(
            """CASE WHEN %(day)s < %(today)s THEN 'overdue' WHEN %(day)s IS NOT NULL THEN 'ok'
                    WHEN %(fresh)s THEN 'no_action' ELSE 'inactive' END""",
            day=day,
            today=self._today(),
            fresh=self.env["crm.lead"]._get_fresh_sql("crm_lead", named=True),
        )

    @api.model
    def _get_recent_sql(self):
        """Return the query of (lead_id, at): the touches that count for an attention, read once,
        as the companies have different limits and PostgreSQL takes long to plan it.
        """
        limits = self.env["res.company"]._map_every(lambda company: company._get_inactivity_limit())
        oldest = min(limits.values(), default=fields.Datetime.now())
        touches = self.env["crm.lead"]._get_touches_sql(None, oldest)
        return SQL("SELECT touch.lead_id, touch.at FROM (%s) touch", touches)

    @api.model
    def _today(self):
        return fields.Date.context_today(self)
