from odoo import models


class StockScrap(models.Model):
    _inherit = "stock.scrap"

    def _get_orders_borne_by(self):
        """Add the orders that the lot was made for."""
        orders = super()._get_orders_borne_by()
        lots = self.filtered(lambda scrap: not scrap.production_id).lot_id
        if not lots:
            return orders
        productions = self.env["mrp.production"].search([("lot_producing_ids", "in", lots.ids)])
        for production in productions:
            orders = orders.union(*production._get_parts_by_order())
        return orders
