from odoo import api, fields, models

from ..tools.goods import Move, share_out

FIELDS = [
    "state",
    "company_id",
    "product_id",
    "product_uom",
    "product_qty",
    "quantity",
    "value",
    "location_id",
    "location_dest_id",
    "location_final_id",
    "origin_returned_move_id",
    "procure_method",
    "reference_ids",
    "rule_id",
    "sale_line_id",
    "date",
    "reference",
]


def is_outside(location):
    """Return whether ``location`` is a customer's; another company of the database is one."""
    return location.usage == "customer" or (location.usage == "transit" and not location.company_id)


class StockMove(models.Model):
    _inherit = "stock.move"

    # Without it the ORM searches all orders each time that a move changes.
    real_cost_order_ids = fields.Many2many(
        "sale.order",
        "sale_order_real_cost_move_rel",
        "move_id",
        "order_id",
        string="Orders of the Costs",
        copy=False,
        groups=fields.NO_ACCESS,
        help="Orders whose costs come from the move: the other side of “Moves of the Costs”.",
    )

    def _get_order_served(self):
        """Return the order of the move: of its line, else of what asked for it."""
        self.ensure_one()
        return self.sale_line_id.order_id or self.reference_ids.sale_ids[:1]

    @api.model
    def _get_real_cost_fields(self):
        """Return the fields to read on every move that is followed. Hook for bridges."""
        return FIELDS

    def _get_real_cost_quantity(self):
        """Return the quantity moved, or planned, in the unit of the product."""
        self.ensure_one()
        if self.state != "done":
            return self.product_qty
        return self.product_uom._compute_quantity(
            self.quantity, self.product_id.uom_id, round=False
        )

    def _get_real_cost_direction(self):
        """Return 1 when the move goes to a customer, -1 when it comes back, else 0.

        Goods consumed for an order line, as the parts of a repair, go to the customer; so do those
        on their way. Returned goods that go straight to a loss are not back.
        """
        self.ensure_one()
        came, goes = is_outside(self.location_id), is_outside(self.location_dest_id)
        if came and self.location_dest_id.usage == "inventory":
            return 0
        return (goes or self._is_consumed_for_line() or self._is_on_the_way()) - came

    def _is_on_the_way(self):
        """Return whether the move is the last one planned so far of a delivery in several steps:
        Odoo plans the next one when it is done.
        """
        self.ensure_one()
        return bool(
            self.state not in ("draft", "done", "cancel")
            and self.sale_line_id
            and is_outside(self.location_final_id)
            and all(move.state == "cancel" for move in self.move_dest_ids)
        )

    def _is_back_for_sure(self):
        """Return whether the move, which comes from a customer, lowers the cost: a planned return
        does not until it is done, unless the order line sells a negative quantity.
        """
        self.ensure_one()
        return self.state == "done" or self.sale_line_id.product_uom_qty < 0

    def _is_consumed_for_line(self):
        """Return whether the goods are consumed for an order line. Hook for bridges."""
        self.ensure_one()
        return bool(self.location_dest_id.usage == "production" and self.sale_line_id)

    def _get_real_cost_parts(self):
        """Return ``{move id: {origin id: part of its quantity}}`` of ``self``; see ``share_out``.

        All moves that share an origin with them, directly or not, are included: a quantity that one
        of them takes is not available to another.
        """
        moves, origins, found = self.browse(), self.browse(), self
        while found:
            moves |= found
            found.fetch(self._get_real_cost_fields())
            more = found._get_real_cost_origins() - origins
            more.fetch(self._get_real_cost_fields())
            origins |= more
            found = more.move_dest_ids - moves
        living = set(origins._ids)
        return share_out(
            [move._as_share(living) for move in moves if move.state not in ("draft", "cancel")],
            [move._as_origin() for move in origins],
        )

    def _get_real_cost_origins(self):
        """Return the origins of the moves of ``self`` that are done or planned."""
        origins = self.move_orig_ids | self.origin_returned_move_id
        for move in self:
            before = move._get_real_cost_before()
            origins |= before | move._get_real_cost_spare(before)
        origins.fetch(self._get_real_cost_fields())
        return origins.filtered(lambda move: move.state not in ("draft", "cancel"))

    def _get_real_cost_before(self):
        """Return the moves that brought the goods of this one.

        A return brings back the goods of its delivery or, without a link, of the deliveries of its
        order line. A move added later, without origins, to goods made or bought to order takes the
        origins of the other moves of the order; so do goods scrapped on a transfer.
        """
        self.ensure_one()
        if self.scrap_id.picking_id:
            return self._get_scrapped_siblings().move_orig_ids
        if self._get_real_cost_direction() < 0:
            return self.origin_returned_move_id or self.move_orig_ids or self._get_deliveries()
        if self.move_orig_ids:
            return self.move_orig_ids
        return self._get_origins_of_siblings() or self._get_lost_origins()

    def _get_real_cost_awaited(self):
        """Return the moves that brought the goods of this one, or may still bring them. Hook for
        bridges.
        """
        return self.move_orig_ids

    def _get_real_cost_spare(self, before):
        """Return the moves that brought what those ``before`` this one do not: those that nobody
        asked for with it, as a purchase that was copied, where others were. Hook for bridges.
        """
        asked = before.filtered(lambda move: move.reference_ids & self.reference_ids)
        return before - asked if asked else asked

    def _get_lost_origins(self):
        """Return the moves that brought goods to order for this one, if it lost its link to them.

        Odoo cuts it when another document, a scrap say, takes goods that were reserved, and when
        manufacturing orders are merged before their components are ordered.
        """
        if self.rule_id.procure_method != "make_to_order":
            return self.browse()
        return self.reference_ids.move_ids.filtered(
            lambda move: (
                move.product_id == self.product_id
                and move.location_dest_id == self.location_id
                and not move.origin_returned_move_id
                and not move._get_real_cost_direction()
            )
        )

    def _get_deliveries(self):
        """Return the deliveries of the order line of this return."""
        return self.sale_line_id.move_ids.filtered(
            lambda move: (
                move.state == "done"
                and move.product_id == self.product_id
                and move._get_real_cost_direction() > 0
            )
        )

    def _get_siblings(self):
        """Return the moves of the same order with the same product and the same step."""
        return self.sale_line_id.order_id.order_line.move_ids.filtered(
            lambda move: (
                move != self
                and move.product_id == self.product_id
                and move.location_id == self.location_id
                and move.procure_method == "make_to_order"
                and move.state not in ("draft", "cancel")
            )
        )

    def _get_origins_of_siblings(self):
        """Return the moves that brought goods to order for the siblings of this move."""
        self.ensure_one()
        if self.procure_method != "make_to_order":
            return self.browse()
        return self._get_siblings().move_orig_ids

    def _get_scrapped_siblings(self):
        """Return the moves of the same product on the transfer where this one was scrapped."""
        return self.scrap_id.picking_id.move_ids.filtered(
            lambda move: (
                move.product_id == self.product_id
                and not move.scrap_id
                and move.state not in ("draft", "cancel")
            )
        )

    def _get_scrapped_line(self):
        """Return the order line of the scrapped goods, if there is one."""
        lines = self._get_scrapped_siblings().sale_line_id
        order = self.scrap_id.picking_id.sale_id
        return (
            lines or order.order_line.filtered(lambda line: line.product_id == self.product_id)
        )[:1]

    def _as_share(self, origins=()):
        """Return the move as input of ``share_out``, with its origins among ``origins``."""
        self.ensure_one()
        before = self._get_real_cost_before()
        spare = self._get_real_cost_spare(before)
        before -= spare
        return Move(
            self.id,
            self.state == "done",
            self._get_real_cost_quantity(),
            *(tuple(x for x in moves._ids if x in origins) for moves in (before, spare)),
            self.date.timestamp(),
            self._lost_its_origins(),
        )

    def _lost_its_origins(self):
        """Return whether nothing links the move to what brought its goods."""
        self.ensure_one()
        return not (
            self.move_orig_ids
            or self.scrap_id
            or self._get_real_cost_direction() < 0
            or self._get_origins_of_siblings()
        )

    def _as_origin(self):
        """Return the move as input of ``share_out``, as an origin."""
        self.ensure_one()
        done, quantity = self.state == "done", self._get_quantity_taken()
        return Move(self.id, done, quantity, date=self.date.timestamp())

    def _get_quantity_left(self):
        """Return the quantity of the move that can still go to an order. Hook for bridges."""
        self.ensure_one()
        return self._get_real_cost_quantity()

    def _get_quantity_taken(self):
        """Return the quantity of the move that orders have, had, or can have. Hook for bridges."""
        self.ensure_one()
        return self._get_quantity_left()
