"""The cost of a purchase line: billed, received and not billed, and still to come."""

from dataclasses import dataclass, field

from odoo import fields, models

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
    amounts: dict = field(default_factory=dict)
    beside: dict = field(default_factory=dict)  # bill line: [(line beside it, amount)]
    along: list = field(default_factory=list)  # (purchase line beside it, its cost, part)
    together: models.Model | None = None  # the other lines of its purchase for its product
    surplus: float = 0.0  # billed beyond what is ordered and received
    billed: float = 0.0
    kept: float = 0.0  # credited and kept
    received: float = 0.0
    ordered: float = 0.0
    price: float = 0.0

    @property
    def incurred(self):
        """Quantity billed or received, the larger of the two."""
        return max(self.billed, self.received)

    @property
    def to_bill(self):
        """Quantity received that is still to be billed."""
        return max(0.0, self.received - self.billed - self.kept)

    @property
    def unbilled(self):
        """Quantity ordered or received that is still to be billed."""
        return max(0.0, max(self.received, self.ordered) - self.billed - self.kept)

    @property
    def to_come(self):
        """Quantity neither received nor billed."""
        return max(0.0, self.ordered - self.incurred)

    def take(self, other, part):
        """Add ``part`` of the bills of ``other``."""
        for line, amount in other.amounts.items():
            self.amounts[line] = amount * part
        for line, beside in other.beside.items():
            self.beside[line] = [(x, amount * part) for x, amount in beside]

    def keep(self, part):
        """Keep ``part`` of the bills."""
        if part != 1.0:
            self.take(self, part)


class PurchaseOrderLine(models.Model):
    _name = "purchase.order.line"
    _inherit = ["purchase.order.line", "pilotage.links"]
    _acting_links = {"sale_line_id": "read", "bought_for_order_id": "read"}

    # Without it the ORM searches all orders each time that a purchase line changes.
    real_cost_order_ids = fields.Many2many(
        "sale.order",
        "sale_order_real_cost_purchase_line_rel",
        "line_id",
        "order_id",
        string="Orders of the Costs",
        copy=False,
        groups=fields.NO_ACCESS,
        help="Orders whose costs come from the purchase line without a link to their lines.",
    )

    bought_for_order_id = fields.Many2one(
        "sale.order",
        string="Order of the Deleted Line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=fields.NO_ACCESS,
        help="Order whose line, since deleted, the purchase was made for.",
    )

    def _get_real_costs(self):
        """Return ``{line: Cost}``, each with its part of the lines beside it on its purchase."""
        costs = self._get_own_costs()
        for line, along in self._get_costs_along().items():
            costs[line].along = along
        return costs

    def _get_own_costs(self):
        """Return ``{line: Cost}``, with what is billed on another line for this one."""
        costs = self._get_costs_alone()
        if together := self._find_together(costs):
            costs |= (together - self)._get_costs_alone()
            together._share_surplus(costs)
        return {line: costs[line] for line in self}

    def _get_costs_alone(self):
        """Return ``{line: Cost}`` of what is billed on each line."""
        found = self._get_posted_bill_lines()
        bill_lines = found.grouped("purchase_line_id")
        amounts, beside = found._get_booked_costs(), found._get_amounts_beside()
        along = self.filtered(lambda line: line in bill_lines and line._goes_along())
        along = along._without_an_owner() if along else along
        costs = {}
        for line in self:
            cost = Cost(
                received=line.qty_received,
                ordered=line._get_quantity_ordered(),
                price=line._get_cost_price(),
            )
            cost.bill_lines = list(bill_lines.get(line, ()))
            counted = [bill_line for bill_line in cost.bill_lines if not bill_line._is_spread()]
            cost.amounts = {bill_line: amounts[bill_line] for bill_line in counted}
            cost.beside = {bill_line: beside[bill_line] for bill_line in cost.bill_lines}
            line._count_billed(cost, line in along)
            costs[line] = cost
        return costs

    def _filter_open(self):
        """Return the lines of which something is received and not billed, or still to come."""
        costs = self._get_own_costs() if self else {}
        return self.filtered(
            lambda line: (
                line.product_uom_id.compare(costs[line].to_bill + costs[line].to_come, 0.0) > 0
            )
        )

    def _get_quantity_ordered(self):
        """Return the quantity that is bought, in the unit of the line. Hook for bridges."""
        self.ensure_one()
        return self.product_qty if self.state == "purchase" else 0.0

    def _get_cost_price(self):
        """Return the cost of a unit once billed, in the currency of the company."""
        self.ensure_one()
        if self.product_qty and not self.tax_ids._cost_something():
            price = self.price_subtotal / self.product_qty
        else:
            # A line emptied after a receipt keeps its price: that of one unit.
            price, quantity = self.price_unit * (1 - self.discount / 100), self.product_qty or 1.0
            args = self.order_id.currency_id, self.product_id, self.partner_id
            price = self.tax_ids._get_cost(price, quantity, *args) / quantity
        return price / (self.order_id.currency_rate or 1.0)

    def _get_posted_bill_lines(self):
        """Return the posted bill lines that are costs."""
        found = self.env["account.move.line"].search_fetch(
            [
                ("purchase_line_id", "in", self.ids),
                *self.env["account.move.line"]._get_bill_domain(),
            ],
            BILL_FIELDS,
        )
        return found.filtered(lambda line: line.company_id == line.purchase_line_id.company_id)

    def _get_real_cost_items(self, cost, order, sale_line, incurred, to_come, whole, **values):
        """Return the leaves of the line for an order, with its part of the lines beside it.

        :param incurred: the order's part of the quantity billed or received
        :param to_come: the order's part of the remaining quantity
        :param whole: the order's part of the whole quantity, which counts for the lines beside it
        """
        self.ensure_one()
        values = {"source": "purchase", **values}
        items = self._get_leaves(cost, order, sale_line, incurred, to_come, **values)
        for line, other, part in cost.along:
            more = {**values, "category": line._get_category_beside(values["category"])}
            items += line._get_leaves(other, order, sale_line, part * whole, part * whole, **more)
        return items

    def _get_leaves(self, cost, order, sale_line, incurred, to_come, **values):
        """Return the leaves of the line alone."""
        items = []
        for bill_line, amount in cost.amounts.items() if incurred else ():
            more = {**values, "amount": amount * incurred}
            items.append(bill_line._get_real_cost_item(order, sale_line, **more))
            for line, other in cost.beside[bill_line]:
                category = line._get_beside_category(values["category"])
                more = {**values, "amount": other * incurred, "category": category}
                items.append(line._get_real_cost_item(order, sale_line, **more))
        for state, quantity in (
            ("actual", cost.to_bill * incurred),
            ("committed", cost.to_come * to_come),
        ):
            if amount := quantity * cost.price:
                more = {**values, "quantity": self._get_product_quantity(quantity)}
                items.append(self._get_open_leaf(order, sale_line, state, amount, **more))
        return items

    def _get_product_quantity(self, quantity):
        """Return ``quantity``, in the unit of the line, in that of its product."""
        self.ensure_one()
        return self.product_uom_id._compute_quantity(quantity, self.product_id.uom_id, round=False)

    def _get_open_leaf(self, order, sale_line, state, amount, **values):
        """Return the leaf of what is not billed."""
        return {
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
