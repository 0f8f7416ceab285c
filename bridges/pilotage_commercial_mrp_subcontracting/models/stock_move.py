from odoo import api, models


class StockMove(models.Model):
    _inherit = "stock.move"

    @api.model
    def _get_real_cost_fields(self):
        return [*super()._get_real_cost_fields(), "is_subcontract"]

    def _get_purchase_cost_category(self, flow):
        if self._get_subcontracted_receipt() and flow.category == "purchase":
            return "subcontracting"
        return super()._get_purchase_cost_category(flow)

    def _get_subcontracted_receipt(self):
        """Return the move by which the goods left the subcontractor: this one, or the one that it
        brings back from a customer to whom he sent them himself.
        """
        self.ensure_one()
        if self.is_subcontract:
            return self
        sent = self.origin_returned_move_id.filtered("is_subcontract")
        return sent if sent and self._get_real_cost_direction() < 0 else self.browse()
