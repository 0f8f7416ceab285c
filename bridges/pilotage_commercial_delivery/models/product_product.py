from odoo import fields, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    freight_carrier_ids = fields.One2many(
        "delivery.carrier",
        "product_id",
        string="Carriers",
        context={"active_test": False},
        groups=fields.NO_ACCESS,
        help="Carriers whose delivery product is this one.",
    )

    def _is_freight(self):
        """Return whether the product is the delivery product of a carrier."""
        # Nobody may read the field: only whether there is a carrier leaves it (hence sudo).
        return bool(self.sudo().freight_carrier_ids)

    def _get_category_beside(self, category):
        return "transport" if self._is_freight() else super()._get_category_beside(category)
