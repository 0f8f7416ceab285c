from odoo import models


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _get_subcontracted_receipts(self):
        """Return ``{receipt: part of it that is not sent back}`` of what subcontractors make."""
        receipts = self.move_ids.filtered(
            lambda move: move.is_subcontract and move.state not in ("draft", "cancel")
        )
        parts = {}
        for move in receipts:
            back = move.returned_move_ids.filtered(lambda other: other.state == "done")
            quantity = move._get_real_cost_quantity()
            returned = sum(other._get_real_cost_quantity() for other in back)
            parts[move] = max(0.0, 1.0 - returned / quantity) if quantity else 0.0
        return parts
