"""Goods that a company of the tests buys, stores and delivers."""

from odoo import Command
from odoo.tests import Form

from odoo.addons.pilotage_commercial.tests.common_real_cost import RealCostCase


class GoodsCase(RealCostCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)])
        cls.stock = cls.warehouse.lot_stock_id
        cls.mto = cls.env.ref("stock.route_warehouse0_mto")
        cls.mto.active = True

    @classmethod
    def _create_goods(cls, name, cost=0.0, method="average", routes=None, **values):
        """Create a stored product of a costing ``method`` (average, fifo, standard)."""
        category = cls.env["product.category"].create(
            {"name": name, "property_cost_method": method}
        )
        product = cls._create_product(name, "consu", 100, cost)
        product.write({"is_storable": True, "categ_id": category.id, **values})
        if routes:
            product.route_ids = [Command.set(routes.ids)]
        return product

    @classmethod
    def _put_in_stock(cls, product, quantity, location=None):
        cls.env["stock.quant"]._update_available_quantity(product, location or cls.stock, quantity)

    @classmethod
    def _do(cls, pickings, **quantities):
        """Validate transfers, in full or of ``{name of product: quantity}``; return the remaining
        ones.
        """
        pickings = pickings.filtered(lambda picking: picking.state not in ("done", "cancel"))
        for picking in pickings:
            for move in picking.move_ids:
                name = move.product_id.name.lower()
                move.quantity = quantities.get(name, 0) if quantities else move.product_uom_qty
                move.picked = True
            picking.with_context(skip_backorder=True).button_validate()
        return pickings.backorder_ids

    @classmethod
    def _scrap_from_stock(cls, product, quantity):
        """Scrap some of ``product`` in the warehouse, by no other document."""
        cls.env["stock.scrap"].create(
            {
                "product_id": product.id,
                "scrap_qty": quantity,
                "company_id": cls.company.id,
                "location_id": cls.stock.id,
            }
        ).action_validate()

    @classmethod
    def _return(cls, picking, quantity, location_dest_id=None):
        """Send back some of each product of ``picking``, to stock or to another location."""
        form = Form(
            cls.env["stock.return.picking"].with_context(
                active_ids=picking.ids, active_id=picking.id, active_model="stock.picking"
            )
        )
        wizard = form.save()
        wizard.product_return_moves.quantity = quantity
        returned = cls.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        if location_dest_id:
            returned.location_dest_id = location_dest_id
            returned.move_ids.location_dest_id = location_dest_id
        cls._do(returned)
        return returned

    def assertLeaves(self, order, *expected):
        """Check the rows of the ledger: (source, category, state, amount)."""
        self._update(order)
        rows = order.real_cost_ids.mapped(
            lambda cost: (cost.source, cost.category, cost.state, round(cost.amount, 2))
        )
        self.assertEqual(sorted(rows), sorted(expected))
