from odoo import models
from odoo.tools.date_utils import sum_intervals
from odoo.tools.intervals import Intervals


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    def _get_real_cost_items(self, flow, share, source):
        """Return the leaves of the part ``share`` of the work order: the time spent, and the time
        still expected.
        """
        self.ensure_one()
        hourly = self.costs_hour or self.workcenter_id.costs_hour
        expected, spent = self.duration_expected / 60, self._get_hours_spent()
        remaining = 0.0
        if not self._is_over():
            remaining = max(0.0, expected - spent)
        return [
            {
                "order_id": flow.order.id,
                "sale_line_id": flow.line.id,
                "source": source,
                "category": "production",
                "state": state,
                "amount": hours * hourly * share,
                "date": self.date_finished or self.date_start or self.production_id.date_start,
                "partner_id": False,
                "name": f"{self.production_id.name} · {self.name}",
                "res_model": self._name,
                "res_id": self.id,
            }
            for state, hours in (("actual", spent), ("committed", remaining))
            if hours
        ]

    def _is_over(self):
        """Return whether no more time is expected on the work order."""
        self.ensure_one()
        production = self.production_id
        return (
            self.state in ("done", "cancel") or production.state == "done" or production._is_lost()
        )

    def _get_hours_spent(self):
        """Return the hours that Odoo costs: operators working at the same time count once, and a
        running timer counts when it is stopped.

        Times typed by one person add up even if they overlap, as Odoo invents their start.
        """
        self.ensure_one()
        if self._should_estimate_cost():
            return self.duration_expected / 60
        times = self.time_ids.filtered("date_end")
        hours = sum_intervals(Intervals([(x.date_start, x.date_end, x) for x in times]))
        for own in times.grouped("user_id").values():
            together = sum_intervals(Intervals([(x.date_start, x.date_end, x) for x in own]))
            hours += max(0.0, sum(own.mapped("duration")) / 60 - together)
        return hours
