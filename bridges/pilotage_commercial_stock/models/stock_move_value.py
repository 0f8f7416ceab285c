"""The cost of goods from stock: the value of the move by which they leave it."""

from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_stock_items(self, flow, consigned):
        """Return the leaves of the goods that ``flow`` takes from stock by this move. What the
        company does not own has a leaf of 0: its owner will bill it. A move that somebody emptied
        takes nothing.

        :param consigned: [(move line, quantity)] that the company does not own
        """
        self.ensure_one()
        whole = self._get_real_cost_quantity()
        if not whole:
            return []
        item = self._get_real_cost_item(flow)
        own = whole - sum(quantity for _line, quantity in consigned)
        if not consigned or self.product_id.uom_id.compare(own, 0.0) <= 0:
            return [item]
        items = [{**item, "quantity": own * flow.share}]
        for line, quantity in consigned:
            more = {"amount": 0.0, "quantity": quantity * flow.share}
            items.append({**item, **more, "res_model": line._name, "res_id": line.id})
        return items

    def _get_real_cost_item(self, flow):
        """Return the leaf of the goods that ``flow`` takes from stock by this move: its own value
        when it is done, else the planned value. A leaf of 0 means that the cost is unknown.
        """
        self.ensure_one()
        amount = self.value if self.state == "done" else self._get_planned_value(flow.line)
        return {
            "order_id": flow.order.id,
            "sale_line_id": flow.line.id,
            "source": flow.source,
            "category": flow.category,
            "state": "actual" if self.state == "done" else "committed",
            "amount": amount * flow.share,
            "quantity": self._get_real_cost_quantity() * flow.share,
            "date": self.date,
            "partner_id": False,
            "name": " · ".join(filter(None, (self.reference, self.product_id.display_name))),
            "res_model": self._name,
            "res_id": self.id,
        }

    def _get_planned_value(self, line):
        """Return the planned value of the goods that the move takes from stock for the order
        ``line``.

        It is the plan of the line if it sells the product itself, else the present cost of the
        product.
        """
        self.ensure_one()
        product, quantity = self.product_id, self._get_real_cost_quantity()
        if product == line.product_id and (cost := line._get_planned_unit_cost()):
            return cost * product.uom_id._compute_quantity(
                quantity, line.product_uom_id, round=False
            )
        return product.with_company(self.company_id).standard_price * quantity
