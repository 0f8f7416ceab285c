"""Whether an opportunity was open a week ago, for the pipeline of that day.

Odoo's tracking values tell it for the opportunities whose stage changed, or that were archived or
restored since.
"""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CrmLead(models.Model):
    _inherit = "crm.lead"

    former_state = fields.Selection(
        [("open", "Open"), ("closed", "Won, lost or archived")],
        string="A Week Ago",
        compute="_compute_former_state",
        search="_search_former_state",
        groups="base.group_user",
        help="State of the opportunity seven days ago, if its stage changed since, or if it was "
        "archived or restored; empty if it is unchanged.",
        derived_sql="_join_former_state",
    )

    @api.depends("active", "stage_id", "message_ids")
    def _compute_former_state(self):
        ids = tuple(self._origin.ids)
        query = SQL("SELECT lead_id, value FROM %s f", self._get_former_state_sql(ids))
        states = dict(self.env.execute_query(query)) if ids else {}
        for lead in self:
            lead.former_state = states.get(lead._origin.id, False)

    @api.model
    def _get_former_state_sql(self, ids=None):
        """Return the query of (lead_id, value): the former state of the leads that changed
        since.
        """
        self.flush_model(["active", "stage_id"])
        return SQL(
            """(SELECT l.id AS lead_id,
                       CASE WHEN COALESCE(a.value = 1, l.active IS TRUE)
                             AND COALESCE(stage.is_won, FALSE) IS FALSE
                            THEN 'open' ELSE 'closed' END AS value
                  FROM %(active)s a
                  FULL JOIN %(stage)s s ON s.lead_id = a.lead_id
                  JOIN crm_lead l ON l.id = COALESCE(a.lead_id, s.lead_id)
                  LEFT JOIN crm_stage stage ON stage.id = COALESCE(s.value, l.stage_id))""",
            active=self._get_former_sql("active", ids),
            stage=self._get_former_sql("stage_id", ids),
        )

    def _join_former_state(self, alias, _field_expr, query):
        """Return the SQL of the state of a week ago, and join it to ``query``."""
        former = query.make_alias(alias, "former_state")
        if former not in query._joins:
            condition = SQL(
                "%s = %s", SQL.identifier(alias, "id"), SQL.identifier(former, "lead_id")
            )
            query.add_join("LEFT JOIN", former, self._get_former_state_sql(), condition)
        return SQL.identifier(former, "value")

    def _search_former_state(self, operator, value):
        self._check_field_access(self._fields["former_state"], "read")
        if operator != "in":
            return NotImplemented
        wanted = tuple(state for state in ("open", "closed") if state in value)

        def to_sql(model, alias, _query):
            # Few leads changed: read once, whatever the number of opportunities.
            return SQL(
                "%s IN (SELECT f.lead_id FROM %s f WHERE f.value IN %s)",
                SQL.identifier(alias, "id"),
                model._get_former_state_sql(),
                wanted or ("",),
            )

        found = Domain.custom(to_sql=to_sql)
        if all(value):
            return found
        others = {"open", "closed"}.difference(wanted)
        return ~self._search_former_state("in", others) if others else Domain.TRUE
