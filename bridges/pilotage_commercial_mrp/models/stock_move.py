from odoo import api, models


class StockMove(models.Model):
    _inherit = "stock.move"

    @api.model
    def _get_real_cost_fields(self):
        return [*super()._get_real_cost_fields(), "production_id"]

    def _is_consumed_for_line(self):
        # Components of a manufacturing order cost with what it makes.
        return super()._is_consumed_for_line() and not self.raw_material_production_id

    def _get_quantity_left(self):
        quantity = super()._get_quantity_left()
        if not self.production_id or self.state != "done":
            return quantity
        made = self._get_quantity_made()
        lost = self._get_quantity_lost()
        return quantity * max(0.0, made - lost) / made if made else 0.0

    def _get_quantity_taken(self):
        """Add what customers sent back before it was scrapped or unbuilt, unless all of it was: a
        lost production is no origin.
        """
        quantity = super()._get_quantity_taken()
        made = self._get_real_cost_quantity()
        if not 0 < quantity < made:
            return quantity
        back = self._get_moves_after().returned_move_ids.filtered(
            lambda move: move.state == "done" and move._get_real_cost_direction() < 0
        )
        return min(made, quantity + sum(move._get_real_cost_quantity() for move in back))

    def _get_takers(self):
        """Return the moves that take the goods of these ones; if all were cancelled, those that
        lost their link to them too: a component's manufacturing order serves one that was merged.
        """
        takers = self.move_dest_ids
        if not takers or any(move.state != "cancel" for move in takers):
            return takers
        return takers | self.reference_ids.move_ids.filtered(
            lambda move: (
                move.state not in ("draft", "cancel")
                and not move.move_orig_ids
                and self & move._get_lost_origins()
            )
        )

    def _get_moves_after(self):
        """Return the moves that took the goods of this one further, by any number of steps."""
        seen, found = self.browse(), self.move_dest_ids
        while found:
            seen |= found
            found = found.move_dest_ids - seen
        return seen

    def _get_quantity_made(self):
        """Return the quantity of this product that its manufacturing order made."""
        self.ensure_one()
        made = self.production_id.move_finished_ids.filtered(
            lambda move: move.product_id == self.product_id and move.state == "done"
        )
        return sum(move._get_real_cost_quantity() for move in made)

    def _get_quantity_lost(self):
        """Return the quantity of its manufacturing order's output that was scrapped or unbuilt."""
        self.ensure_one()
        production = self.production_id
        moves = production.all_move_ids.filtered(
            lambda move: move.location_dest_usage == "inventory"
        )
        moves |= production._get_unbuild_moves().filtered(
            lambda move: move.location_dest_usage == "production"
        )
        lost = moves.filtered(
            lambda move: move.product_id == self.product_id and move.state == "done"
        )
        return sum(move._get_real_cost_quantity() for move in lost)

    def _get_part_given_back(self):
        """Return the part of a component that unbuilding gave back to stock."""
        self.ensure_one()
        back = self.raw_material_production_id._get_unbuild_moves().filtered(
            lambda move: move.origin_returned_move_id == self and move.state == "done"
        )
        used = self._get_real_cost_quantity()
        given = sum(move._get_real_cost_quantity() for move in back)
        return min(1.0, given / used) if used else 0.0

    def _get_production_share(self):
        """Return the part of the manufacturing order's cost that a unit of the finished product, or
        of the by-product, bears.

        The remaining units bear the cost of those scrapped or unbuilt.
        """
        self.ensure_one()
        finished = self.production_id.move_finished_ids.filtered(
            lambda move: move.state not in ("draft", "cancel")
        )
        main = self.production_id.product_id
        if self.product_id == main:
            by_products = finished.filtered(lambda move: move.product_id != main)
            part = 1 - sum(by_products.mapped("cost_share")) / 100
        else:
            part = self.cost_share / 100
        same = finished.filtered(
            lambda move: (
                move.product_id == self.product_id and (self.product_id == main or move == self)
            )
        )
        quantity = sum(move._get_quantity_left() for move in same)
        return part / quantity if quantity else 0.0
