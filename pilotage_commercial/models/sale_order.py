from odoo import api, fields, models

# What is added up, grouped and sorted by without being stored: the method that gives its SQL.
DERIVED = {
    "satisfaction_level": "_get_satisfaction_level_sql",
    **dict.fromkeys(
        ("sent_count", "signed_count", "signed_amount", "signing_rate"), "_get_yield_sql"
    ),
    **dict.fromkeys(("quoted_revenue", "quoted_cost", "quoted_margin"), "_get_quoted_sql"),
    **dict.fromkeys(
        ("estimated_revenue", "estimated_cost", "estimated_margin"), "_get_estimate_sql"
    ),
}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        # Created as sent or confirmed: imported, with the date of then.
        for order in orders.filtered(lambda order: order.state in ("sent", "sale")):
            order.quotation_date = order.quotation_date or order.date_order
        orders._move_opportunities()
        return orders

    def write(self, vals):
        before = {order.id: order.state for order in self} if "state" in vals else {}
        result = super().write(vals)
        if before:
            changed = self.filtered(lambda order: order.state != before[order.id])
            changed._set_quotation_date()
            changed._move_opportunities()
        return result

    def _field_to_sql(self, alias, field_expr, query=None):
        # Every column that is read comes through here: one look, in one place.
        get_sql = DERIVED.get(field_expr)
        if get_sql is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        return getattr(self, get_sql)(alias, field_expr, query)

    def _move_opportunities(self):
        """Let the stage of each opportunity follow what happened to its quotation.

        The facts decide, whoever states them: a customer signing online, a colleague who may
        not see the opportunity. Hence sudo, for nothing but the opportunity's own figures.
        """
        for order in self.filtered("opportunity_id"):
            if order.company_id.stages_follow_facts:
                lead = order.sudo().opportunity_id.with_context(tracking_disable=False)
                if order.state == "sent":
                    lead._follow_quotation_sent(order.sudo())
                elif order.state == "sale":
                    lead._follow_order_confirmed()

    def _get_quoted_amount(self, lead):
        """Return the untaxed amount in the currency of ``lead``, at the order's date.

        A lead without a company counts in the currency of the quotation's company.
        """
        self.ensure_one()
        return self.currency_id._convert(
            self.amount_untaxed,
            lead.company_id.currency_id or self.company_id.currency_id,
            self.company_id,
            self.date_order or fields.Date.today(),
        )
