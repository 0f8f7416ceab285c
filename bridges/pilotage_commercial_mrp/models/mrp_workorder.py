from odoo import models


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    def _get_real_cost_items(self, flow, share, source):
        """Return the leaves of the part ``share`` of the work order: the time spent, and what is
        still expected of it."""
        self.ensure_one()
        hourly = self.costs_hour or self.workcenter_id.costs_hour
        expected = self.duration_expected / 60 * hourly
        spent = expected if self._should_estimate_cost() else self.duration / 60 * hourly
        remaining = 0.0
        if self.state not in ("done", "cancel") and self.production_id.state != "done":
            remaining = max(0.0, expected - spent)
        return [
            {
                "order_id": flow.order.id,
                "sale_line_id": flow.line.id,
                "source": source,
                "category": "production",
                "state": state,
                "amount": amount * share,
                "date": self.date_finished or self.date_start or self.production_id.date_start,
                "partner_id": False,
                "name": f"{self.production_id.name} · {self.name}",
                "res_model": self._name,
                "res_id": self.id,
            }
            for state, amount in (("actual", spent), ("committed", remaining))
            if amount
        ]
