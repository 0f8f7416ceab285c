from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def write(self, vals):
        """Follow the account, all that Odoo lets an accountant correct on a posted invoice."""
        result = super().write(vals)
        if "account_id" in vals:
            moves = self.filtered(lambda line: line.parent_state == "posted").move_id
            moves.filtered(lambda move: move.is_sale_document()).line_ids._mark_corrected()
        return result

    def _mark_corrected(self):
        """Compute again the figures of the orders of these posted documents, or of the invoices
        that these credit: a credit note may have lost its link to the orders.
        """
        # Whoever corrects an invoice may not see its orders: only their facts change (hence sudo).
        lines = (self.move_id | self.move_id.reversed_entry_id).sudo().line_ids
        if orders := lines.sale_line_ids.order_id:
            orders.modified(["figures_trigger"])
            self.env.add_to_compute(orders._fields["retention_due"], orders)
