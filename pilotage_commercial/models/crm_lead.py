from odoo import api, fields, models

# What is grouped and sorted by without being stored: the method that says it in SQL.
DERIVED = {
    "next_action": "_join_next_action",
    "next_action_date": "_join_next_action",
    "attention": "_get_attention_sql",
    "expected_revenue_change": "_join_former",
    "date_deadline_slip": "_join_former",
}
URGENCIES = [("0", "None"), ("1", "Normal"), ("2", "High"), ("3", "Critical")]


class CrmLead(models.Model):
    _inherit = "crm.lead"

    urgency = fields.Selection(
        URGENCIES,
        default="1",
        index=True,
        tracking=True,
        help="Time pressure on the opportunity; its priority (stars) says how interesting it is.",
    )

    def _field_to_sql(self, alias, field_expr, query=None):
        # Every column that is read comes through here: one look, in one place.
        get_sql = DERIVED.get(field_expr)
        if get_sql is None or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        return getattr(self, get_sql)(alias, field_expr, query)

    @api.model
    def _merge_data_urgency(self, leads):
        """Return the highest urgency among ``leads``: merging forgets no time pressure."""
        return max(leads.mapped(lambda lead: lead.urgency or "0"), default="1")

    def _merge_get_fields_specific(self):
        return {
            **super()._merge_get_fields_specific(),
            "urgency": lambda fname, leads: self._merge_data_urgency(leads),
        }
