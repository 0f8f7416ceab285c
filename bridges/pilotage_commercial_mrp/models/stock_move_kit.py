"""The quantity of each component that a kit needs."""

from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_kit_needs(self, line):
        """Return the needs of a kit: what was asked for it while nothing of that is given up, else
        those of its bill of materials, which may have changed since.
        """
        needs = line.move_ids._get_quantities_asked()
        if needs is None:
            needs = self._get_needs_of_bom(line)
        return super()._get_kit_needs(line) if needs is None else needs

    def _get_quantities_asked(self):
        """Return ``{component: quantity}`` that the moves of an order line were created for, None
        once some of it was cancelled or came back.
        """
        if any(
            (move.state == "cancel" and move.product_qty) or move.location_id.usage == "customer"
            for move in self
        ):
            return None
        asked = self.filtered(
            lambda move: (
                move.state not in ("draft", "cancel")
                and not move.scrap_id
                and move.location_id.usage != "production"
            )
        )
        needs = {}
        # Where goods go in several steps, only the first one was asked for all of them.
        for move in asked.filtered(lambda move: not move.move_orig_ids & asked):
            needs[move.product_id] = needs.get(move.product_id, 0.0) + move.product_qty
        return needs

    def _get_needs_of_bom(self, line):
        """Return ``{component: quantity}`` by the bill of materials of the order ``line``, None
        without one.
        """
        product = line.product_id
        bom = self.bom_line_id.bom_id.filtered(
            lambda bom: (
                bom.type == "phantom"
                and (
                    bom.product_id == product
                    or (not bom.product_id and bom.product_tmpl_id == product.product_tmpl_id)
                )
            )
        )[:1]
        if not bom:  # a kit made of kits only: its moves know these
            company = line.company_id.id
            bom = bom._bom_find(product, company_id=company, bom_type="phantom")[product]
        if not bom:
            return None
        kits = line.product_uom_id._compute_quantity(
            line.product_uom_qty, bom.product_uom_id, round=False
        )
        needs = {}
        for bom_line, values in bom.explode(product, kits / bom.product_qty)[1]:
            component = bom_line.product_id
            quantity = bom_line.product_uom_id._compute_quantity(
                values["qty"], component.uom_id, round=False
            )
            # A service is never delivered; an optional component is not asked for.
            if component.type != "service" and quantity:
                needs[component] = needs.get(component, 0.0) + quantity
        return needs
