from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ....tools.costs import CATEGORIES, DEBTS


class AccountMoveLine(models.Model):
    """A vendor bill line can be assigned by hand to an order as a cost."""

    _name = "account.move.line"
    _inherit = ["account.move.line", "pilotage.links"]
    _acting_links = {"cost_order_id": "read", "cost_replaces_id": "read"}

    cost_order_id = fields.Many2one(
        "sale.order",
        string="Cost of Order",
        check_company=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Order that this vendor bill line is a cost of: it counts in its real margin once the "
        "bill is posted.",
        groups="base.group_user",
    )
    cost_category = fields.Selection(
        CATEGORIES,
        copy=False,
        help="Category of this cost of the order.",
        groups="base.group_user",
    )
    cost_replaces_id = fields.Many2one(
        "sale.order.cost",
        string="Replaces Typed Cost",
        domain="[('order_id', '=', cost_order_id), ('source', '=', 'manual')]",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="pilotage_commercial.group_real_cost",
        help="The typed cost that this bill replaces: once the bill is posted, the typed amount no "
        "longer counts.",
    )

    @api.constrains("cost_order_id", "move_id")
    def _check_cost_order(self):
        for line in self:
            if line.cost_order_id and not line.move_id.is_purchase_document(include_receipts=True):
                raise ValidationError(
                    self.env._(
                        "Only vendor bill lines can be costs of %s.",
                        line.cost_order_id.name,
                    )
                )

    @api.constrains("cost_order_id", "cost_replaces_id")
    def _check_cost_replaces(self):
        for line in self:
            # The user who assigns the line may not see typed costs (hence sudo).
            replaced = line.sudo().cost_replaces_id
            if replaced and (
                replaced.order_id != line.cost_order_id or replaced.source != "manual"
            ):
                raise ValidationError(
                    self.env._("The replaced cost must belong to the order of this bill line.")
                )

    @api.onchange("cost_order_id")
    def _onchange_cost_order_id(self):
        # A typed cost belongs to one order: clear it, even when the user may not see it.
        replaced = self.sudo().cost_replaces_id
        if replaced and replaced.order_id != self.cost_order_id:
            self.sudo().cost_replaces_id = False
        if self.cost_order_id and not self.cost_category:
            self.cost_category = self._get_cost_category()

    @api.onchange("cost_replaces_id")
    def _onchange_cost_replaces_id(self):
        # Only users who see typed costs choose one; others who edit the line must meet no error.
        if self.sudo().cost_replaces_id:
            self.cost_category = self.sudo().cost_replaces_id.category

    def write(self, vals):
        if "cost_order_id" in vals and "cost_replaces_id" not in vals:
            # A line assigned to another order replaces nothing; the user may not see typed costs.
            replacing = self.sudo().filtered("cost_replaces_id")
            replacing.filtered(
                lambda line: line.cost_order_id.id != vals["cost_order_id"]
            ).cost_replaces_id = False
        result = super().write(vals)
        changed = self if "cost_order_id" in vals else self.browse()
        if "account_id" in vals:  # on a posted bill, it can still be changed
            changed |= self.filtered(lambda line: line.parent_state == "posted")
        changed._mark_orders_of_bill()
        return result

    def _mark_orders_of_bill(self):
        """Mark the orders that bear costs of the bills of ``self``, or of the bills that these
        correct: a line without an order of its own is shared over them.
        """
        if not self:
            return
        lines = (self.move_id | self.move_id._get_corrected()).line_ids
        rows = Domain("res_model", "=", self._name) & Domain("res_id", "in", lines.ids)
        # The user may not see costs: only the mark is written (hence sudo).
        self.env["sale.order.cost"].sudo().search(rows).order_id._mark_real_cost()

    def _get_cost_category(self):
        """Return the category given, else the one that the product suggests."""
        self.ensure_one()
        if self.cost_category:
            return self.cost_category
        if not self.product_id:
            return "other"
        return "subcontracting" if self.product_id.type == "service" else "purchase"

    def _copy_data_extend_business_fields(self, values):
        # A credit note reduces the cost of the order that the bill was assigned to.
        values["cost_order_id"] = self.cost_order_id.id
        values["cost_category"] = self.cost_category
        return super()._copy_data_extend_business_fields(values)

    @api.model
    def _get_bill_domain(self):
        """Return the domain of the bill lines that are costs.

        A retention or an advance, on an account of debts, is none. Goods may be on an account of
        assets: those of the stock.
        """
        return [
            ("parent_state", "=", "posted"),
            ("display_type", "=", "product"),
            ("move_id.move_type", "in", ("in_invoice", "in_refund", "in_receipt")),
            ("account_id.account_type", "not in", DEBTS),
            "|",
            ("account_id.account_type", "!=", "asset_current"),
            ("product_id", "!=", False),
        ]

    @api.model
    def _get_reinvoiced_domain(self):
        """Return the domain of the bill lines that are costs of the order they were re-invoiced
        on.
        """
        return self._get_bill_domain()

    def _get_bill_items(self, served, **values):
        """Return the leaves of the bill lines of ``self``, and of the lines beside them.

        :param served: [(bill line, order, order line or None, part of the line)]
        :param values: values of the leaves
        """
        amounts, beside = self._get_booked_costs(), self._get_amounts_beside()
        items = []
        for line, order, sale_line, part in served:
            more = {**values, "amount": amounts[line] * part, "part": part}
            item = line._get_real_cost_item(order, sale_line, **more)
            items.append(item)
            for other, amount in beside[line]:
                more = {
                    **values,
                    "amount": amount * part,
                    "category": other._get_beside_category(item["category"]),
                }
                items.append(other._get_real_cost_item(order, sale_line, **more))
        return items

    def _get_real_cost_item(self, order, sale_line=None, **values):
        """Return the leaf of ``order`` for this bill line; ``values`` override its values."""
        self.ensure_one()
        return {
            "order_id": order.id,
            "sale_line_id": sale_line.id if sale_line else False,
            "source": "bill",
            "category": self._get_cost_category(),
            "state": "actual",
            "amount": self.balance,
            "date": self.move_id.invoice_date or self.date,
            "partner_id": self.partner_id.id,
            "name": " · ".join(filter(None, (self.move_id.name, self._get_cost_label()))),
            "res_model": self._name,
            "res_id": self.id,
            **values,
        }

    def _get_cost_label(self):
        """Return the first line of the label of the bill line."""
        self.ensure_one()
        return (self.name or self.product_id.display_name or "").split("\n")[0]
