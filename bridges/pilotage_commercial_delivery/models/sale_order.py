from odoo import api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.depends("carrier_id", "order_line.is_delivery")
    def _compute_real_cost_to_update(self):
        return super()._compute_real_cost_to_update()

    def _get_real_cost_missing(self):
        """Add the orders with a delivery, charged or free, and no known transport cost, unless
        somebody said that nothing more comes.
        """
        missing = super()._get_real_cost_missing()
        known = self.env["sale.order.cost"]._read_group(
            [
                ("order_id", "in", self.ids),
                ("category", "=", "transport"),
                ("replaced", "!=", True),
            ],
            ["order_id"],
        )
        known = {order.id for (order,) in known}
        for order in self:
            expected = order._promises_delivery() and not order._are_costs_closed()
            if order.state == "sale" and order.id not in known and expected:
                missing[order.id].append(("no_freight", None))
        return missing

    def _promises_delivery(self):
        """Return whether the order has a carrier, or a line of freight."""
        self.ensure_one()
        return bool(self.carrier_id) or any(self.order_line.mapped("is_delivery"))

    @api.model
    def _get_real_cost_missing_labels(self):
        return {
            **super()._get_real_cost_missing_labels(),
            "no_freight": self.env._("no freight cost"),
        }
