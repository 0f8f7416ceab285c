"""The quantity of a purchase line that its bills and credit notes stand for."""

from collections import defaultdict

from odoo import models

from .account_move_line import FULL_PRICE

# Bills of a lump sum below this part of it bill a part of the works.
HALF = 0.5


def get_part_of_lump_sum(part, quantity):
    """Return the part of a lump sum that bills of ``part`` of its price, and of ``quantity`` units,
    stand for: works are billed month by month, each time for one unit at a part of the price.

    A single bill of half of the price or more is a lower price, unless another one follows.
    """
    enough = FULL_PRICE if quantity > 1.0 else HALF
    return part if 0 < part < enough else 1.0


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _count_billed(self, cost, along):
        """Set the quantities of ``cost`` that are billed, and that are credited and kept, in the
        unit of the line; ``along`` tells whether it stands beside the others of its purchase.

        What is billed beyond the quantity ordered and received is for another line of the purchase
        (see ``_share_surplus``), a supplement on the price, or a bill too many: no more goods come
        for it.
        """
        self.ensure_one()
        quantities = self._get_billed_by_document(cost.bill_lines)
        limit = max(cost.ordered, cost.received)
        billed = sum(quantities.values())
        cost.billed = min(billed, limit) if limit > 0 else billed
        cost.surplus = self._get_surplus(cost, billed, limit)
        if cost.billed == limit == 1.0:
            cost.billed = self._get_part_billed(cost, quantities)
        cost.kept = self._get_kept_quantity(quantities, along)

    def _get_surplus(self, cost, billed, limit):
        """Return the quantity billed beyond ``limit``.

        Works in one piece are billed month by month, each time for one unit: their price tells how
        many pieces are billed.
        """
        self.ensure_one()
        if self.product_id.type == "service" and limit == 1.0:
            pieces = sum(cost.amounts.values()) / cost.price if cost.price > 0 else limit
            billed = min(billed, float(round(pieces)))
        return max(0.0, billed - limit) if limit > 0 else 0.0

    def _get_part_billed(self, cost, quantities):
        """Return the part of a lump sum that its bills stand for."""
        self.ensure_one()
        bills = [line for line in cost.amounts if quantities[line]]
        if self.product_id.type != "service" or not bills or cost.price <= 0:
            return 1.0
        part = sum(cost.amounts[line] for line in bills) / cost.price
        return get_part_of_lump_sum(part, sum(quantities[line] for line in bills))

    def _get_billed_by_document(self, bill_lines):
        """Return ``{bill line: quantity}`` in the unit of the line, negative for one that credits;
        0 for a change of the price alone.
        """
        bills = [line for line in bill_lines if not line._undoes() and not line._credits()]
        signs = {line: int(line._bills_goods(bills)) for line in bills}
        raises = {line.move_id for line in bills if not signs[line]}
        priced = [line for line in bills if line.move_id not in raises]
        for line in bill_lines:
            if line._credits():
                gives_back = line._get_credited_move() not in raises and line._gives_back(priced)
                signs[line] = -1 if gives_back else 0
        for line in bill_lines:
            if line._undoes():
                # The reversal of a credit note bills again what that one took back.
                undone = line.move_id.reversed_entry_id
                signs[line] = int(any(signs.get(x) for x in bill_lines if x.move_id == undone))
        return {
            line: sign
            * line.product_uom_id._compute_quantity(
                abs(line.quantity), self.product_uom_id, round=False
            )
            for line, sign in signs.items()
        }

    def _get_kept_quantity(self, quantities, along):
        """Return the quantity credited though it was received and kept.

        A supplier who credits a part of a bill (broken or missing pieces, goodwill) does not bill
        that part again: it costs nothing. Nor freight that he credits alone. One who credits all of
        what was bought makes another bill.
        """
        billed, credited, days = defaultdict(float), defaultdict(float), {}
        for line, quantity in quantities.items():
            if line._undoes():
                credited[line.move_id.reversed_entry_id.reversed_entry_id] -= quantity
            elif line._credits():
                move = line._get_credited_move()
                credited[move] -= quantity
                days[move] = line.date
            else:
                billed[line.move_id] += quantity
        kept = 0.0
        for move, quantity in credited.items():
            whole = billed[move] if move in billed else sum(billed.values())
            in_part = self.product_uom_id.compare(quantity, whole) < 0
            alone = along and not (move and move._is_credited_entirely())
            if quantity > 0 and (in_part or alone):
                kept += max(0.0, quantity - self._get_quantity_due_again(days[move]))
        return kept

    def _get_quantity_due_again(self, day):
        """Return the quantity that a credit note of ``day`` credits because it was sent back, or
        came later only. Hook for bridges.
        """
        self.ensure_one()
        return 0.0

    # --- billed on one line for another ---

    def _find_together(self, costs):
        """Return the lines that bills of one another may stand for, if something is billed beyond
        what is bought, or not billed: those of one purchase for one product.

        A supplier adds up the lines of one product; *Bill Matching* links them all to the first.
        """
        lines = self.order_id.order_line.filtered(
            lambda line: not (line.display_type or line.is_downpayment)
        )
        groups = lines.grouped(lambda line: line._get_key_together())
        found = self.browse()
        for line in self:
            group = groups.get(line._get_key_together(), line)
            cost = costs[line]
            cost.together = group - line
            if cost.together and (cost.surplus or cost.unbilled):
                found |= group
        return found

    def _get_key_together(self):
        self.ensure_one()
        return self.order_id, self.product_id, self.product_uom_id

    def _share_surplus(self, costs):
        """Move what is billed beyond one line of a purchase to those of the same product that wait
        for a bill, by their quantities, in ``costs``.
        """
        for lines in self.grouped(lambda line: line._get_key_together()).values():
            waiting = {line: costs[line].unbilled for line in lines if costs[line].unbilled}
            surplus = sum(costs[line].surplus for line in lines)
            needed = sum(waiting.values())
            moved = min(surplus, needed)
            for line in lines if moved else ():
                giving = costs[line]
                whole = max(giving.ordered, giving.received) + giving.surplus
                part = moved * giving.surplus / surplus / whole if giving.surplus else 0.0
                for other, quantity in waiting.items() if part else ():
                    costs[other].take(giving, part * quantity / needed)
                giving.keep(1.0 - part)
            for line, quantity in waiting.items():
                costs[line].billed += moved * quantity / needed
