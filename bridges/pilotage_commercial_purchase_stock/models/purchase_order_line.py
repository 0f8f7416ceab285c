from collections import defaultdict

from odoo import fields, models

from odoo.addons.pilotage_commercial_stock.models.stock_move import is_outside


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    # Without it the ORM searches all orders each time that a purchase line changes.
    real_cost_along_order_ids = fields.Many2many(
        "sale.order",
        "sale_order_real_cost_along_line_rel",
        "line_id",
        "order_id",
        string="Orders beside which it is bought",
        copy=False,
        groups=fields.NO_ACCESS,
        help="Orders whose goods are bought beside the line, if freight or a discount is among the "
        "lines of the purchase.",
    )

    def _is_for_an_order(self):
        """Goods whose receipt goes on to a customer, or is consumed, are found by their moves; so
        are those of a purchase that was made for an order, cancelled and confirmed again.
        """
        cancelled = self.move_ids.filtered(lambda move: move.state == "cancel")
        return (
            super()._is_for_an_order()
            or self.move_ids._goes_further()
            or bool(cancelled.reference_ids.sale_ids)
        )

    def _create_stock_moves(self, picking):
        """Mark the orders whose manufacturing orders were merged: nothing else links them to what
        is ordered for them now.
        """
        # Read before the moves are created, as Odoo does: no query more.
        cut = self.filtered(lambda line: "cancel" in line.move_dest_ids.mapped("state"))
        moves = super()._create_stock_moves(picking)
        # Whoever buys may not see the orders: only the mark is written (hence sudo).
        cut.order_id.sudo().reference_ids.sale_ids._mark_real_cost()
        return moves

    def _get_orders_served(self):
        orders = super()._get_orders_served()
        if not self.move_ids:
            return orders
        return orders | orders.search([("real_cost_move_ids", "in", self.move_ids.ids)])

    def _get_receipts(self):
        """Return the moves that bring goods of the lines to us, not straight to a customer."""
        return self.move_ids.filtered(lambda move: not is_outside(move.location_dest_id))

    def _get_quantity_ordered(self):
        """Leave out what no transfer brings any more: sent back, or left undelivered."""
        ordered, moves = super()._get_quantity_ordered(), self.move_ids
        if not ordered or not moves:
            return ordered
        coming = moves.filtered(
            lambda move: (
                move.state not in ("done", "cancel") and move.location_dest_id.usage != "supplier"
            )
        )
        if coming and coming.product_id != self.product_id:
            return ordered  # components of a kit
        return min(ordered, self.qty_received + self._get_moved_quantity(coming))

    def _get_quantities_by_product(self):
        """Return ``{product: quantity}`` received and to come, in the unit of each product: a kit
        brings its components.
        """
        moves = self.move_ids.filtered(lambda move: move.state != "cancel")
        if moves.product_id <= self.product_id:
            quantity = max(self._get_quantity_ordered(), self.qty_received)
            return {self.product_id: self._get_product_quantity(quantity)}
        quantities = defaultdict(float)
        for move in moves:
            sign = -1 if move.location_dest_id.usage == "supplier" else 1
            quantities[move.product_id] += sign * move._get_real_cost_quantity()
        return quantities

    def _get_moved_quantity(self, moves):
        """Return the quantity of ``moves``, in the unit of the line."""
        return sum(
            move.product_uom._compute_quantity(
                move.quantity if move.state == "done" else move.product_uom_qty,
                self.product_uom_id,
                round=False,
            )
            for move in moves
        )

    def _get_quantity_due_again(self, day):
        """Add the goods sent back, and those that came after ``day``."""
        moves = self.move_ids.filtered(lambda move: move.state == "done")
        back = moves.filtered(lambda move: move.location_dest_id.usage == "supplier")
        late = (moves - back).filtered(lambda move: self.company_id._get_date(move.date) > day)
        return super()._get_quantity_due_again(day) + self._get_moved_quantity(back | late)

    def _get_share(self, flow):
        """Return the quantity of ``flow`` in the unit of the line."""
        self.ensure_one()
        product = flow.move.product_id
        if product != self.product_id:
            return self.product_qty * self._get_kit_share(flow)
        return product.uom_id._compute_quantity(flow.quantity, self.product_uom_id, round=False)

    def _get_kit_share(self, flow):
        """Return the part of a kit that ``flow``, of one of its components, represents.

        Components share the price of the kit by their usual cost.
        """
        moves = self.move_ids.filtered(
            lambda move: move.state != "cancel" and not move.origin_returned_move_id
        )
        costs = {
            move: move._get_real_cost_quantity()
            * move.product_id.with_company(self.company_id).standard_price
            for move in moves
        }
        total = sum(costs.values())
        same = moves.filtered(lambda move: move.product_id == flow.move.product_id)
        part = sum(costs[move] for move in same) / total if total else len(same) / len(moves)
        return part * flow.quantity / sum(move._get_real_cost_quantity() for move in same)
