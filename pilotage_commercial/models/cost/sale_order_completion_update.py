"""The figures at completion follow the ledger: updated with it, and missing costs with them."""

from odoo import api, models

from .sale_order_completion import FIGURES


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.depends("order_line.qty_delivered")
    def _compute_real_cost_to_update(self):
        return super()._compute_real_cost_to_update()

    def _get_cost_quantities(self):
        """Return ``{order line id: quantity}`` of what documents stand for, in the line's unit.

        A document that tells quantities covers the plan of that quantity, whatever it costs: a
        delivery or a manufacturing order, done or planned, a purchase. Hours and bills assigned
        by hand tell none. Called as superuser on a batch of orders, with a constant number of
        queries; lines that are left out are those without such documents. Addons extend it.
        """
        return {}

    def _update_cost_quantities(self):
        """Store the differences with :meth:`_get_cost_quantities`."""
        quantities = self._get_cost_quantities()
        field = self.env["sale.order.line"]._fields["cost_quantity"]
        lines = self.order_line
        with self.env.protecting([field], lines):
            for line in lines:
                quantity = quantities.get(line.id, 0.0)
                if line.cost_quantity != quantity:
                    line.cost_quantity = quantity

    def _update_real_cost(self):
        """Bring the figures at completion up to date, too."""
        orders = self.sudo().with_context(active_test=False)  # a fact: see super
        orders._freeze_old_plans()
        orders._update_cost_quantities()
        result = super()._update_real_cost()
        orders._recompute_completion()
        return result

    def _recompute_completion(self):
        """Compute the figures again: their lines and documents may have changed unseen."""
        names = ("planned_cost", *FIGURES)
        # Read first what is stored, that only differences are written.
        self.fetch(names)
        for name in names:
            self.env.add_to_compute(self._fields[name], self)

    def _get_real_cost_missing(self):
        """Add what is planned and not seen yet; of a line without any cost, ``no_cost`` tells."""
        missing = super()._get_real_cost_missing()
        confirmed = self.filtered(lambda order: order.state == "sale")
        rows = confirmed._get_cost_rows()
        for order in confirmed:
            lines = order._get_remaining(rows[order])[1]
            if not any(line_id is False for line_id, _category, _state in rows[order]):
                lines &= {line_id for line_id, _category, _state in rows[order]}
            if lines:
                missing[order.id].append(("planned", len(lines)))
        return missing

    @api.model
    def _get_real_cost_missing_labels(self):
        return {
            **super()._get_real_cost_missing_labels(),
            "planned": self.env._("planned costs still to come"),
        }
