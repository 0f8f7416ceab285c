"""What follow-ups yield: quotations signed after each step, derived from what orders hold."""

from odoo import api, fields, models
from odoo.tools import SQL


class SaleOrder(models.Model):
    _inherit = "sale.order"

    sent_count = fields.Integer(
        string="Quotations Sent",
        compute="_compute_signed",
        aggregator="sum",
        help="1 when the quotation left draft: sent, or confirmed directly.",
        derived_sql="_get_yield_sql",
        groups="base.group_user",
    )
    signed_count = fields.Integer(
        string="Signed",
        compute="_compute_signed",
        aggregator="sum",
        help="1 when the quotation was signed (confirmed) and is not cancelled since.",
        derived_sql="_get_yield_sql",
        groups="base.group_user",
    )
    signed_amount = fields.Monetary(
        compute="_compute_signed",
        currency_field="company_currency_id",
        aggregator="sum",
        help="Untaxed amount of the quotation once signed, in the currency of the company.",
        derived_sql="_get_yield_sql",
        groups="base.group_user",
    )
    signing_rate = fields.Float(
        compute="_compute_signed",
        aggregator="avg",
        help="Quotations signed on quotations sent; drafts that were never sent do not count.",
        derived_sql="_get_yield_sql",
        average_sql="_get_signing_rate_sql",
        groups="base.group_user",
    )

    @api.depends("state", "quotation_date", "amount_untaxed", "currency_rate")
    def _compute_signed(self):
        for order in self:
            sent = bool(order.quotation_date)
            signed = sent and order.state == "sale"
            order.sent_count = sent
            order.signed_count = signed
            order.signing_rate = signed
            order.signed_amount = signed and order.amount_untaxed / (order.currency_rate or 1)

    def _get_yield_sql(self, alias, name, query):
        """Return the SQL of ``name``, a measure of the quotations sent and signed."""
        condition = SQL("%s IS NOT NULL", self._field_to_sql(alias, "quotation_date", query))
        value = SQL("1")
        if name != "sent_count":
            state = self._field_to_sql(alias, "state", query)
            condition = SQL("%s AND %s = 'sale'", condition, state)
        if name == "signed_amount":
            amount = self._field_to_sql(alias, "amount_untaxed", query)
            rate = self._field_to_sql(alias, "currency_rate", query)
            value = SQL("%s / COALESCE(NULLIF(%s, 0), 1)", amount, rate)
        return SQL("(CASE WHEN %s THEN %s ELSE 0 END)", condition, value)

    def _get_signing_rate_sql(self, _name, query):
        """Return Σ signed / Σ sent: a group of one does not weigh as one of a hundred."""
        return self._get_ratio_sql(query, "signed_count", "sent_count")
