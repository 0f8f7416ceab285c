from odoo import api, models


class StockMove(models.Model):
    _inherit = "stock.move"

    @api.model
    def _get_real_cost_fields(self):
        return [*super()._get_real_cost_fields(), "purchase_line_id"]

    def _get_real_cost_spare(self, before):
        """Return the moves that brought what the supplier gave in exchange, as far as it came,
        those of a purchase that was cancelled, then confirmed again, and those of lines that the
        buyer added beside the purchase line: Odoo links them to nothing.
        """
        again, lines = self._get_cut_receipts(), self.env["purchase.order.line"]
        if self.location_dest_id.usage != "supplier" and before:
            lines = before._get_purchase_lines()
            again |= lines._get_lines_split(self.product_id)._get_receipts()
        steps = again._get_last_steps(self.location_id).filtered(lambda x: not x._get_next_steps())
        if lines:
            exchanged = lines.move_ids.filtered(lambda move: move._is_exchange())
            steps |= exchanged._get_last_steps(self.location_id)
        return super()._get_real_cost_spare(before) | (steps - before)

    def _get_real_cost_awaited(self):
        """Add those of a purchase that is cancelled, and may be confirmed again."""
        return super()._get_real_cost_awaited() | self._get_cut_receipts()

    def _get_cut_receipts(self):
        """Return the receipts of the purchase lines that Odoo cut from this move. What a supplier
        sends straight to the customer is delivered already: it brings nothing to this move.
        """
        return self._get_cut_purchase_lines()._get_receipts()

    def _get_cut_purchase_lines(self):
        """Return the purchase lines that were made for this move, and that Odoo cut from it when
        they were cancelled: a receipt that they had, or the origin of their order, tells it.
        """
        lines = self.env["purchase.order.line"]
        if self.scrap_id.picking_id:
            siblings = self._get_scrapped_siblings()
            return lines.union(*(move._get_cut_purchase_lines() for move in siblings))
        if self.procure_method != "make_to_stock" or self.rule_id.procure_method != "make_to_order":
            return lines
        lines = self.reference_ids.move_ids.purchase_line_id
        for name in self.reference_ids.mapped("name") if not lines else ():
            found = lines.search(
                [
                    ("product_id", "=", self.product_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("order_id.origin", "ilike", name),
                ]
            )
            lines |= found.filtered(lambda line, name=name: name in line._get_origins())
        return lines.filtered(lambda line: line.product_id == self.product_id)

    def _get_purchase_lines(self):
        """Return the purchase lines that brought the goods of these moves, by any number of
        steps.
        """
        lines, seen, found = self.purchase_line_id, self.browse(), self
        while found and not lines:
            seen |= found
            found = found.move_orig_ids - seen
            lines = found.purchase_line_id
        return lines

    def _get_last_steps(self, location):
        """Return the last moves that bring these ones to ``location``, done or planned so far."""
        steps, seen, found = self.browse(), self.browse(), self
        while found:
            seen |= found
            further = self.browse()
            for move in found:
                after = move._get_next_steps()
                if move.location_dest_id._child_of(location) or not after:
                    steps |= move
                else:
                    further |= after
            found = further - seen
        return steps

    def _get_next_steps(self):
        """Return the moves that take the goods further, done or planned; not back to a supplier."""
        return self.move_dest_ids.filtered(
            lambda move: move.state != "cancel" and move.location_dest_id.usage != "supplier"
        )

    def _is_exchange(self):
        """Return whether the move brings goods in exchange for others that were sent back."""
        self.ensure_one()
        return bool(
            self.state != "cancel"
            and self.picking_id.return_id
            and self.location_id.usage == "supplier"
            and not self.origin_returned_move_id
        )

    def _goes_further(self):
        """Return whether the received goods go on to a customer, or are consumed."""
        seen, found = self.browse(), self
        while found:
            if any(move._get_real_cost_direction() or move._is_consumed() for move in found):
                return True
            seen |= found
            found = found.move_dest_ids - seen
        return False

    def _is_consumed(self):
        """Return whether the move feeds a manufacturing order."""
        self.ensure_one()
        return self.location_dest_id.usage == "production"

    def _get_purchase_cost_category(self, flow):
        """Return the cost category of a receipt's bills for ``flow``: goods consumed in a
        production are production costs, wherever they come from. Hook for bridges.
        """
        self.ensure_one()
        return flow.category
