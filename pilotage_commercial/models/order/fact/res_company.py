from odoo import models

from ..invoice.account_move_retention import DELAY


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        result = super().write(vals)
        if "retention_ends_cycle" in vals:
            self._recompute_payments_with_retention()
        return result

    def _recompute_payments_with_retention(self):
        """Recompute whether and when the orders with a retention were paid."""
        # A setting of the company changed: facts of all its orders follow, nothing leaves (hence
        # sudo).
        orders = self.env["sale.order"].sudo()
        terms = self.env["account.payment.term"].sudo().with_context(active_test=False)
        terms = terms.search([("line_ids.nb_days", ">=", DELAY.days)])
        kept = orders.search(
            [
                ("company_id", "in", self.ids),
                ("order_line.invoice_lines.move_id.invoice_payment_term_id", "in", terms.ids),
            ]
        )
        for name in ("order_progress", "full_payment_date"):
            self.env.add_to_compute(orders._fields[name], kept)
