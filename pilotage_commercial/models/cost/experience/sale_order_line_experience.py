"""The expected cost of a quoted line, from past orders."""

from odoo import fields, models
from odoo.tools import float_compare

from ....tools.groups import REAL_COST as GROUP
from ..plan.sale_order_line_plan import PLAN


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    cost_before_experience = fields.Float(
        digits=False,
        readonly=True,
        copy=False,
        aggregator=None,
        prefetch=PLAN,
        groups=GROUP,
        help="Cost of the line before the experience of past orders was applied to it.",
    )
    cost_with_experience = fields.Float(
        digits=False,
        readonly=True,
        copy=False,
        aggregator=None,
        prefetch=PLAN,
        groups=GROUP,
        help="Cost that the experience of past orders gave to the line.",
    )

    def _has_experience(self):
        """Return whether experience set the cost of the line, unchanged since."""
        self.ensure_one()
        applied = self.cost_with_experience
        return bool(applied) and not float_compare(applied, self.purchase_price, precision_digits=6)

    def _get_experience(self, ratios):
        """Return (ratio, orders) to expect for the line: (1, 0) without experience, or when it was
        applied already.

        :param ratios: see ``pilotage.cost.experience._get_ratios``
        """
        self.ensure_one()
        if self.display_type or self._has_experience():
            return 1.0, 0
        key = self.product_id.categ_id.id, self._get_planned_category()
        return ratios.get(key, (1.0, 0))

    def _apply_experience(self, ratios):
        """Set the costs of the lines to the expected ones; return the lines that changed."""
        changed = self.browse()
        for line in self:
            ratio, orders = line._get_experience(ratios)
            if not orders or not line.purchase_price:
                continue
            before = line.purchase_price
            line.purchase_price = before * ratio
            # System fields: written for every user who may change the cost.
            line.sudo().write(
                {
                    "cost_before_experience": before,
                    "cost_with_experience": line.purchase_price,
                }
            )
            changed += line
        return changed

    def _undo_experience(self):
        """Restore the former costs of the lines whose cost is unchanged since; return these
        lines.
        """
        applied = self.filtered(lambda line: line._has_experience())
        for line in applied:
            line.purchase_price = line.cost_before_experience
        # System fields: written for every user who may change the cost.
        applied.sudo().write({"cost_before_experience": 0.0, "cost_with_experience": 0.0})
        return applied
