"""The progress of an order, from what was delivered, invoiced and paid; and its net revenue."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...common.amount import Amount, assign

# What moves an order from a step to the next one, once it is confirmed. Not the amount of an
# invoice: its residual changes with it, and the less is named here, the less Odoo looks at for any
# accounting entry.
STEPS = (
    "lines_trigger",
    "order_line.qty_delivered",
    "order_line.qty_delivered_method",
    "order_line.invoice_lines.quantity",
    "order_line.invoice_lines.price_subtotal",
    "order_line.invoice_lines.move_id.state",
    "order_line.invoice_lines.move_id.payment_state",
    "order_line.invoice_lines.move_id.amount_residual",
    "order_line.invoice_lines.move_id.reversal_move_ids.state",
)

STEP_BY_STATE = {"draft": "quotation", "sent": "sent", "cancel": "cancelled"}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    order_progress = fields.Selection(
        [
            ("quotation", "Quotation"),
            ("sent", "Quotation Sent"),
            ("confirmed", "Confirmed"),
            ("in_production", "In Production"),
            ("delivered", "Delivered"),
            ("invoiced", "Invoiced"),
            ("paid", "Paid"),
            ("cancelled", "Cancelled"),
        ],
        string="Progress",
        compute="_compute_order_progress",
        store=True,
        copy=False,
        group_expand="_group_expand_order_progress",
        help="Delivered: all that can be delivered is. Invoiced: all of it is on posted invoices, "
        "and delivered. Paid: every invoice is settled too.",
        groups="base.group_user",
    )
    net_revenue = Amount(
        compute="_compute_net_revenue",
        currency_field="company_currency_id",
        store=True,
        copy=False,
        help="Untaxed, in the currency of the company: as ordered until everything is invoiced, "
        "then as invoiced (posted invoices less credit notes). A cancelled order brings what was "
        "invoiced on it.",
        groups="base.group_user",
    )

    @api.depends("state", *STEPS)
    def _compute_order_progress(self):
        steps = {order: order._get_step() for order in self}
        begun = self.filtered(lambda order: steps[order] == "confirmed")
        if begun:
            begun = begun._is_in_production()
        for order, step in steps.items():
            assign(order, {"order_progress": "in_production" if order in begun else step})

    def _get_step(self):
        """Return the progress of the order: *confirmed* as long as nothing of it is delivered."""
        self.ensure_one()
        if self.state != "sale":
            return STEP_BY_STATE.get(self.state, "quotation")
        # Most orders are just confirmed: they need none of their products.
        if not any(line.qty_delivered or line.invoice_lines for line in self.order_line):
            return "confirmed"
        remaining, delivered = self._get_delivery()
        invoiced = not remaining and self._is_fully_invoiced()
        if invoiced and (delivered or self._get_posted_moves()):
            return "paid" if self._is_settled() else "invoiced"
        return "delivered" if delivered and not remaining else "confirmed"

    @api.depends(
        *STEPS,
        "figures_trigger",
        "company_id",
        "amount_untaxed",
        "currency_id",
    )
    def _compute_net_revenue(self):
        for order in self:
            if order.order_progress in ("invoiced", "paid", "cancelled"):
                revenue = order._get_invoiced_revenue()
            else:
                revenue = order.amount_untaxed / (order.currency_rate or 1.0)
            assign(order, {"net_revenue": order.company_id.currency_id.round(revenue)})

    def action_mark_delivered(self):
        """Set the confirmed orders of ``self`` as delivered, if people type what is delivered."""
        lines = self.filtered(lambda order: order.state == "sale")._get_real_lines()
        by_hand = lines.filtered(lambda line: line.qty_delivered_method == "manual")
        if not by_hand:
            raise UserError(
                self.env._(
                    "Nothing here can be set as delivered by hand: choose confirmed orders. Stock, "
                    "timesheets and expenses have documents of their own."
                )
            )
        for line in by_hand:
            if line._compare_quantity(line.qty_delivered, line.product_uom_qty) < 0:
                line.qty_delivered = line.product_uom_qty

    def _is_in_production(self):
        """Return the confirmed orders of ``self`` on which work has begun.

        Here: a service of the order is partly delivered. Bridges extend it, with the dependencies
        that they need on ``_compute_order_progress``.
        """
        return self.filtered(
            lambda order: any(
                line.qty_delivered > 0 and line.product_id.type == "service"
                for line in order.order_line
                if not line.display_type and not line.is_downpayment
            )
        )

    def _get_real_lines(self):
        """Return the lines that sell something: no section, no down payment, no combo header."""
        return self.order_line.filtered(
            lambda line: (
                not line.display_type
                and not line.is_downpayment
                and line.product_id.type != "combo"
            )
        )

    def _get_delivery(self):
        """Return the lines of the order that remain to be delivered, and those delivered.

        A service invoiced on ordered quantities, whose delivered quantity nobody types, is in
        neither. A quantity that was invoiced and credited is no longer due.
        """
        self.ensure_one()
        remaining = delivered = self.env["sale.order.line"]
        for line in self._get_real_lines():
            if line._is_delivery_tracked():
                if line._is_delivered():
                    delivered += line
                else:
                    remaining += line
        return remaining, delivered

    def _get_posted_invoices(self):
        """Return the customer invoices of the order that are posted, credit notes left out."""
        return self._get_posted_moves().filtered(lambda move: move.move_type == "out_invoice")

    def _get_posted_moves(self):
        """Return the customer invoices and credit notes of the order that are posted."""
        return self._get_customer_moves().filtered(lambda move: move._is_posted_for_sale())

    def _get_customer_moves(self):
        """Return the invoices and credit notes with a line of the order, in any state."""
        return self.order_line.invoice_lines.move_id.filtered(
            lambda move: move.move_type in ("out_invoice", "out_refund")
        )

    def _is_fully_invoiced(self):
        """Return whether all that the order sells is on posted invoices.

        A credit note does not make the order to be invoiced again, unless it cancels a whole
        invoice and another one is left.
        """
        self.ensure_one()
        moves = self._get_customer_moves()
        if any(move.state == "draft" and move._sells_something() for move in moves):
            return False
        return all(line._is_fully_invoiced() for line in self._get_real_lines())

    def _is_settled(self):
        """Return whether nothing is due on the posted invoices of the order; on its credit notes if
        it has no invoice: it only takes back.
        """
        self.ensure_one()
        moves = self._get_posted_invoices() or self._get_posted_moves()
        return all(move._is_settled() for move in moves)

    @api.model
    def _group_expand_order_progress(self, progresses, domain):
        """Show the steps of an order from its confirmation on, empty ones too."""
        steps = ["confirmed", "in_production", "delivered", "invoiced", "paid"]
        order = [value for value, _label in self._fields["order_progress"].selection]
        return sorted({*steps, *progresses}, key=order.index)
