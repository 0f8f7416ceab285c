"""The quantity of an order line that its deliveries cover, done or planned."""

from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_covered_quantity(self, line):
        """Return the quantity of the order ``line``, in its unit, that its moves cover.

        For a kit it is that of the component with the most missing.
        """
        moves = self.filtered(
            lambda move: (
                move.state not in ("draft", "cancel") and move.company_id == line.company_id
            )
        )
        if all(move.product_id == line.product_id for move in moves):
            quantity = sum(move._get_covering_quantity() for move in moves)
            uom = line.product_id.uom_id
            return uom._compute_quantity(quantity, line.product_uom_id, round=False)
        covered = [0.0] if not moves else []
        for product, needed in moves._get_kit_needs(line).items():
            of_product = moves.filtered(lambda move, product=product: move.product_id == product)
            quantity = sum(move._get_covering_quantity() for move in of_product)
            covered.append(line.product_uom_qty * quantity / needed if needed else 0.0)
        return min(covered, default=0.0)

    def _get_covering_quantity(self):
        """Return the quantity that the move delivers to the customer, in the unit of the
        product.
        """
        self.ensure_one()
        direction = self._get_real_cost_direction()
        if direction < 0 and not self._is_back_for_sure():
            return 0.0
        return direction * self._get_real_cost_quantity()

    def _get_kit_needs(self, line):
        """Return ``{component: quantity}`` of the kit of the order ``line``, from its moves. Hook
        for bridges.
        """
        needs = {}
        for move in self.filtered(lambda move: move._get_real_cost_direction() > 0):
            quantity = needs.get(move.product_id, 0.0) + move._get_real_cost_quantity()
            needs[move.product_id] = quantity
        return needs
