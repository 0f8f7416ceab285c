"""The missing costs of an order, which decide how reliable its real margin is."""

from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.depends("real_cost_missing")
    @api.depends_context("lang")
    def _compute_real_cost_missing_text(self):
        labels = self._get_real_cost_missing_labels()
        for order in self:
            texts = []
            for item in (order.real_cost_missing or "").split(","):
                code, _sep, count = item.partition(":")
                # A code of an uninstalled bridge has no label: skip it.
                if label := labels.get(code):
                    texts.append(f"{label} ({count})" if count else label)
            order.real_cost_missing_text = ", ".join(texts)

    def _get_real_cost_missing(self):
        """Return ``{order id: [(code, count or None), …]}`` of the costs known to be missing.

        Called after the rows of the orders are up to date. Each code has a label in
        :meth:`_get_real_cost_missing_labels`; addons extend both.
        """
        lines = self._get_lines_without_cost()
        missing = defaultdict(list)
        for order, order_lines in lines.grouped("order_id").items():
            missing[order.id].append(("no_cost", len(order_lines)))
        to_come = self.env["sale.order.cost"]._read_group(
            [
                ("order_id", "in", self.ids),
                ("source", "=", "manual"),
                ("state", "=", "committed"),
                ("replaced", "!=", True),
            ],
            ["order_id"],
            ["__count"],
        )
        for order, count in to_come:
            missing[order.id].append(("to_come", count))
        for order_id, count in self._get_shared_documents().items():
            missing[order_id].append(("shared_account", count))
        for order_id, count in self._count_capitalised().items():
            missing[order_id].append(("capitalised", count))
        return missing

    def _count_capitalised(self):
        """Return ``{order id: number of its bill lines that are fixed assets}``: of these, the
        depreciation is the cost, which no bill tells.
        """
        rows = self.env["sale.order.cost"].search_fetch(
            [
                ("order_id", "in", self.ids),
                ("res_model", "=", "account.move.line"),
                ("amount", "=", 0),
            ],
            ["order_id", "res_id"],
        )
        # One recordset, so that all lines are read together.
        lines = self.env["account.move.line"].browse(row.res_id for row in rows)
        counts = defaultdict(int)
        for row, line in zip(rows, lines, strict=True):
            counts[row.order_id.id] += line._is_capitalised()
        return {order_id: count for order_id, count in counts.items() if count}

    @api.model
    def _get_real_cost_missing_labels(self):
        """Return ``{code: label}`` of the costs that can be missing."""
        return {
            "no_cost": self.env._("order lines without any cost"),
            "to_come": self.env._("typed costs to come"),
            "shared_account": self.env._("documents on a project of several orders"),
            "capitalised": self.env._("bill lines booked as fixed assets"),
        }

    def _get_lines_without_cost(self):
        """Return the confirmed product lines without any cost.

        A cost of the whole order, assigned or typed, may cover any of its lines.
        """
        costs = self.env["sale.order.cost"]
        counted = [("order_id", "in", self.ids), ("replaced", "!=", True)]
        whole = costs._read_group(
            [
                *counted,
                ("sale_line_id", "=", False),
                ("source", "in", ("bill", "analytic", "manual")),
            ],
            ["order_id"],
        )
        covered = costs._read_group(
            Domain([*counted, ("sale_line_id", "!=", False)]) & ~self._get_unknown_cost_domain(),
            ["sale_line_id"],
        )
        orders = self.filtered(lambda order: order.state == "sale")
        orders -= self.browse(order.id for (order,) in whole)
        told = {line.id for (line,) in covered} | self._get_lines_costing_later()
        lines = self.env["sale.order.line"].search_fetch(
            [
                ("order_id", "in", orders.ids),
                ("display_type", "=", False),
                ("product_id", "!=", False),
                ("product_uom_qty", ">", 0),
                ("price_unit", ">=", 0),
                ("is_downpayment", "=", False),
            ],
            ["order_id", "product_id"],
        )
        return lines.filtered(lambda line: line.id not in told and line._costs_something())

    @api.model
    def _get_unknown_cost_domain(self):
        """Return the domain of the rows whose cost is unknown: their lines are under ``no_cost``.
        Hook for bridges.
        """
        return Domain.FALSE

    def _get_lines_costing_later(self):
        """Return ids of lines whose missing cost is already reported under another code (not
        delivered, not received…). Hook for bridges.
        """
        return set()

    def _get_real_cost_states(self, missing):
        """Return ``{order id: state}`` of the costs."""
        rows = self.env["sale.order.cost"]._read_group(
            [("order_id", "in", self.ids), ("replaced", "!=", True)],
            ["order_id", "state"],
        )
        found = {(order.id, state) for order, state in rows}
        states = {}
        for order in self:
            if order._is_quotation() or (order.id, "actual") not in found:
                states[order.id] = "planned"
            elif missing.get(order.id) or (order.id, "committed") in found:
                states[order.id] = "provisional"
            else:
                states[order.id] = "complete"
        return states
