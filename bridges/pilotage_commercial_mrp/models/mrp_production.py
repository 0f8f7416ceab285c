from odoo import models

from odoo.addons.pilotage_commercial_stock.tools import Flow


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _get_real_cost_source(self):
        """Return the source of the leaves of the manufacturing order. Hook for bridges."""
        self.ensure_one()
        return "production"

    def _get_source_for(self, flow):
        """Return the source of the leaves of the manufacturing order for ``flow``: what is made for
        a project says so.
        """
        self.ensure_one()
        return flow.source if flow.source == "analytic" else self._get_real_cost_source()

    def _read_for_real_cost(self):
        """Read the fields that the costs of the orders of ``self`` need, for all of them at
        once.
        """
        moves = self.all_move_ids | self.all_move_raw_ids | self._get_unbuild_moves()
        moves.fetch([*moves._get_real_cost_fields(), "location_dest_usage"])
        moves.move_dest_ids.fetch(["state"])
        self.workorder_ids.time_ids.fetch(["date_start", "date_end", "duration", "user_id"])

    def _get_component_flows(self, flow, share):
        """Return the flows of the components of the part ``share`` of the order, to follow further:
        bought for it, made for it, or taken from stock. Components scrapped on it cost too; those
        given back by unbuilding do not.
        """
        self.ensure_one()
        source = self._get_source_for(flow)
        flows = []
        for move in self._get_component_moves():
            part = share * (1.0 - move._get_part_given_back())
            quantity = move._get_real_cost_quantity() * part
            if part:
                flows.append(
                    Flow(flow.order, flow.line, move, quantity, move, part, source, "production")
                )
        return flows

    def _get_component_moves(self):
        """Return the moves of components consumed or planned, and the components scrapped on the
        order.

        An order whose product nobody takes has no planned consumption.
        """
        self.ensure_one()
        moves = self.move_raw_ids.filtered(lambda move: move.state not in ("draft", "cancel"))
        moves |= self.all_move_raw_ids.filtered(lambda move: move.state == "done")
        return moves.filtered(lambda move: move.state == "done") if self._is_lost() else moves

    # --- lost production ---

    def _is_lost(self):
        """Return whether no customer gets anything of what the order made, or was to make.

        It was cancelled, or its sales orders were cancelled while it was open, or its whole output
        was scrapped or unbuilt. Output that stays in stock is not lost.
        """
        self.ensure_one()
        main = self.move_finished_ids.filtered(lambda move: move.product_id == self.product_id)
        if self.state == "done":
            made = main.filtered(lambda move: move.state == "done")
            return bool(made) and not any(move._get_quantity_left() > 0 for move in made)
        if self.state in ("draft", "cancel"):
            return self.state == "cancel"
        return all(move.state in ("done", "cancel") for move in main._get_takers())

    def _get_unbuild_moves(self):
        """Return the moves of the unbuilt units: they take the product and give back components."""
        return self.unbuild_ids.produce_line_ids | self.unbuild_ids.consume_line_ids

    def _get_parts_by_order(self):
        """Return ``{sale order: (order line, part)}`` of the orders that the production was for.

        Several orders share it by the quantities that they sell of the product, or evenly when it
        is only a component of what they sell.
        """
        self.ensure_one()
        orders = self.reference_ids.sale_ids | self.sale_line_id.order_id
        lines = orders.order_line.filtered(lambda line: line.product_id == self.product_id)
        lines = lines.sorted(lambda line: line != self.sale_line_id)
        sold = {
            order: sum(line.product_uom_qty for line in lines if line.order_id == order)
            for order in orders
        }
        total = sum(sold.values())
        return {
            order: (
                lines.filtered(lambda line, order=order: line.order_id == order)[:1],
                sold[order] / total if total else 1.0 / len(orders),
            )
            for order in orders
        }

    def _get_scrapped_lot_flows(self, orders):
        """Return the flows of the units scrapped by their lot, outside any document of an order:
        each costs as much as a delivered unit. Only those of ``orders``.
        """
        moves = self.env["stock.move"].search(
            [
                ("scrap_id.lot_id", "in", self.lot_producing_ids.ids),
                ("scrap_id.production_id", "=", False),
                ("scrap_id.picking_id", "=", False),
                ("state", "=", "done"),
            ]
        )
        flows = []
        for move in moves:
            production = self.filtered(
                lambda production, lot=move.scrap_id.lot_id: lot in production.lot_producing_ids
            )[:1]
            made = production.move_finished_ids.filtered(
                lambda made, product=move.product_id: made.product_id == product
            )[:1]
            source, quantity = production._get_real_cost_source(), move._get_real_cost_quantity()
            for order, (line, part) in production._get_parts_by_order().items():
                if made and part and order in orders:
                    scrapped = quantity * part
                    flow = Flow(order, line, made, scrapped, move, part, source, "production")
                    flows.append(flow)
        return flows

    def _get_lost_flows(self, orders):
        """Return the flows of the costs of the lost orders of ``self``, shared by the orders that
        they were for. Only those of ``orders``.
        """
        flows = []
        self._read_for_real_cost()
        for production in self:
            if not production._is_lost():
                continue
            move = production.move_finished_ids.filtered(
                lambda move, production=production: move.product_id == production.product_id
            )[:1]
            source = production._get_real_cost_source()
            for order, (line, part) in production._get_parts_by_order().items():
                if move and part and order in orders:
                    flows.append(Flow(order, line, move, part, move, part, source, "production"))
        return flows
