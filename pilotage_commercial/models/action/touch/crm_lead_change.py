"""How an opportunity changed over the last seven days, derived from Odoo's tracking values."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.checks import ServerDict, ServerValue, is_number

DAYS = 7
# Each field of a change, with the field that changed.
CHANGES = {"expected_revenue_change": "expected_revenue", "date_deadline_slip": "date_deadline"}
# Column of the tracking values that holds the old value of a field.
OLD_VALUES = {
    "expected_revenue": "old_value_float",
    "date_deadline": "old_value_datetime",
    "active": "old_value_integer",
    "stage_id": "old_value_integer",
    "user_id": "old_value_integer",
    "team_id": "old_value_integer",
}
COMPARISONS = {"<": SQL("<"), ">": SQL(">"), "<=": SQL("<="), ">=": SQL(">=")}


class CrmLead(models.Model):
    _inherit = "crm.lead"

    # Odoo tracks the amount but not the closing date: a deal put off each month went unnoticed.
    date_deadline = fields.Date(tracking=True)
    expected_revenue_change = fields.Monetary(
        string="Change over a Week",
        currency_field="company_currency",
        compute="_compute_expected_revenue_change",
        search="_search_expected_revenue_change",
        aggregator="sum",
        groups="base.group_user",
        help="Increase or decrease of the expected revenue over the last seven days.",
        derived_sql="_join_former",
    )
    date_deadline_slip = fields.Integer(
        string="Put Off (days)",
        compute="_compute_date_deadline_slip",
        search="_search_date_deadline_slip",
        aggregator="sum",
        groups="base.group_user",
        help="Days by which the closing date was put off over the last seven days.",
        derived_sql="_join_former",
    )

    @api.depends("expected_revenue", "message_ids")
    def _compute_expected_revenue_change(self):
        revenues = self._get_former_values("expected_revenue", tuple(self._origin.ids))
        for lead in self:
            revenue = lead.expected_revenue
            former = revenues.get(lead._origin.id, revenue) or 0
            lead.expected_revenue_change = revenue - former

    @api.depends("date_deadline", "message_ids")
    def _compute_date_deadline_slip(self):
        dates = self._get_former_values("date_deadline", tuple(self._origin.ids))
        for lead in self:
            day, former = lead.date_deadline, dates.get(lead._origin.id)
            lead.date_deadline_slip = (day - former.date()).days if day and former else 0

    def _get_former_values(self, name, ids):
        """Return ``{lead id: value of field ``name`` a week ago}`` of the leads where it
        changed.
        """
        if not ids:
            return {}
        query = SQL("SELECT lead_id, value FROM %s f", self._get_former_sql(name, ids))
        return dict(self.env.execute_query(query))

    @api.model
    def _get_former_sql(self, name, ids=None):
        """Return the query of (lead_id, value): the value of field ``name`` a week ago of the leads
        where it changed.

        The server may have read them already (``former_values`` of the context, see
        ``_read_week``).
        """
        known = self.env.context.get("former_values")
        if isinstance(known, ServerDict) and name in known:
            return self._get_known_values_sql(name, known[name])
        value = SQL("v.%s AS value", SQL.identifier(OLD_VALUES[name]))
        return SQL(
            "(SELECT f.lead_id, f.value FROM %s f)",
            self._get_first_changes_sql((name,), value, ids),
        )

    @api.model
    def _get_known_values_sql(self, name, values):
        """Return the query of (lead_id, value) of ``values``: those of field ``name``, by lead."""
        return SQL(
            "(SELECT * FROM unnest(%s::integer[], %s::%s[]) AS known (lead_id, value))",
            [*values],
            [*values.values()],
            SQL("timestamp") if name == "date_deadline" else SQL("float"),
        )

    @api.model
    def _get_first_changes_sql(self, names, columns, ids=None):
        """Return the query of (lead_id, field_id, columns): the values of the fields ``names`` that
        the first change of the week replaced, or the first one since the moment that the server
        put in the context (``former_since``).

        "Plus zero" keeps PostgreSQL from using the index on the tracked field: it finds the changes
        by the messages of the week, and OFFSET makes it look them up, not read every change ever.

        :param columns: SQL of the columns of tracking value ``v`` that hold the old values
        """
        for model in ("mail.message", "mail.tracking.value"):
            self.env[model].flush_model()
        known = self.env["ir.model.fields"]._get_ids("crm.lead")
        # Since a past day there may be a year of messages: then PostgreSQL chooses.
        is_week = not isinstance(self.env.context.get("former_since"), ServerValue)
        return SQL(
            """(SELECT DISTINCT ON (m.res_id, v.field_id)
                       m.res_id AS lead_id, v.field_id, %(columns)s
                  FROM mail_message m CROSS JOIN LATERAL (
                       SELECT * FROM mail_tracking_value v
                        WHERE v.mail_message_id = m.id AND v.field_id + 0 IN %(fields)s
                       %(offset)s) v
                 WHERE m.model = 'crm.lead' AND m.date >= %(since)s AND %(scope)s
                 ORDER BY m.res_id, v.field_id, m.date, v.id)""",
            columns=columns,
            fields=tuple(known[name] for name in names),
            since=self._get_former_moment(),
            scope=SQL("m.res_id IN %s", ids) if ids else SQL("TRUE"),
            offset=SQL("OFFSET 0") if is_week else SQL(),
        )

    @api.model
    def _get_former_moment(self):
        """Return the UTC moment whose values are computed."""
        since = self.env.context.get("former_since")
        if isinstance(since, ServerValue):
            return fields.Datetime.to_datetime(str(since))
        return fields.Datetime.now() - timedelta(days=DAYS)

    def _join_former(self, alias, field_expr, query):
        """Return the SQL of the change over a week, and join the former values to ``query``."""
        name = CHANGES[field_expr]
        former = query.make_alias(alias, f"former_{name}")
        if former not in query._joins:
            condition = SQL(
                "%s = %s", SQL.identifier(alias, "id"), SQL.identifier(former, "lead_id")
            )
            query.add_join("LEFT JOIN", former, self._get_former_sql(name), condition)
        now, then = self._field_to_sql(alias, name, query), SQL.identifier(former, "value")
        known = SQL.identifier(former, "lead_id")
        if name == "expected_revenue":
            return SQL(
                "(CASE WHEN %s IS NULL THEN 0 ELSE COALESCE(%s, 0) - COALESCE(%s, 0) END)",
                known,
                now,
                then,
            )
        return SQL("COALESCE(%s - %s::date, 0)", now, then)

    def _search_expected_revenue_change(self, operator, value):
        return self._search_change("expected_revenue_change", operator, value)

    def _search_date_deadline_slip(self, operator, value):
        return self._search_change("date_deadline_slip", operator, value)

    @api.model
    def _search_change(self, name, operator, value):
        self._check_field_access(self._fields[name], "read")
        if operator != "in" and operator not in COMPARISONS:
            return NotImplemented
        numbers = [item or 0 for item in value] if operator == "in" else [value]
        if not all(map(is_number, numbers)):
            label = self._fields[name]._description_string(self.env)
            raise UserError(self.env._("Enter a number to filter on “%s”.", label))
        if operator == "in":
            return Domain.OR(self._search_change_equal(name, number) for number in value)
        unchanged = {"<": value > 0, ">": value < 0, "<=": value >= 0, ">=": value <= 0}[operator]

        def to_sql(model, alias, query):
            change = model._field_to_sql(alias, name, query)
            condition = SQL("%s %s %s", change, COMPARISONS[operator], value)
            if unchanged:
                return condition
            # Few leads changed: the query can start from them and read no other lead.
            former = query.make_alias(alias, f"former_{CHANGES[name]}")
            return SQL("(%s IS NOT NULL AND %s)", SQL.identifier(former, "lead_id"), condition)

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _search_change_equal(self, name, value):
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s = %s", model._field_to_sql(alias, name, query), value or 0
            )
        )
