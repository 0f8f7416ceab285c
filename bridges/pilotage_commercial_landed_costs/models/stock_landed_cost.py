from odoo import models


class StockLandedCost(models.Model):
    _inherit = "stock.landed.cost"

    def _get_billed_parts(self):
        """Return ``{landed cost: part}``: what its bill costs in the end, on its untaxed amount.

        A credit note lowers it, a non-recoverable tax raises it. It is 1 without a bill, and for a
        bill that is credited entirely: another one comes.
        """
        lines = {bill: bill._get_landed_lines() for bill in self.vendor_bill_id}
        amounts = self.env["account.move.line"].union(*lines.values())._get_booked_costs()
        parts = dict.fromkeys(self, 1.0)
        for cost in self:
            landed = lines.get(cost.vendor_bill_id) or cost.vendor_bill_id.line_ids.browse()
            own = landed.filtered(lambda line, cost=cost: line.move_id == cost.vendor_bill_id)
            untaxed = sum(own.mapped("balance"))
            booked = sum(amounts[line] for line in landed)
            zero = cost.currency_id.is_zero
            if cost.vendor_bill_id.state == "posted" and not zero(untaxed) and not zero(booked):
                parts[cost] = booked / untaxed
        return parts
