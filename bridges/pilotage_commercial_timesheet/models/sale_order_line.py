"""Fixed prices: Odoo counts an hour spent on a service sold by the piece as a piece delivered."""

from odoo import models

# A piece that is planned at more than the cost of so many hours is no hour.
HOURS = 2


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _is_cost_delivered(self, spent):
        return super()._is_cost_delivered(spent) and not self._is_piece_of_work(spent)

    def _is_piece_of_work(self, spent):
        """Return whether the line sells work by the piece, at a fixed price: the hours spent, which
        Odoo counts as pieces, do not tell whether it is done.

        :param spent: cost of its own rows, None without any
        """
        self.ensure_one()
        hour = self.env.ref("uom.product_uom_hour", raise_if_not_found=False)
        if (
            self.qty_delivered_method != "timesheet"
            or self.product_id.invoice_policy != "order"
            or (hour and self.product_uom_id._has_common_reference(hour))
        ):
            return False
        unit_cost = self._get_planned_unit_cost() or self._get_unit_estimate()
        return unit_cost * self.qty_delivered > HOURS * (spent or 0.0)

    def _get_unit_estimate(self):
        """Return the part of one unit in the estimate of the opportunity, by its price, if that is
        what the order plans.
        """
        self.ensure_one()
        order = self.order_id
        estimate, sold = order._get_planned_estimate(), order.amount_untaxed
        if not estimate or sold <= 0 or not self.product_uom_qty:
            return 0.0
        return estimate * self.price_subtotal / sold / self.product_uom_qty
