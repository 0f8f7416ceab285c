"""When an order was paid in full, and how long it took from the first contact."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...common.amount import assign


class SaleOrder(models.Model):
    _inherit = "sale.order"

    full_payment_date = fields.Date(
        string="Paid On",
        compute="_compute_full_payment_date",
        store=True,
        copy=False,
        help="Day on which the last payment settled the last invoice, once everything is invoiced. "
        "It does not wait for the retention, unless the settings say so. Empty when nothing had "
        "to be paid.",
        groups="base.group_user",
    )
    sales_cycle_days = fields.Integer(
        string="Sales Cycle (days)",
        compute="_compute_full_payment_date",
        store=True,
        copy=False,
        aggregator="avg",
        help="Days from the creation of the opportunity, or else of the order, to its full "
        "payment; 0 while it is not paid (averages leave it out).",
        average_sql="_get_average_cycle_sql",
        groups="base.group_user",
    )

    @api.depends(
        "figures_trigger",
        "lines_trigger",
        "order_line.qty_delivered",
        "order_line.invoice_lines.quantity",
        "order_line.invoice_lines.move_id.state",
        "order_line.invoice_lines.move_id.payment_state",
        "order_line.invoice_lines.move_id.amount_residual",
        "order_line.invoice_lines.move_id.reversal_move_ids.state",
        # The beginning of the cycle
        "create_date",
        "company_id",
        "opportunity_id.date_conversion",
        "opportunity_id.order_ids.phase_trigger",
    )
    def _compute_full_payment_date(self):
        for order in self:
            billed = order.state == "sale" and order._get_posted_invoices()
            paid = billed and order._is_fully_invoiced() and order._is_settled()
            date = paid and order._get_last_payment_date()
            days = order._get_cycle_days(date) if date else 0
            assign(order, {"full_payment_date": date or None, "sales_cycle_days": days})

    def _get_cycle_days(self, paid):
        """Return the days of the sales cycle of the order, ``paid`` on that day."""
        self.ensure_one()
        begun = self._get_cycle_start()
        return max((paid - self.company_id._get_date(begun)).days, 0) if begun else 0

    def _get_cycle_start(self):
        """Return when the cycle of the order began: with its opportunity or itself, the earlier
        one.

        The second order of an opportunity begins with itself.
        """
        self.ensure_one()
        own = [date for date in (self.create_date, self.quotation_date) if date]
        signed = self.opportunity_id.order_ids.filtered(lambda order: order.state == "sale")
        if self.opportunity_id and signed.sorted(lambda x: (x.date_order, x._origin.id))[:1] in (
            self,
            self._origin,
            self.browse(),
        ):
            own += [date for date in (self.opportunity_id._get_beginning(),) if date]
        return min(own, default=False)

    def _compute_cycles_again(self):
        """Compute again the cycles of the deals of the confirmed orders of ``self``, whose dates
        changed: that of the first order begins with the deal.
        """
        # The other orders may be a colleague's: their facts follow (hence sudo).
        deals = self.filtered(lambda order: order.state == "sale").sudo().opportunity_id
        if deals:
            self.env.add_to_compute(self._fields["full_payment_date"], deals.order_ids)

    def _get_last_payment_date(self):
        """Return the day of the last entry that settled one of the order's posted invoices.

        It is the date of the reconciled entry: that of the payment, even if made before the
        invoice. Its own credit notes alone are no payment; one of other orders, set off against
        its invoices, is.
        """
        self.ensure_one()
        invoices = self._get_posted_invoices()
        if not self.company_id.retention_ends_cycle and any(
            move._get_retention() for move in invoices
        ):
            days = [move._get_settlement_date() for move in invoices]
            return max((day for day in days if day), default=False)
        settling = invoices._get_settling_lines()
        payments = invoices._get_payments_without_entry()
        if payments or settling.move_id.filtered(lambda move: move._pays_for(self)):
            return max(settling.mapped("date") + payments.mapped("date"))
        return False

    def _get_average_cycle_sql(self, name, query):
        """Return the average of the orders that are fully paid: the others have no cycle yet."""
        return SQL(
            "AVG(%s) FILTER (WHERE %s IS NOT NULL)",
            self._field_to_sql(self._table, name, query),
            self._field_to_sql(self._table, "full_payment_date", query),
        )
