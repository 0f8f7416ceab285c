from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_purchase_bill_lines(self):
        """Return the lines of the bills that come from a purchase order."""
        return self._get_cost_lines().filtered("purchase_line_id")
