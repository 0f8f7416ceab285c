"""The mark of an order whose documents changed: its costs must be computed again."""

from odoo import api, fields, models

from ....tools.groups import REAL_COST as GROUP


class SaleOrder(models.Model):
    _inherit = "sale.order"

    cost_line_ids = fields.One2many(
        "account.move.line",
        "cost_order_id",
        string="Vendor Bill Lines",
        copy=False,
        groups=GROUP,
        help="Vendor bill lines assigned to the order by hand.",
    )

    real_cost_to_update = fields.Boolean(
        string="Costs to Update",
        compute="_compute_real_cost_to_update",
        store=True,
        copy=False,
        groups=GROUP,
        help="A document has changed since the costs were last computed.",
    )

    @api.depends(
        "phase_trigger",
        "lines_trigger",
        "company_id",
        "order_line.analytic_distribution",
        "order_line.analytic_line_ids.move_line_id",
        "order_line.analytic_line_ids.move_line_id.move_id.reversal_move_ids.state",
        "cost_line_ids.move_id.reversal_move_ids.state",
        "cost_line_ids.balance",
        "cost_line_ids.account_id",
        "cost_line_ids.parent_state",
        "cost_line_ids.display_type",
        "cost_line_ids.cost_category",
        "cost_line_ids.cost_replaces_id",
        "cost_line_ids.partner_id",
        "cost_line_ids.name",
    )
    def _compute_real_cost_to_update(self):
        """Mark the orders of ``self``, whose documents changed. Bridges extend this method with
        their ``@api.depends``.

        The mark is written even if it is set: a concurrent update of the order must find its row
        changed and start again, rather than miss this document.
        """
        self._fields["real_cost_to_update"]._update_cache(self, True, dirty=True)

    def _mark_real_cost(self):
        """Mark the orders, whose costs must be computed again."""
        self.env.add_to_compute(self._fields["real_cost_to_update"], self)

    def _shares_books(self, company):
        """Return whether documents of ``company`` are costs of the order: those of its own company
        are, and those of a branch in the same books.
        """
        self.ensure_one()
        return company == self.company_id or company.root_id == self.company_id.root_id
