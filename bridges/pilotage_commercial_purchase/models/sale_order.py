from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

DOCUMENTS = (
    "state",
    "product_id",
    "product_qty",
    "price_unit",
    "discount",
    "tax_ids",
    "qty_received",
    "invoice_lines.parent_state",
    "invoice_lines.balance",
    "invoice_lines.quantity",
    "invoice_lines.account_id",
    "invoice_lines.cost_order_id",
    "invoice_lines.move_id.reversal_move_ids.state",
)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    real_cost_purchase_line_ids = fields.Many2many(
        "purchase.order.line",
        "sale_order_real_cost_purchase_line_rel",
        "order_id",
        "line_id",
        string="Purchase Lines of the Costs",
        copy=False,
        groups=fields.NO_ACCESS,
        help="Purchase lines that costs of the order come from without a link to its lines: a "
        "change of one marks the order.",
    )

    @api.depends(
        *(f"order_line.purchase_line_ids.{name}" for name in DOCUMENTS),
        *(f"real_cost_purchase_line_ids.{name}" for name in DOCUMENTS),
    )
    def _compute_real_cost_to_update(self):
        return super()._compute_real_cost_to_update()

    def _get_real_cost_items(self):
        """Add the purchases for order lines."""
        items = super()._get_real_cost_items()
        merged = self._get_merged_purchase_lines()
        lines = self.env["purchase.order.line"].search(self._get_real_cost_purchase_domain())
        lines = (lines | merged).filtered(lambda x: x.company_id == x.sale_line_id.company_id)
        kept = lines.search([("bought_for_order_id", "in", self.ids), ("sale_line_id", "=", False)])
        costs = (lines | kept)._get_real_costs()
        found = {order.id: set() for order in self}
        for line, parts in lines._get_parts_by_sale_line().items():
            kind = "subcontracting" if line.product_id.type == "service" else "purchase"
            for sale_line, part in parts.items():
                order = sale_line.order_id
                if order not in self:
                    continue
                category = sale_line._get_real_cost_category(kind)
                items += line._get_real_cost_items(
                    costs[line], order, sale_line, part, part, part, category=category
                )
                found[order.id] |= lines._get_lines_along([costs[line]])
                if sale_line != line.sale_line_id:
                    found[order.id].add(line.id)
        for line in kept:
            order, category = line.bought_for_order_id, line._get_analytic_category()
            items += line._get_real_cost_items(
                costs[line], order, self.env["sale.order.line"], 1.0, 1.0, 1.0, category=category
            )
            found[order.id] |= {line.id} | lines._get_lines_along([costs[line]])
        by_hand = self._get_purchases_by_hand()
        costs = lines.union(*by_hand)._get_real_costs() if by_hand else {}
        for line, parts in by_hand.items():
            for order in parts:
                found[order.id] |= {line.id} | line._get_lines_along([costs[line]])
        for order, shared in self._get_shared_purchases().items():
            found[order.id] |= set(shared.ids)  # a change of one changes what is missing
        self._store_real_cost_links("real_cost_purchase_line_ids", found)
        return items + lines._get_items_by_hand(by_hand, costs)

    def _get_purchases_by_hand(self):
        """Return ``{purchase line: {order: part}}`` of the purchases made by hand for the orders:
        on the analytic accounts of one order only. Hook for bridges.
        """
        owners = self._get_own_accounts()
        return self._search_purchases_by_account(set(owners))._share_by_account(owners)

    @api.model
    def _search_purchases_by_account(self, account_ids):
        """Return the purchase lines on analytic accounts that no other document links to an
        order.
        """
        lines = self.env["purchase.order.line"]
        if not account_ids:
            return lines
        lines = lines.search(
            [
                ("analytic_distribution", "in", list(account_ids)),
                ("display_type", "=", False),
                "|",
                ("state", "=", "purchase"),
                ("invoice_lines.parent_state", "=", "posted"),
            ]
        )
        return lines.filtered(lambda line: not line._is_for_an_order())

    @api.model
    def _get_analytic_models(self):
        return [*super()._get_analytic_models(), "purchase.order.line"]

    # --- accounts of several orders ---

    def _get_shared_purchases(self):
        """Return ``{order: purchase lines}`` on the accounts that it shares. Hook for bridges."""
        claimed = self._get_claimed_accounts()
        shared = self._get_shared_accounts(set().union(*claimed.values()))
        found = defaultdict(self.env["purchase.order.line"].browse)
        for line in self._search_purchases_by_account(set(shared)):
            for account_id in line._get_account_ids() & shared.keys():
                for order in shared[account_id] & self:
                    if order._shares_books(line.company_id):
                        found[order] |= line
        return found

    @api.model
    def _count_on_accounts(self, account_ids):
        """Add the purchase lines of which something is still to be billed."""
        counts = super()._count_on_accounts(account_ids)
        for line in self._search_purchases_by_account(account_ids)._filter_open():
            for account_id in line._get_account_ids() & account_ids:
                counts[account_id, line.company_id.root_id] += 1
        return counts

    def _get_merged_purchase_lines(self):
        """Return the purchase lines that serve the orders although they are linked to another one:
        those of merged requests for quotation.
        """
        orphans = self.order_line.filtered(lambda line: line._lost_its_purchase())
        domains = [
            Domain("product_id", "in", lines.product_id.ids)
            & Domain("order_id.origin", "ilike", order.name)
            & Domain("sale_line_id", "!=", False)
            for order, lines in orphans.grouped("order_id").items()
        ]
        if not domains:
            return self.env["purchase.order.line"]
        return self.env["purchase.order.line"].search(Domain.OR(domains))

    def _get_real_cost_purchase_domain(self):
        """Return the domain of the purchase lines that are costs of the order line they are linked
        to.
        """
        return [("sale_line_id.order_id", "in", self.ids), ("display_type", "=", False)]

    def _get_cost_quantities(self):
        """Add the quantities bought for the lines: ordered, or received and billed beyond that."""
        quantities = super()._get_cost_quantities()
        lines = self.env["purchase.order.line"].search(self._get_real_cost_purchase_domain())
        for line, cost in lines._get_own_costs().items():
            sale_line = line.sale_line_id
            if line.company_id == sale_line.company_id:
                covered = line.product_uom_id._compute_quantity(
                    max(cost.ordered, cost.incurred), sale_line.product_uom_id, round=False
                )
                quantities[sale_line.id] = quantities.get(sale_line.id, 0.0) + covered
        return quantities

    # --- missing costs ---

    def _get_real_cost_missing(self):
        """Add the lines requested and not ordered, unless somebody said that nothing more comes,
        and the missing costs of the purchase lines' leaves.
        """
        missing = super()._get_real_cost_missing()
        waiting = self.filtered(lambda order: not order._are_costs_closed())
        for order, lines in waiting._get_lines_asked().grouped("order_id").items():
            missing[order.id].append(("not_ordered", len(lines)))
        rows = self.env["sale.order.cost"]._read_group(
            [
                ("order_id", "in", self.ids),
                ("source", "in", ("purchase", "analytic")),
                ("res_model", "=", "purchase.order.line"),
            ],
            ["order_id", "state"],
            ["res_id:count_distinct"],
        )
        codes = {"actual": "received_not_billed", "committed": "not_received"}
        for order, state, count in rows:
            missing[order.id].append((codes[state], count))
        return missing

    def _get_lines_asked(self):
        """Return the order lines with a request for quotation and no purchase order yet."""
        asked = self.env["purchase.order.line"]._read_group(
            [
                ("sale_line_id.order_id", "in", self.ids),
                ("state", "in", ("draft", "sent", "to approve")),
            ],
            ["sale_line_id"],
        )
        return self.env["sale.order.line"].browse(line.id for (line,) in asked)

    def _get_lines_costing_later(self):
        return super()._get_lines_costing_later() | set(self._get_lines_asked().ids)

    @api.model
    def _get_real_cost_missing_labels(self):
        return {
            **super()._get_real_cost_missing_labels(),
            "not_ordered": self.env._("asked, not ordered"),
            "received_not_billed": self.env._("received, not billed"),
            "not_received": self.env._("ordered, not received"),
        }
