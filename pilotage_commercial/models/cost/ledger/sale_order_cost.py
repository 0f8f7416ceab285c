from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ....tools.costs import CATEGORIES

# Key of a leaf: the order, the document, the order line, and the kind of cost.
KEY = ("order_id", "res_model", "res_id", "sale_line_id", "category", "state")
# A bill line of these sources only counts if no other document of an order reaches it.
FOLLOWING = ("bill", "analytic")
VALUES = ("source", "amount", "date", "partner_id", "name")
# Fields that documents fill; nobody types them.
DERIVED = {"source", "res_model", "res_id", "replaced"}


class SaleOrderCost(models.Model):
    """One leaf of an order's cost: a bill line, a stock move, a typed amount.

    ``sale.order._update_real_cost()`` derives the rows from the documents, apart from those of
    source ``manual``, which people type.
    """

    _name = "sale.order.cost"
    _inherit = ["pilotage.links", "pilotage.system.fields"]
    # Odoo tells the name of the partner that a row names.
    _acting_links = {"order_id": "read", "sale_line_id": "read", "partner_id": "read"}
    _description = "Cost of an Order"
    _order = "order_id desc, category, date, id"
    _system_fields = DERIVED

    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Order Line",
        domain="[('order_id', '=', order_id), ('display_type', '=', False)]",
        index="btree_not_null",
        # derived rows go with the line; for typed ones see sale.order.line.unlink
        ondelete="cascade",
        help="Order line that bears the cost; empty for a cost of the whole order.",
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    customer_id = fields.Many2one(related="order_id.partner_id", string="Customer")
    user_id = fields.Many2one(related="order_id.user_id", string="Salesperson")
    product_categ_id = fields.Many2one(
        related="sale_line_id.product_id.categ_id", string="Product Category"
    )
    source = fields.Selection(
        [("bill", "Vendor bill"), ("analytic", "By the project"), ("manual", "Typed")],
        default="manual",
        required=True,
        readonly=True,
        help="Source of the cost. A typed cost can be changed; the others follow their document.",
    )
    category = fields.Selection(CATEGORIES, default="purchase", required=True)
    state = fields.Selection(
        [("committed", "To come"), ("actual", "Incurred")],
        string="Status",
        default="actual",
        required=True,
        help="Incurred: billed, received or consumed. To come: ordered and not received yet.",
    )
    # No digits: shares of a bill keep their fractions, so that they sum to it.
    amount = fields.Float(
        digits=False,
        help="Untaxed, in the currency of the company; negative for a refund or a return.",
    )
    date = fields.Date(default=fields.Date.context_today)
    partner_id = fields.Many2one("res.partner", string="Supplier")
    name = fields.Char(string="Description")
    res_model = fields.Char(string="Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Document ID", model_field="res_model", readonly=True, copy=False
    )
    replaced = fields.Boolean(
        readonly=True,
        copy=False,
        help="A posted bill replaces this typed cost, which no longer counts.",
    )

    _unique_leaf = models.UniqueIndex(
        "(order_id, res_model, res_id, COALESCE(sale_line_id, 0), category, state)"
        " WHERE res_model IS NOT NULL"
    )
    _document = models.Index("(res_model, res_id) WHERE res_model IS NOT NULL")

    @api.constrains("order_id", "sale_line_id")
    def _check_sale_line(self):
        for cost in self:
            if cost.sale_line_id and cost.sale_line_id.order_id != cost.order_id:
                raise ValidationError(
                    self.env._(
                        "%(line)s is a line of another order than %(order)s.",
                        line=cost.sale_line_id.display_name,
                        order=cost.order_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_typed(
            name
            for vals in vals_list
            for name in vals
            if (name, vals[name]) != ("source", "manual")
        )
        return super().create(vals_list)

    def write(self, vals):
        self._check_typed(vals, "order_id")
        return super().write(vals)

    def _check_typed(self, names, *more):
        """Refuse typed values for the fields of documents, or for those in ``more``."""
        if not self.env.su and not (DERIVED | {*more}).isdisjoint(names):
            raise AccessError(
                self.env._(
                    "A cost is typed on one order, with its amount and its category; the rest "
                    "follows from documents."
                )
            )

    def unlink(self):
        # Checked before the record rules, for a clearer message; an uninstallation is a
        # superuser's.
        if not self.env.su and any(cost.source != "manual" for cost in self):
            raise UserError(  # pylint: disable=no-raise-unlink
                self.env._(
                    "This cost follows a document. To take it off the order, change the document."
                )
            )
        return super().unlink()

    @api.model
    def _store_items(self, orders, items):
        """Make the derived rows of ``orders`` equal to ``items``; write the differences only."""
        wanted = self._merge_items(orders, items)
        existing = self.search_fetch(
            [("order_id", "in", orders.ids), ("source", "!=", "manual")], [*KEY, *VALUES]
        )
        gone = self.browse()
        for cost in existing:
            values = wanted.pop(cost._get_values(KEY), None)
            if values is None:
                gone += cost
            elif cost._get_values(VALUES) != tuple(values[name] for name in VALUES):
                cost.write({name: values[name] for name in VALUES})
        changed = [dict(zip(KEY, cost._get_values(KEY), strict=True)) for cost in gone]
        gone.unlink()
        changed += self.create(list(wanted.values())) and list(wanted.values())
        self._mark_assigned(orders, changed)

    def _get_values(self, names):
        """Return the values of the fields ``names``, records as ids."""
        self.ensure_one()
        return tuple(
            self[name].id if self._fields[name].type == "many2one" else self[name] for name in names
        )

    @api.model
    def _merge_items(self, orders, items):
        """Return ``{key: values}`` of the leaves of ``items``, each once.

        A leaf that its source returns twice is summed. A bill line that another source reaches
        through its own documents does not count again when it is assigned by hand.
        """
        reached = self._get_reached(orders, items)
        merged = {}
        for item in items:
            follows = item["source"] in FOLLOWING and item["res_model"] == "account.move.line"
            if follows and item["res_id"] in reached:
                continue
            values = {name: item.get(name) or False for name in (*KEY, *VALUES)}
            values["amount"] = item["amount"] or 0.0
            values["date"] = self._get_day(item)
            key = tuple(values[name] for name in KEY)
            if key not in merged:
                merged[key] = values
            elif merged[key]["source"] == values["source"]:
                merged[key]["amount"] += values["amount"]
        return merged

    @api.model
    def _get_day(self, item):
        """Return the date of the leaf ``item``, False without one; a moment is on a day of the
        order's company.
        """
        day = item.get("date")
        if isinstance(day, datetime):
            return self.env["sale.order"].browse(item["order_id"]).company_id._get_date(day)
        return fields.Date.to_date(day) or False

    @api.model
    def _get_reached(self, orders, items):
        """Return the ids of the bill lines of ``items`` that other sources reach too, for these
        ``orders`` or for others.
        """
        lines = {
            item["res_id"]
            for item in items
            if item["source"] in FOLLOWING and item["res_model"] == "account.move.line"
        }
        if not lines:
            return lines
        elsewhere = self.search_fetch(
            [
                ("res_model", "=", "account.move.line"),
                ("res_id", "in", list(lines)),
                ("source", "not in", (*FOLLOWING, "manual")),
                ("order_id", "not in", orders.ids),
            ],
            ["res_id"],
        )
        reached = set(elsewhere.mapped("res_id"))
        return lines & (
            reached
            | {
                item["res_id"]
                for item in items
                if item["source"] not in FOLLOWING and item["res_model"] == "account.move.line"
            }
        )

    @api.model
    def _mark_assigned(self, orders, changed):
        """Mark the other orders that the bill lines of the leaves ``changed`` are assigned to:
        their documents lead here, so they no longer count there.
        """
        lines = [
            values["res_id"]
            for values in changed
            if values.get("source") != "bill" and values["res_model"] == "account.move.line"
        ]
        if lines:
            assigned = self.env["account.move.line"].search_fetch(
                [
                    ("id", "in", lines),
                    ("cost_order_id", "!=", False),
                    ("cost_order_id", "not in", orders.ids),
                ],
                ["cost_order_id"],
            )
            assigned.cost_order_id._mark_real_cost()

    @api.model
    def _update_replaced(self, orders):
        """Update which typed costs of ``orders`` a posted bill replaces: one that is credited
        entirely replaces nothing.
        """
        typed = self.search_fetch(
            [("order_id", "in", orders.ids), ("source", "=", "manual")], ["replaced"]
        )
        if not typed:
            return
        lines = self.env["account.move.line"]
        lines = lines.search_fetch(
            [("cost_replaces_id", "in", typed.ids), *lines._get_bill_domain()], ["cost_replaces_id"]
        )
        lines = lines.filtered(lambda line: not line.move_id._is_credited_entirely())
        replaced = lines.cost_replaces_id
        for value, costs in ((True, replaced), (False, typed - replaced)):
            costs.filtered(lambda cost, value=value: cost.replaced != value).replaced = value
