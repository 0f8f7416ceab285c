from odoo import models


class StockScrap(models.Model):
    _inherit = "stock.scrap"

    def do_scrap(self):
        """Scrap, and mark the orders that bear the cost."""
        result = super().do_scrap()
        # The user may not open the order: only the mark is written (hence sudo).
        self.sudo()._get_orders_borne_by()._mark_real_cost()
        return result

    def _get_orders_borne_by(self):
        """Return the orders that bear the cost of the scrapped goods. Hook for bridges."""
        return self.picking_id.sale_id
