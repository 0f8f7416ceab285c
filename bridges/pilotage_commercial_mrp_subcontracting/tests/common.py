"""Products that a subcontractor makes for an order, from our components."""

from odoo import Command

from odoo.addons.pilotage_commercial_mrp.tests.common import MadeCase
from odoo.addons.pilotage_commercial_purchase_stock.tests.common import BoughtCase


class SubcontractedCase(MadeCase, BoughtCase):
    @classmethod
    def _create_subcontracted_goods(
        cls, name="Railing", price=25.0, steel=3, method="average", routes=None
    ):
        """Create goods that the supplier makes to order, from some steel of ours."""
        product = cls._create_bought(name, price, method, routes)
        product.standard_price = 0
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "type": "subcontract",
                "company_id": cls.company.id,
                "subcontractor_ids": [Command.set(cls.supplier.ids)],
                "bom_line_ids": [
                    Command.create({"product_id": cls.steel.id, "product_qty": steel})
                ],
            }
        )
        return product
