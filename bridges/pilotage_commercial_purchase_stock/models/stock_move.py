from odoo import api, models


class StockMove(models.Model):
    _inherit = "stock.move"

    @api.model
    def _get_real_cost_fields(self):
        return [*super()._get_real_cost_fields(), "purchase_line_id"]

    def _get_real_cost_spare(self, before):
        """Return what the supplier brought in exchange: Odoo links it to nothing."""
        spare, lines = super()._get_real_cost_spare(before), before.purchase_line_id
        if not lines or self.location_dest_id.usage == "supplier":
            return spare
        return spare | lines.move_ids.filtered(lambda move: move._is_exchange())

    def _is_exchange(self):
        """Return whether the move brings goods in exchange for others that were sent back."""
        self.ensure_one()
        return bool(
            self.state != "cancel"
            and self.picking_id.return_id
            and self.location_id.usage == "supplier"
            and not self.origin_returned_move_id
        )

    def _goes_further(self):
        """Return whether the received goods go on to a customer, or are consumed."""
        seen, found = self.browse(), self
        while found:
            if any(move._get_real_cost_direction() or move._is_consumed() for move in found):
                return True
            seen |= found
            found = found.move_dest_ids - seen
        return False

    def _is_consumed(self):
        """Return whether the move feeds a manufacturing order."""
        self.ensure_one()
        return self.location_dest_id.usage == "production"

    def _get_purchase_cost_category(self, flow):
        """Return the cost category of a receipt's bills for ``flow``: goods consumed in a
        production are production costs, wherever they come from. Hook for bridges.
        """
        self.ensure_one()
        return flow.category
