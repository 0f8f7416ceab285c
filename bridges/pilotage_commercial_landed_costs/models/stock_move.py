from odoo import fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    landed_cost_line_ids = fields.One2many(
        "stock.valuation.adjustment.lines",
        "move_id",
        string="Landed Costs",
        groups=fields.NO_ACCESS,
    )
