"""What a purchase line costs: what is billed, what is received and not billed, what is to come."""

from dataclasses import dataclass, field

from odoo import models

BILL_FIELDS = (
    "purchase_line_id",
    "company_id",
    "move_id",
    "move_type",
    "currency_id",
    "amount_currency",
    "partner_id",
    "name",
    "date",
    "product_uom_id",
    "quantity",
    "balance",
)


@dataclass
class Cost:
    """The cost of a purchase line, in the currency of the company; quantities in its own unit."""

    bill_lines: list = field(default_factory=list)
    billed: float = 0.0
    received: float = 0.0
    ordered: float = 0.0
    price: float = 0.0

    @property
    def incurred(self):
        """Quantity billed or received, whichever is more."""
        return max(self.billed, self.received)

    @property
    def to_bill(self):
        """Quantity received and not billed."""
        return max(0.0, self.received - self.billed)

    @property
    def to_come(self):
        """Quantity neither received nor billed."""
        return max(0.0, self.ordered - self.incurred)


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _get_real_costs(self):
        """Return ``{line: Cost}``."""
        bill_lines = self._get_posted_bill_lines()
        costs = {}
        for line in self:
            ordered = line.product_qty if line.state == "purchase" else 0.0
            rate = line.order_id.currency_rate or 1.0
            price = line.price_subtotal / line.product_qty if line.product_qty else line.price_unit
            cost = Cost(received=line.qty_received, ordered=ordered, price=price / rate)
            cost.bill_lines = bill_lines.get(line, [])
            cost.billed = line._get_billed_quantity(cost.bill_lines)
            costs[line] = cost
        return costs

    def _get_posted_bill_lines(self):
        """Return ``{line: bill lines}`` of those that tell a cost."""
        found = self.env["account.move.line"].search_fetch(
            [
                ("purchase_line_id", "in", self.ids),
                *self.env["sale.order.cost"]._get_bill_domain(),
            ],
            BILL_FIELDS,
        )
        lines = {}
        for bill_line in found:
            if bill_line.company_id == bill_line.purchase_line_id.company_id:
                lines.setdefault(bill_line.purchase_line_id, []).append(bill_line)
        return lines

    def _get_billed_quantity(self, bill_lines):
        """Return the quantity billed, in the unit of the line."""
        self.ensure_one()
        billed = 0.0
        bills = [line for line in bill_lines if line.move_type != "in_refund"]
        for line in bill_lines:
            if line in bills or line._gives_back(bills):
                quantity = line.product_uom_id._compute_quantity(
                    line.quantity, self.product_uom_id, round=False
                )
                billed += quantity if line in bills else -quantity
        return billed

    def _get_real_cost_items(self, cost, order, sale_line, incurred=1.0, to_come=1.0, **values):
        """Return the leaves of the line for an order.

        :param incurred: part that the order takes of what is billed or received
        :param to_come: part that it takes of what is neither
        """
        self.ensure_one()
        values = {"source": "purchase", **values}
        items = [
            bill_line._get_real_cost_item(
                order, sale_line, amount=bill_line.balance * incurred, **values
            )
            for bill_line in cost.bill_lines
            if incurred
        ]
        for state, amount in (
            ("actual", cost.to_bill * cost.price * incurred),
            ("committed", cost.to_come * cost.price * to_come),
        ):
            if amount:
                items.append(
                    {
                        "order_id": order.id,
                        "sale_line_id": sale_line.id,
                        "state": state,
                        "amount": amount,
                        "date": self.date_planned or self.date_order,
                        "partner_id": self.partner_id.id,
                        "name": f"{self.order_id.name} · {(self.name or '').split(chr(10))[0]}",
                        "res_model": self._name,
                        "res_id": self.id,
                        **values,
                    }
                )
        return items
