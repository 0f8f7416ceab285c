"""The goods of an order: each delivery is followed back to the document that holds its cost."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.goods import Flow

# The largest number of moves followed back: it ends circles of linked moves.
STEPS = 50
# Models of the leaves of goods from stock: a move line is the part that the company does not own.
GOODS = ("stock.move", "stock.move.line")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    real_cost_move_ids = fields.Many2many(
        "stock.move",
        "sale_order_real_cost_move_rel",
        "order_id",
        "move_id",
        string="Moves of the Costs",
        copy=False,
        groups=fields.NO_ACCESS,
        help="Stock moves that costs of the order come from: a change of one marks the order.",
    )

    @api.depends(
        "order_line.move_ids",
        "real_cost_move_ids.state",
        "real_cost_move_ids.quantity",
        "real_cost_move_ids.product_uom_qty",
        "real_cost_move_ids.value",
        "real_cost_move_ids.move_orig_ids",
        "real_cost_move_ids.move_dest_ids",
    )
    def _compute_real_cost_to_update(self):
        return super()._compute_real_cost_to_update()

    def _get_real_cost_items(self):
        """Add the goods, and store the moves that were followed."""
        items = super()._get_real_cost_items()
        flows = self._get_real_cost_flows()
        moves = {order.id: set() for order in self}
        for _step in range(STEPS):
            # One recordset, so that all moves are read together.
            step = self.env["stock.move"].browse(dict.fromkeys(flow.move.id for flow in flows))
            origins = {move.id: move._get_real_cost_awaited()._ids for move in step}
            for flow in flows:
                # Also those that did not come before the goods left, and may still come.
                moves[flow.order.id] |= {flow.move.id, flow.exit.id, *origins[flow.move.id]}
            if not flows:
                break
            found, flows = self._follow_real_cost(flows)
            items += found
        self._store_real_cost_links("real_cost_move_ids", moves)
        return self._leave_out_bought(items)

    def _get_real_cost_flows(self):
        """Return the flows of deliveries to customers, and of returns."""
        moves = self.order_line.move_ids | self._get_moves_without_line()
        moves.fetch(self.env["stock.move"]._get_real_cost_fields())
        flows = []
        for move in moves:
            order, direction = move._get_order_served(), move._get_real_cost_direction()
            if (
                direction
                and move.company_id == order.company_id
                and move.state not in ("draft", "cancel")
                and (direction > 0 or move._is_back_for_sure())
            ):
                quantity = direction * move._get_real_cost_quantity()
                line = move.sale_line_id
                flows.append(
                    Flow(order, line, move, quantity, move, direction, "stock", "purchase")
                )
        return flows + self._get_scrap_flows()

    def _get_moves_without_line(self):
        """Return the deliveries and returns of the orders whose line was deleted since."""
        if not self.stock_reference_ids:
            return self.env["stock.move"]
        return self.env["stock.move"].search(
            [
                ("reference_ids", "in", self.stock_reference_ids.ids),
                ("sale_line_id", "=", False),
                ("scrap_id", "=", False),
                ("state", "=", "done"),
                "|",
                ("location_id.usage", "=", "customer"),
                ("location_dest_id.usage", "=", "customer"),
            ]
        )

    def _get_scrap_flows(self):
        """Return the flows of goods scrapped from stock on the transfers of the orders: they cost
        as much as those delivered. Goods scrapped after their delivery count with the delivery.
        """
        moves = self.env["stock.move"].search(
            [("scrap_id.picking_id.sale_id", "in", self.ids), ("state", "=", "done")]
        )
        flows = []
        for move in moves:
            order = move.scrap_id.picking_id.sale_id
            if move.location_id.usage != "customer" and move.company_id == order.company_id:
                quantity, line = move._get_real_cost_quantity(), move._get_scrapped_line()
                flows.append(Flow(order, line, move, quantity, move, 1, "stock", "purchase"))
        return flows

    def _follow_real_cost(self, flows):
        """Take the ``flows`` one step back.

        Goods from other moves are followed there; the rest came from stock, at its value on leaving
        it. Bridges extend it, and first take the flows whose cost they know.

        :return: leaves of cost, and flows that are still to be followed
        """
        items, further, from_stock = [], [], []
        for before, rest in self._step_back(flows):
            further += before
            if rest:
                from_stock.append(rest)
        consigned = self._get_consigned(from_stock)
        for flow in from_stock:
            items += flow.exit._get_stock_items(flow, consigned.get(flow.exit, ()))
        return items, further

    @api.model
    def _get_consigned(self, flows):
        """Return ``{exit: [(move line, quantity)]}`` of what the company does not own of the exits
        of ``flows``, in the unit of the product: their value leaves it out.
        """
        lines = self.env["stock.move.line"].search_fetch(
            [
                ("move_id", "in", list({flow.exit.id for flow in flows})),
                ("owner_id", "!=", False),
                ("state", "=", "done"),
            ],
            ["move_id", "owner_id", "quantity_product_uom", "company_id"],
        )
        consigned = {}
        for line in lines.filtered(lambda line: line._should_exclude_for_valuation()):
            consigned.setdefault(line.move_id, []).append((line, line.quantity_product_uom))
        return consigned

    @api.model
    def _step_back(self, flows):
        """Yield, for each flow, the flows of the moves before it, and the flow from stock if
        any.
        """
        # One recordset, so that all moves are read together.
        moves = self.env["stock.move"].browse(dict.fromkeys(flow.move.id for flow in flows))
        parts = moves._get_real_cost_parts()
        origins = moves.browse(dict.fromkeys(origin for part in parts.values() for origin in part))
        origins = {origin.id: origin for origin in origins}
        for flow in flows:
            before = parts.get(flow.move.id, {})
            rest = 1.0 - sum(before.values())
            yield (
                [flow.through(origins[origin], part) for origin, part in before.items()],
                # Ignore the rounding error of the division.
                flow.through(flow.exit, rest) if abs(rest) > 1e-9 else None,
            )

    # --- missing costs ---

    def _get_waiting_lines(self):
        """Return the order lines with an open move to the customer, by one step or several, or to a
        repair; or from the customer if they take goods back.
        """
        waiting = self.env["stock.move"]._read_group(
            [
                ("sale_line_id.order_id", "in", self.ids),
                ("state", "not in", ("draft", "cancel", "done")),
                "|",
                "|",
                ("location_dest_id.usage", "in", ("customer", "production")),
                ("location_final_id.usage", "=", "customer"),
                "&",
                ("location_id.usage", "=", "customer"),
                ("sale_line_id.product_uom_qty", "<", 0),
            ],
            ["sale_line_id"],
        )
        return self.env["sale.order.line"].browse(line.id for (line,) in waiting)

    def _get_real_cost_missing(self):
        missing = super()._get_real_cost_missing()
        for order, lines in self._get_waiting_lines().grouped("order_id").items():
            missing[order.id].append(("not_delivered", len(lines)))
        # Goods on an order line are under ``no_cost``.
        rows = self.env["sale.order.cost"]._read_group(
            self._get_unknown_cost_domain()
            & Domain("order_id", "in", self.ids)
            & Domain("sale_line_id", "=", False)
            & Domain("res_model", "in", GOODS)
            & Domain("state", "=", "actual"),
            ["order_id"],
            ["__count"],
        )
        for order, count in rows:
            missing[order.id].append(("goods_without_cost", count))
        return missing

    @api.model
    def _get_unknown_cost_domain(self):
        goods = Domain("res_model", "in", GOODS) & Domain("amount", "=", 0)
        return super()._get_unknown_cost_domain() | (goods & Domain("category", "!=", "production"))

    def _get_lines_without_cost(self):
        """Add the lines with a delivered part whose cost is unknown."""
        unknown = self.env["sale.order.cost"]._read_group(
            self._get_unknown_cost_domain()
            & Domain("order_id", "in", self.ids)
            & Domain("order_id.state", "=", "sale")
            & Domain("sale_line_id", "!=", False)
            & Domain("state", "=", "actual"),
            ["sale_line_id"],
        )
        lines = self.env["sale.order.line"].browse(line.id for (line,) in unknown)
        later = self._get_lines_costing_later()
        return super()._get_lines_without_cost() | lines.filtered(lambda x: x.id not in later)

    def _get_lines_costing_later(self):
        return super()._get_lines_costing_later() | set(self._get_waiting_lines().ids)

    @api.model
    def _get_real_cost_missing_labels(self):
        return {
            **super()._get_real_cost_missing_labels(),
            "not_delivered": self.env._("order lines not delivered"),
            "goods_without_cost": self.env._("delivered goods without a known cost"),
        }
