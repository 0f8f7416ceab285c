"""The next action in SQL: searched, sorted and grouped by, in one query over all planned
actions.
"""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

COMPARED = ("<", ">", "<=", ">=")
OPERATORS = ("in", *COMPARED, "like", "ilike", "=like", "=ilike")
# Activity a is on a quotation o of an opportunity.
QUOTED = (
    "a.res_model = 'sale.order' AND a.active IS TRUE AND o.opportunity_id IS NOT NULL "
    "AND o.state IN ('draft', 'sent')"
)


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def _get_planned_actions_sql(self):
        """Return the query of (lead_id, day, label): the next action of each lead that has one."""
        # row_number(), not DISTINCT ON: the planner expects too few rows from DISTINCT ON and
        # scans the subquery again for each lead.
        return SQL(
            """(
                SELECT lead_id, day, label FROM (
                    SELECT planned.*, row_number() OVER (
                        PARTITION BY lead_id ORDER BY day, rank, id) AS place
                      FROM (%s) planned) ranked
                 WHERE place < 2
            )""",
            self._get_plans_sql(),
        )

    @api.model
    def _get_plans_sql(self):
        """Return the query of all planned actions: (lead_id, day, rank, id, label).

        A deal and its quotations are one case: an action planned on one of them counts for the
        deal.
        """
        self._flush_plans()
        # The subject of a private meeting is only for its attendees: order and group by this word.
        return SQL(
            """SELECT a.res_id AS lead_id, a.date_deadline AS day, 0 AS rank, a.id,
                      COALESCE(NULLIF(a.summary, ''), %(type)s) AS label
                 FROM mail_activity a LEFT JOIN mail_activity_type t ON t.id = a.activity_type_id
                WHERE a.res_model = 'crm.lead' AND a.active IS TRUE
                UNION ALL
               SELECT e.opportunity_id, %(meeting_day)s, 1, e.id, %(meeting)s
                 FROM calendar_event e WHERE %(ahead)s
                UNION ALL
               SELECT o.opportunity_id, a.date_deadline, 0, a.id,
                      COALESCE(NULLIF(a.summary, ''), %(type)s)
                 FROM mail_activity a JOIN sale_order o ON o.id = a.res_id
                 LEFT JOIN mail_activity_type t ON t.id = a.activity_type_id
                WHERE %(quoted)s""",
            type=self.env["mail.activity.type"]._field_to_sql("t", "name"),
            meeting=self.env._("Meeting"),
            meeting_day=self._get_meeting_day_sql(),
            ahead=self._get_meeting_ahead_sql(),
            quoted=SQL(QUOTED),
        )

    @api.model
    def _get_planned_days_sql(self):
        """Return the query of all planned actions: (lead_id, day), read from indexes."""
        return SQL("%s UNION ALL %s", self._get_own_days_sql(), self._get_other_days_sql())

    @api.model
    def _get_own_days_sql(self, lead_ids=None):
        """Return the query of the activities on opportunities: (lead_id, day), read from an
        index.
        """
        self._flush_plans()
        return SQL(
            """SELECT a.res_id AS lead_id, a.date_deadline AS day
                 FROM mail_activity a
                WHERE a.res_model = 'crm.lead' AND a.active IS TRUE AND %s""",
            SQL("a.res_id IN %s", lead_ids) if lead_ids else SQL("TRUE"),
        )

    @api.model
    def _get_other_days_sql(self, lead_ids=None):
        """Return the query of meetings, and of activities on quotations: (lead_id, day)."""
        self._flush_plans()
        return SQL(
            """SELECT e.opportunity_id AS lead_id, %(meeting_day)s AS day
                 FROM calendar_event e WHERE %(ahead)s AND %(meetings)s
                UNION ALL
               SELECT o.opportunity_id, a.date_deadline
                 FROM mail_activity a JOIN sale_order o ON o.id = a.res_id
                WHERE %(quoted)s AND %(orders)s""",
            meeting_day=self._get_meeting_day_sql(),
            ahead=self._get_meeting_ahead_sql(),
            quoted=SQL(QUOTED),
            meetings=SQL("e.opportunity_id IN %s", lead_ids) if lead_ids else SQL("TRUE"),
            orders=SQL("o.opportunity_id IN %s", lead_ids) if lead_ids else SQL("TRUE"),
        )

    @api.model
    def _flush_plans(self):
        for model in ("mail.activity", "calendar.event", "calendar.attendee", "sale.order"):
            self.env[model].flush_model()

    @api.model
    def _get_meeting_ahead_sql(self):
        """Return the condition that meeting ``e`` of an opportunity is neither over, nor declined
        by the customer.
        """
        return SQL(
            "e.opportunity_id IS NOT NULL AND e.active IS TRUE AND %s AND NOT %s",
            self._get_meeting_since_sql(fields.Datetime.now()),
            self._get_declined_sql(),
        )

    def _join_next_action(self, alias, field_expr, query):
        """Return the SQL of the next action or of its day, and join it to ``query``."""
        name = query.make_alias(alias, "next_action")
        if name not in query._joins:
            planned = self._get_planned_actions_sql()
            condition = SQL("%s = %s", SQL.identifier(alias, "id"), SQL.identifier(name, "lead_id"))
            query.add_join("LEFT JOIN", name, planned, condition)
        return SQL.identifier(name, "label" if field_expr == "next_action" else "day")

    def _search_next_action_date(self, operator, value):
        self._check_field_access(self._fields["next_action_date"], "read")
        return self._search_planned("day", operator, value)

    def _search_next_action(self, operator, value):
        self._check_field_access(self._fields["next_action"], "read")
        return self._search_planned("label", operator, value)

    def _search_planned(self, column, operator, value):
        """Return the domain of the leads whose next action has the ``column`` asked for.

        Positive operators become ``id in (set-based query)``; Odoo negates them itself.
        """
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        self._check_planned_values(column, operator, value)
        if operator == "in" and not all(value):
            planned = self._get_planned_ids(SQL("TRUE"), first=False)
            known = [item for item in value if item]
            nothing_planned = ~planned
            if not known:
                return nothing_planned
            return nothing_planned | self._search_planned(column, "in", known)
        # With < and <=, the first action comes before a day when any action does.
        first = column != "day" or operator not in ("<", "<=")
        return self._get_planned_ids(self._get_planned_condition(column, operator, value), first)

    @api.model
    def _check_planned_values(self, column, operator, value):
        """Refuse values that the ``column`` of planned actions cannot be compared with.

        :raise UserError: a number for a text, a text for a day, an unknown operator
        """
        name = "next_action" if column == "label" else "next_action_date"
        field = self._fields[name]._description_string(self.env)
        if operator not in OPERATORS:
            raise UserError(
                self.env._(
                    "“%(field)s” cannot be searched with “%(operator)s”.",
                    field=field,
                    operator=operator,
                )
            )
        kind = str if column == "label" or operator.endswith("like") else date
        for item in value if operator == "in" else [value]:
            if not (isinstance(item, kind) or (operator == "in" and not item)):
                raise UserError(
                    self.env._(
                        "“%(value)s” cannot be compared with “%(field)s”.", value=item, field=field
                    )
                )

    @api.model
    def _get_planned_condition(self, column, operator, value):
        """Return the SQL of ``column operator value``, a condition of a search domain."""
        identifier = SQL.identifier("planned", column)
        if operator == "in":
            return SQL("%s IN %s", identifier, tuple(value))
        if operator in COMPARED:
            return SQL("%s %s %s", identifier, SQL(operator), value)
        if column == "day":  # as Odoo does: like compares its text, 2026-03-20
            identifier = SQL("%s::varchar", identifier)
        pattern = value if operator.startswith("=") else f"%{value}%"
        unaccent = self.env.registry.unaccent
        like = SQL("ILIKE") if operator.endswith("ilike") else SQL("LIKE")
        return SQL("%s %s %s", unaccent(identifier), like, unaccent(SQL("%s", pattern)))

    @api.model
    def _get_planned_ids(self, condition, first=True):
        """Return the domain of the leads with a next action that satisfies ``condition``.

        :param first: only the first planned action may satisfy it; else any of them
        """

        def to_sql(model, alias, query):
            # IS TRUE keeps the subquery hashed: it runs once, whatever the planner expects of it.
            return SQL(
                "(%s IN (SELECT planned.lead_id FROM %s planned WHERE %s)) IS TRUE",
                SQL.identifier(alias, "id"),
                model._get_planned_actions_sql()
                if first
                else SQL("(%s)", model._get_planned_days_sql()),
                condition,
            )

        return Domain.custom(to_sql=to_sql)
