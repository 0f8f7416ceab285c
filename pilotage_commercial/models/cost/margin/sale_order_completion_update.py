"""Update the figures at completion and the missing costs together with the ledger."""

from odoo import api, models
from odoo.fields import Domain

from ..ledger.sale_order_real_cost_cron import MARKED
from .sale_order_completion import FIGURES, REAL_FIGURES

TO_FILL = ~MARKED & Domain("completion_state", "=", False)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.depends("order_line.qty_delivered")
    def _compute_real_cost_to_update(self):
        return super()._compute_real_cost_to_update()

    @api.model
    def _get_domains_to_update(self):
        """Add the orders whose figures at completion an update of the app added."""
        return [*super()._get_domains_to_update(), TO_FILL]

    def _get_cost_quantities(self):
        """Return ``{order line id: quantity}`` covered by documents, in the unit of the line.

        A document with a quantity covers the plan of that quantity, whatever it costs: a delivery
        or a manufacturing order, done or planned, a purchase. Hours and bills assigned by hand have
        no quantity. Lines without such documents are left out. Called as superuser on a batch of
        orders, with a constant number of queries. Hook for bridges.
        """
        return {}

    def _update_cost_quantities(self):
        """Store the changes of :meth:`_get_cost_quantities`."""
        quantities = self._get_cost_quantities()
        field = self.env["sale.order.line"]._fields["cost_quantity"]
        lines = self.order_line
        with self.env.protecting([field], lines):
            for line in lines:
                quantity = quantities.get(line.id, 0.0)
                if line.cost_quantity != quantity:
                    line.cost_quantity = quantity

    def _update_real_cost(self):
        """Update the figures at completion, too."""
        orders = self.sudo().with_context(active_test=False)  # a fact: see super
        orders._freeze_old_plans()
        orders._update_cost_quantities()
        result = super()._update_real_cost()
        orders._recompute_completion()
        return result

    def _recompute_completion(self):
        """Recompute the figures: their lines and documents may have changed without a trigger."""
        names = ("planned_cost", *REAL_FIGURES, *FIGURES)
        # Read the stored values first, so that only differences are written.
        self.fetch(names)
        for name in names:
            self.env.add_to_compute(self._fields[name], self)

    def _get_real_cost_missing(self):
        """Add the planned costs without a document; ``no_cost`` covers lines without any cost, and
        goods that came back have a code of their own.
        """
        missing = super()._get_real_cost_missing()
        confirmed = self.filtered(lambda order: order.state == "sale")
        rows = confirmed._get_cost_rows()
        back = confirmed._get_lines_sent_back()
        for order, lines in back.grouped("order_id").items():
            missing[order.id].append(("sent_back", len(lines)))
        for order in confirmed:
            lines = order._get_remaining(rows[order])[1]
            if not any(line_id is False for line_id, _category, _state in rows[order]):
                lines &= {line_id for line_id, _category, _state in rows[order]}
            if lines := lines - set(back.ids):
                missing[order.id].append(("planned", len(lines)))
        return missing

    def _get_lines_sent_back(self):
        """Return the lines of these confirmed orders whose goods came back while the customer still
        owes them: their cost left the order, their revenue did not. Hook for bridges.
        """
        return self.env["sale.order.line"]

    @api.model
    def _get_real_cost_missing_labels(self):
        return {
            **super()._get_real_cost_missing_labels(),
            "planned": self.env._("planned costs still to come"),
            "sent_back": self.env._("goods sent back, to credit or to take off the order"),
        }
