from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _sale_create_reinvoice_sale_line(self):
        """Plan each order line that is added to re-invoice a bill line: it costs that bill line."""
        found = super()._sale_create_reinvoice_sale_line()
        lines = self.browse(found)
        costs = lines._get_booked_costs() if lines else {}
        for line in lines:
            found[line.id]._plan_reinvoiced(costs[line])
        return found
