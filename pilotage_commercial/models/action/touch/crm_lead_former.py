"""Whether an opportunity was open a week ago, for the pipeline of that day.

Odoo's tracking values tell it for the opportunities whose stage changed, or that were archived or
restored since.
"""

from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.checks import ServerDict

# Opportunity ``l`` is archived, and was neither won nor lost.
ARCHIVED_SQL = "l.active IS NOT TRUE AND l.type = 'opportunity' AND l.won_status = 'pending'"


class Week(NamedTuple):
    """The opportunities that changed within the week."""

    open: list  # ids of those that were open and changed
    closed: list  # ids of those that were closed
    archived: list  # ids of those that changed or entered, and are archived now
    former: ServerDict  # {field: {id: its former value}}, for the context (``former_values``)


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
        return SQL(
            "(SELECT lead_id, state AS value FROM %s week WHERE state IS NOT NULL)",
            self._get_week_sql(("active", "stage_id"), ids),
        )

    @api.model
    def _get_week_sql(self, names, ids=None):
        """Return the query of (lead_id, state, is_archived, is_repriced, revenue, is_put_off,
        deadline) of the leads of which a field of ``names`` changed: the former state if it was the
        stage or the archiving, and whether the opportunity is archived now; whether the expected
        revenue changed, and what it was; the closing date likewise.

        It reads the messages of the week once.
        """
        self.flush_model(["active", "stage_id", "type", "won_status"])
        known = self.env["ir.model.fields"]._get_ids("crm.lead")
        columns = SQL("v.old_value_integer AS value, v.old_value_float, v.old_value_datetime")
        return SQL(
            """(SELECT l.id AS lead_id, week.is_repriced, week.revenue,
                       week.is_put_off, week.deadline,
                       CASE WHEN NOT week.is_moved THEN NULL
                            WHEN COALESCE(week.active = 1, l.active IS TRUE)
                             AND COALESCE(stage.is_won, FALSE) IS FALSE
                            THEN 'open' ELSE 'closed' END AS state,
                       week.is_moved AND %(archived)s AS is_archived
                  FROM (SELECT f.lead_id,
                               MAX(f.value) FILTER (WHERE f.field_id = %(active)s) AS active,
                               MAX(f.value) FILTER (WHERE f.field_id = %(stage)s) AS stage_id,
                               bool_or(f.field_id IN (%(active)s, %(stage)s)) AS is_moved,
                               bool_or(f.field_id = %(revenue)s) AS is_repriced,
                               MAX(f.old_value_float)
                                   FILTER (WHERE f.field_id = %(revenue)s) AS revenue,
                               bool_or(f.field_id = %(deadline)s) AS is_put_off,
                               MAX(f.old_value_datetime)
                                   FILTER (WHERE f.field_id = %(deadline)s) AS deadline
                          FROM %(firsts)s f GROUP BY f.lead_id) week
                  JOIN crm_lead l ON l.id = week.lead_id
                  LEFT JOIN crm_stage stage ON stage.id = COALESCE(week.stage_id, l.stage_id))""",
            archived=SQL(ARCHIVED_SQL),
            active=known["active"],
            stage=known["stage_id"],
            revenue=known["expected_revenue"],
            deadline=known["date_deadline"],
            firsts=self._get_first_changes_sql(names, columns, ids),
        )

    @api.model
    def _read_week(self, since):
        """Return the :class:`Week` of the opportunities, by one query.

        :param since: UTC moment since which those that entered were created or converted
        """
        self.flush_model(["create_date", "date_conversion"])
        # Those that entered are found without their company, by the indexes of the two dates.
        query = SQL(
            """SELECT lead_id, state, is_archived, is_repriced, revenue, is_put_off, deadline
                 FROM %(week)s week
                UNION ALL
               SELECT l.id, NULL, TRUE, FALSE, NULL, FALSE, NULL
                 FROM crm_lead l
                WHERE %(archived)s
                  AND (l.create_date >= %(since)s OR l.date_conversion >= %(since)s)""",
            week=self._get_week_sql(("active", "stage_id", "expected_revenue", "date_deadline")),
            archived=SQL(ARCHIVED_SQL),
            since=since,
        )
        rows = self.env.execute_query(query)
        return Week(
            [row[0] for row in rows if row[1] == "open"],
            [row[0] for row in rows if row[1] == "closed"],
            [row[0] for row in rows if row[2]],
            ServerDict(
                expected_revenue={row[0]: row[4] for row in rows if row[3]},
                date_deadline={row[0]: row[6] for row in rows if row[5]},
            ),
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
