from odoo import models


class StockValuationAdjustmentLines(models.Model):
    _inherit = "stock.valuation.adjustment.lines"

    def _get_real_cost_item(self, flow, billed):
        """Return the leaf of the part of this landed cost that ``flow``, of the adjusted move,
        bears.

        :param billed: what the bill of the landed cost costs in the end, on its untaxed amount
        """
        self.ensure_one()
        share = flow.quantity / flow.move._get_real_cost_quantity()
        return {
            "order_id": flow.order.id,
            "sale_line_id": flow.line.id,
            "source": "landed_cost",
            "category": "transport",
            "state": "actual",
            "amount": self.additional_landed_cost * share * billed,
            "date": self.cost_id.date,
            "partner_id": self.cost_id.vendor_bill_id.partner_id.id,
            "name": f"{self.cost_id.name} · {self.cost_line_id.name or self.name}",
            "res_model": self._name,
            "res_id": self.id,
        }
