from odoo import models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def action_confirm(self):
        result = super().action_confirm()
        if self.project_id:
            self.env["sale.order"]._mark_by_projects(self.project_id)
        return result

    def write(self, vals):
        if "project_id" not in vals:
            return super().write(vals)
        projects = self.project_id
        result = super().write(vals)
        if projects := projects | self.project_id:
            self.env["sale.order"]._mark_by_projects(projects)
        return result

    def _is_made_by_hand(self):
        """Return whether only its project links the manufacturing order to an order: nobody sold
        or consumes what it makes.
        """
        self.ensure_one()
        if not self.project_id or self.reference_ids.sale_ids or self.sale_line_id:
            return False
        after = self.move_finished_ids._get_moves_after()
        return not any(
            move.state != "cancel"
            and (move.raw_material_production_id or move._get_real_cost_direction())
            for move in after
        )

    def _is_lost(self):
        """While it is open, what is made for a project goes to the site."""
        is_open = self.state not in ("done", "cancel")
        return super()._is_lost() and not (is_open and self._is_made_by_hand())

    def _get_main_moves(self):
        """Return the moves of what the manufacturing order makes, by-products left out."""
        self.ensure_one()
        return self.move_finished_ids.filtered(lambda move: move.product_id == self.product_id)

    def _get_quantity_for_project(self):
        """Return the quantity made, or planned, in the unit of the product."""
        self.ensure_one()
        moves = self._get_main_moves().filtered(lambda move: move.state not in ("draft", "cancel"))
        return sum(move._get_quantity_left() for move in moves)
