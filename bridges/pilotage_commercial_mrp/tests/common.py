"""Products manufactured for an order."""

from odoo import Command

from odoo.addons.pilotage_commercial_stock.tests.common import GoodsCase


class MadeCase(GoodsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manufacture = cls.warehouse.manufacture_pull_id.route_id
        cls.workcenter = cls.env["mrp.workcenter"].create(
            {"name": "Workshop", "costs_hour": 30, "company_id": cls.company.id}
        )
        cls.steel = cls._create_goods("Steel", 5)
        cls._put_in_stock(cls.steel, 1000)

    @classmethod
    def _create_made(cls, name="Gate", cost=50.0, method="standard", steel=2, **values):
        """Create a product made to order from some steel in one hour."""
        product = cls._create_goods(name, cost, method, cls.mto | cls.manufacture)
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "company_id": cls.company.id,
                "consumption": "flexible",
                "bom_line_ids": [
                    Command.create({"product_id": cls.steel.id, "product_qty": steel})
                ],
                "operation_ids": [
                    Command.create(
                        {
                            "name": "Weld",
                            "workcenter_id": cls.workcenter.id,
                            "time_cycle_manual": 60,
                        }
                    )
                ],
                **values,
            }
        )
        return product

    @classmethod
    def _make(cls, production, hours=None, quantity=None, **consumed):
        """Finish a manufacturing order; ``consumed`` are quantities by component's name."""
        production.qty_producing = quantity or production.product_qty
        production._onchange_qty_producing() if hasattr(
            production, "_onchange_qty_producing"
        ) else production._set_qty_producing()
        if hours is not None:
            production.workorder_ids.duration = hours * 60 / len(production.workorder_ids)
        for move in production.move_raw_ids:
            move.quantity = consumed.get(move.product_id.name.lower(), move.quantity)
            move.picked = True
        result = production.with_context(skip_consumption=True).button_mark_done()
        if isinstance(result, dict) and result.get("res_model") == "mrp.production.backorder":
            wizard = cls.env["mrp.production.backorder"].with_context(**result["context"])
            wizard.create({}).action_backorder()
        return production
