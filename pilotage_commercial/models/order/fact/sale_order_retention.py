"""The amount of an order that the customer still retains."""

from odoo import api, fields, models
from odoo.tools import SQL, sql


class SaleOrder(models.Model):
    _inherit = "sale.order"

    retention_due = fields.Monetary(
        compute="_compute_retention_due",
        currency_field="company_currency_id",
        store=True,
        copy=False,
        help="Amount of the invoices that the customer retains until the end of the guarantee: a "
        "last instalment of 10 % or less, due 180 days after the invoice or later, or a line of "
        "an invoice on a balance-sheet account.",
        groups="base.group_user",
    )

    def _auto_init(self):
        # Old orders have no retention until the cron reads their invoices: avoid computing them
        # all.
        if not sql.column_exists(self.env.cr, self._table, "retention_due"):
            self.env.cr.execute(
                SQL("ALTER TABLE sale_order ADD COLUMN retention_due numeric DEFAULT 0")
            )
        return super()._auto_init()

    @api.depends(
        "order_line.invoice_lines.move_id.state",
        "order_line.invoice_lines.move_id.payment_state",
        "order_line.invoice_lines.move_id.amount_residual",
    )
    def _compute_retention_due(self):
        for order in self:
            moves = order._get_customer_moves().filtered(lambda move: move.state == "posted")
            due = sum(order._get_retention_on(move) for move in moves)
            order.retention_due = max(0.0, order.company_id.currency_id.round(due))

    def _get_retention_on(self, move):
        """Return the order's part of the retention on ``move``, by its part of the revenue."""
        self.ensure_one()
        due = move._get_retention_due()
        if not due or move.line_ids.sale_line_ids.order_id == self:
            return due
        whole = move._get_revenue()
        return due * self._get_revenue_on(move) / whole if whole else 0.0
