from odoo import models


class StockLandedCost(models.Model):
    _inherit = "stock.landed.cost"

    def write(self, vals):
        if {"state", "vendor_bill_id"}.isdisjoint(vals):
            return super().write(vals)
        bills = self.vendor_bill_id
        result = super().write(vals)
        if bills := bills | self.vendor_bill_id:
            # Whose costs the bills were until they are landed, and again if they no longer are.
            bills.line_ids._mark_orders_of_bill()
            bills._mark_by_accounts()
        return result

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

    def _differs_from_its_bill(self):
        """Return whether the bill, posted, was changed after the landed cost was validated, and
        nothing made up for it: it feeds no other landed cost.
        """
        self.ensure_one()
        bill = self.vendor_bill_id
        others = bill.landed_costs_ids.filtered(lambda cost: cost.state != "cancel") - self
        if bill.state != "posted" or others:
            return False
        billed = bill._get_landed_lines().filtered(lambda line: line.move_id == bill)
        landed = self.cost_lines
        if all(line.product_id for line in billed):
            # Another cost may be landed at once, on a line of its own.
            landed = landed.filtered(lambda line: line.product_id in billed.product_id)
        difference = sum(landed.mapped("price_unit")) - sum(billed.mapped("balance"))
        return bool(billed) and not self.currency_id.is_zero(difference)
