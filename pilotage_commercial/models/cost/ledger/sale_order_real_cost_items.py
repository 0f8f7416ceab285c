"""The contract of the ledger: the leaves of cost of an order, from its documents."""

from odoo import models
from odoo.fields import Command


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_real_cost_items(self):
        """Return the leaves of cost of the orders, as dicts of values of ``sale.order.cost``.

        ``order_id``, ``sale_line_id``, ``source``, ``category``, ``state``, ``amount``, ``date``,
        ``partner_id``, ``name``, ``res_model``, ``res_id``: ids, untaxed, in the currency of the
        company, of documents of the order's company or of its branches. Called as superuser on a
        batch of orders, with queries whose number does not grow with it. Bridges extend it with
        their own leaves.
        """
        return (
            self._get_assigned_bill_items()
            + self._get_reinvoiced_bill_items()
            + self._get_analytic_bill_items()
        )

    def _get_assigned_bill_items(self):
        """Return the leaves of the bill lines assigned by hand."""
        lines = self.env["account.move.line"].search_fetch(
            [("cost_order_id", "in", self.ids), *self.env["account.move.line"]._get_bill_domain()],
            ["cost_order_id", "company_id", "balance", "cost_category", "move_id", "name"],
        )
        lines = lines.filtered(lambda line: line.company_id == line.cost_order_id.company_id)
        return lines._get_bill_items([(line, line.cost_order_id, None, 1.0) for line in lines])

    def _get_reinvoiced_bill_items(self):
        """Return the leaves of the bill lines that were re-invoiced on the orders and not assigned
        to another one.
        """
        analytic_lines = self.env["account.analytic.line"].search_fetch(
            [("so_line.order_id", "in", self.ids), ("move_line_id", "!=", False)],
            ["so_line", "move_line_id"],
        )
        # Several analytic lines can share one bill line.
        pairs = {(line.move_line_id, line.so_line) for line in analytic_lines}
        lines = self.env["account.move.line"].browse({line.id for line, _sale_line in pairs})
        lines = lines.filtered_domain(self.env["account.move.line"]._get_reinvoiced_domain())
        return lines._get_bill_items(
            [
                (line, sale_line.order_id, sale_line, 1.0)
                for line, sale_line in pairs
                if line in lines
                and not line.cost_order_id
                and sale_line.order_id._shares_books(line.company_id)
            ]
        )

    def _store_real_cost_links(self, name, found):
        """Write ``{order id: ids}`` in the many2many ``name``, only the changes, at once: the
        documents that costs came from, so that a change of one marks the order.

        By ``write_batch`` of the field: ``write`` would mark the orders.
        """
        commands = [
            (order, [Command.set(sorted(found[order.id]))])
            for order in self
            if set(order[name]._ids) != found[order.id]
        ]
        if commands:
            self._fields[name].write_batch(commands)
