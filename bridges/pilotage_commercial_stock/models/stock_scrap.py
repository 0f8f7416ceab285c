from odoo import models


class StockScrap(models.Model):
    _inherit = "stock.scrap"

    def do_scrap(self):
        """Scrap, and mark the orders that it is a cost of."""
        result = super().do_scrap()
        # Whoever scraps may not open the order: only the mark is written.
        self.sudo()._get_orders_borne_by()._mark_real_cost()
        return result

    def _get_orders_borne_by(self):
        """Return the orders that bear what was scrapped. For addons."""
        return self.picking_id.sale_id
