"""The margin at completion in the form: a table by category, and the reasons of the drift."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import formatLang

from ....tools.completion import SAME_WORK
from ....tools.groups import REAL_COST as GROUP
from ..ledger.sale_order_real_cost import CATEGORY_FIELDS
from ..plan.sale_order_margins import QUOTED_FIELDS
from .sale_order_completion import KNOWN
from .sale_order_completion_category import COMPLETION_FIELDS

# Spent share of the plan minus delivered share, from which it is a reason of its own.
AHEAD = 0.2
COLUMNS = ("planned", "incurred", "committed", "remaining", "completion", "drift")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    completion_table = fields.Json(
        compute="_compute_completion_table", exportable=False, groups=GROUP
    )
    drift_reasons = fields.Char(
        compute="_compute_drift_reasons",
        groups=GROUP,
        help="Why the order will not leave the margin that was planned.",
    )

    @api.depends(
        "planned_cost",
        "real_cost",
        "committed_cost",
        "completion_cost",
        "completion_margin",
        "completion_state",
        "net_revenue",
        "margin_drift",
    )
    @api.depends_context("lang")
    def _compute_completion_table(self):
        rows = self._get_cost_rows()
        for order in self:
            order.completion_table = order._get_completion_table(rows[order])

    def _get_completion_table(self, rows):
        """Return the table: amounts by column, for each category, revenue, cost and margin.

        In every row, a negative drift lowers the margin.
        """
        self.ensure_one()
        planned = self.quoted_revenue
        return {
            "known": self.completion_state in KNOWN,
            "floor": self.company_id.low_margin_threshold,
            "lines": self._get_category_lines(rows),
            "revenue": {
                "planned": planned,
                "completion": self.net_revenue,
                "drift": self.net_revenue - planned if self.state != "cancel" else 0.0,
            },
            "cost": {
                "planned": self.planned_cost,
                "incurred": self.real_cost,
                "committed": self.committed_cost,
                "remaining": self.remaining_cost,
                "completion": self.completion_cost,
                "drift": self.planned_cost - self.completion_cost,
            },
            "margin": {
                "planned": planned - self.planned_cost,
                "incurred": self.real_margin,
                "completion": self.completion_margin,
                "drift": self.margin_drift,
            },
        }

    def _get_category_lines(self, rows):
        """Return the rows of the categories that have an amount."""
        self.ensure_one()
        committed = defaultdict(float)
        for (_line, category, state), amount in rows.items():
            if state == "committed":
                committed[category] += amount
        lines = []
        for category, label in self._get_category_labels().items():
            planned = self[QUOTED_FIELDS[category]]
            incurred, total = self[CATEGORY_FIELDS[category]], self[COMPLETION_FIELDS[category]]
            to_come = self.company_currency_id.round(committed[category])
            left = max(total - incurred - to_come, 0.0)
            values = (planned, incurred, to_come, left, total, planned - total)
            if any(not self.company_currency_id.is_zero(value) for value in values[:-1]):
                line = dict(zip(COLUMNS, values, strict=True))
                lines.append({"category": category, "label": label, **line})
        return lines

    @api.model
    def _get_category_labels(self):
        """Return ``{cost category: label}`` in the language of the user."""
        field = self.env["sale.order.cost"]._fields["category"]
        return dict(field._description_selection(self.env))

    # --- reasons of the drift ---

    @api.depends("completion_table", "order_line.qty_delivered")
    @api.depends_context("lang")
    def _compute_drift_reasons(self):
        for order in self:
            table = order.completion_table or {}
            order.drift_reasons = (
                ", ".join(order._get_drift_reasons(table))
                if order.margin_drift < 0 and table.get("known")
                else False
            )

    def _get_drift_reasons(self, table):
        """Return the reasons of the drift of the order, the heaviest first."""
        self.ensure_one()
        reasons = []
        for line in sorted(self._get_work_as_one(table["lines"]), key=lambda line: line["drift"]):
            if self.company_currency_id.compare_amounts(line["drift"], 0) < 0:
                values = {
                    "category": line["label"].lower(),
                    "completion": self._format_cost(line["completion"]),
                    "planned": self._format_cost(line["planned"]),
                }
                if line["planned"]:
                    text = self.env._(
                        "%(category)s %(completion)s for %(planned)s planned", **values
                    )
                else:
                    text = self.env._("%(category)s %(completion)s without a plan", **values)
                reasons.append(text)
        if self.company_currency_id.compare_amounts(table["revenue"]["drift"], 0) < 0:
            reasons.append(
                self.env._(
                    "%(revenue)s invoiced for %(ordered)s ordered",
                    revenue=self._format_cost(table["revenue"]["completion"]),
                    ordered=self._format_cost(table["revenue"]["planned"]),
                )
            )
        return reasons + self._get_ahead_reason()

    @api.model
    def _get_work_as_one(self, lines):
        """Return ``lines`` with labour and subcontracting merged, if only one of them was planned:
        who does the work is often decided late.
        """
        work = [line for line in lines if line["category"] in SAME_WORK]
        if len(work) < 2 or all(line["planned"] for line in work):
            return lines
        one = {name: sum(line[name] for line in work) for name in COLUMNS}
        one["label"] = self.env._("labour and subcontracting")
        return [one, *(line for line in lines if line not in work)]

    def _get_ahead_reason(self):
        """Return the reason if the plan is spent faster than the work is delivered."""
        lines = self._get_real_lines().filtered(lambda line: line._is_delivery_tracked())
        ordered = sum(line.price_subtotal for line in lines)
        if self.planned_cost <= 0 or ordered <= 0:
            return []
        delivered = sum(
            line.price_subtotal * min(line.qty_delivered / line.product_uom_qty, 1.0)
            for line in lines
            if line.product_uom_qty
        )
        spent, done = self.real_cost / self.planned_cost, delivered / ordered
        if done >= 1 or spent - done < AHEAD:
            return []
        return [
            self.env._(
                "%(spent)s %% of the plan spent, %(done)s %% delivered",
                spent=round(spent * 100),
                done=round(done * 100),
            )
        ]

    def _format_cost(self, amount):
        """Return ``amount`` as a whole number, in the language of the user."""
        return formatLang(self.env, round(amount), digits=0)
