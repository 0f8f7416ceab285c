from odoo import models

from odoo.addons.pilotage_commercial_stock.tools import Flow


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _get_real_cost_source(self):
        """Return the source of the leaves of the manufacturing order. For addons."""
        self.ensure_one()
        return "production"

    def _get_component_flows(self, flow, share):
        """Return the components of the part ``share`` of the order, to be followed in their turn:
        bought for it, made for it, or taken from stock."""
        self.ensure_one()
        source = self._get_real_cost_source()
        return [
            Flow(
                flow.order,
                flow.line,
                move,
                move._get_real_cost_quantity() * share,
                move,
                share,
                source,
                "production",
            )
            for move in self.move_raw_ids
            if move.state not in ("draft", "cancel")
        ]
