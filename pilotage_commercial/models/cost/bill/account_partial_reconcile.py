from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._get_lowered_bills().line_ids._mark_orders_of_bill()
        return partials

    def unlink(self):
        bills = self._get_lowered_bills()
        result = super().unlink()
        bills.line_ids._mark_orders_of_bill()
        return result

    def _get_lowered_bills(self):
        """Return the vendor bills settled by entries that take something off the expenses."""
        return self.env["account.move"].union(
            *(
                partial.debit_move_id.move_id._get_lowered_bills() & partial.credit_move_id.move_id
                for partial in self
            )
        )
