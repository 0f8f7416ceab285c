"""Money waiting for our action: delivered and not invoiced, accepted and not confirmed."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.domains import PENDING

# States of a payment that the customer made or promised: a transfer stays pending until it arrives.
PAID = ("pending", "authorized", "done")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    uninvoiced_revenue = fields.Monetary(
        string="Left to Invoice",
        compute="_compute_uninvoiced_revenue",
        currency_field="company_currency_id",
        aggregator="sum",
        groups="base.group_user",
        help="Untaxed amount that the order leaves to invoice, less its down payments, in the "
        "currency of the company.",
        derived_sql="_get_uninvoiced_sql",
    )
    is_accepted = fields.Boolean(
        string="Accepted, not Ordered",
        compute="_compute_is_accepted",
        search="_search_is_accepted",
        compute_sudo=True,
        groups="base.group_user",
        help="The customer signed the quotation or paid on it, or its opportunity is won without "
        "another order, and nobody confirmed it.",
    )

    @api.depends(
        "currency_rate",
        "order_line.is_downpayment",
        "order_line.untaxed_amount_invoiced",
        "order_line.untaxed_amount_to_invoice",
    )
    def _compute_uninvoiced_revenue(self):
        for order in self:
            lines = order.order_line
            advances = lines.filtered("is_downpayment")
            amount = sum((lines - advances).mapped("untaxed_amount_to_invoice"))
            amount -= sum(advances.mapped("untaxed_amount_invoiced"))
            order.uninvoiced_revenue = amount / (order.currency_rate or 1.0)

    def _get_uninvoiced_sql(self, alias, _field_expr, _query):
        """Return the SQL of the amount of order ``alias`` that is still to be invoiced."""
        names = ["is_downpayment", "untaxed_amount_invoiced", "untaxed_amount_to_invoice"]
        self.env["sale.order.line"].flush_model([*names, "order_id"])
        return SQL(
            """((SELECT SUM(CASE WHEN line.is_downpayment IS TRUE
                                 THEN -COALESCE(line.untaxed_amount_invoiced, 0)
                                 ELSE COALESCE(line.untaxed_amount_to_invoice, 0) END)
                   FROM sale_order_line line WHERE line.order_id = %s)
                / COALESCE(NULLIF(%s, 0), 1))""",
            SQL.identifier(alias, "id"),
            SQL.identifier(alias, "currency_rate"),
        )

    @api.depends(
        "state",
        "quotation_outcome",
        "signed_on",
        "transaction_ids.state",
        "opportunity_id.won_status",
        "opportunity_id.order_ids.state",
    )
    def _compute_is_accepted(self):
        for order in self:
            order.is_accepted = order._is_accepted()

    def _is_accepted(self):
        """Return whether the customer accepted the quotation and nobody confirmed it."""
        self.ensure_one()
        if not self._is_quotation() or self.quotation_outcome in ("superseded", "lost"):
            return False
        if self.signed_on or any(payment.state in PAID for payment in self.transaction_ids):
            return True
        deal = self.opportunity_id
        ordered = any(order.state == "sale" for order in deal.order_ids)
        return self.quotation_outcome == "pending" and deal.won_status == "won" and not ordered

    def _search_is_accepted(self, operator, value):
        self._check_field_access(self._fields["is_accepted"], "read")
        if operator != "in":
            return NotImplemented
        answered = Domain("signed_on", "!=", False) | Domain.custom(to_sql=_is_paid_online)
        answered &= Domain("state", "in", ("draft", "sent"))
        answered &= Domain("quotation_outcome", "not in", ("superseded", "lost"))
        domain = answered | PENDING & Domain.custom(to_sql=_is_deal_won)
        return domain if True in value else ~domain


def _is_deal_won(model, alias, _query):
    """Return the SQL of whether the opportunity of order ``alias`` is won without an order.

    A fact of the order, whether or not its reader may see the opportunity and its other orders. As
    a value, so that PostgreSQL reads it for the pending quotations, which are few: for an EXISTS it
    would collect the won opportunities of all the years.
    """
    model.env["crm.lead"].flush_model(["won_status"])
    model.flush_model(["opportunity_id", "state"])
    return SQL(
        """(SELECT deal.won_status = 'won' AND NOT EXISTS (
                       SELECT FROM sale_order signed
                        WHERE signed.opportunity_id = deal.id AND signed.state = 'sale')
              FROM crm_lead deal WHERE deal.id = %s) IS TRUE""",
        SQL.identifier(alias, "opportunity_id"),
    )


def _is_paid_online(model, alias, _query):
    """Return the SQL of whether a payment of order ``alias`` was made or promised.

    Only accountants read transactions; whether the order has one is a fact of the order. As an
    array, so that PostgreSQL finds the orders by their ids beside those signed or pending.
    """
    model.env["payment.transaction"].flush_model(["state", "sale_order_ids"])
    return SQL(
        """%s = ANY(ARRAY(SELECT rel.sale_order_id FROM sale_order_transaction_rel rel
                             JOIN payment_transaction payment ON payment.id = rel.transaction_id
                            WHERE payment.state IN %s))""",
        SQL.identifier(alias, "id"),
        PAID,
    )
