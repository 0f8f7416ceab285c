from odoo import fields, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    freight_carrier_ids = fields.One2many(
        "delivery.carrier",
        "product_id",
        string="Carriers",
        context={"active_test": False},
        groups=fields.NO_ACCESS,
        help="The carriers that charge their deliveries under this product.",
    )

    def _is_freight(self):
        """Return whether a carrier delivers under this product."""
        return bool(self.sudo().freight_carrier_ids)
