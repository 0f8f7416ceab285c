from odoo import models
from odoo.fields import Domain

from ....tools.records import check_one, read_action


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_assign_bill_lines(self):
        """Open the vendor bill lines without an order, to assign them to this one: first those of
        its project and of its suppliers.
        """
        check_one(self)
        action = read_action(self.env, "pilotage_commercial.account_move_line_action_cost")
        proposed = self._get_proposed_bill_domain()
        found = self.env["account.move.line"].search_count(proposed, limit=1)
        name = self.env._("Bill Lines for %s", self.name)
        return {
            **action,
            "name": name,
            "display_name": name,  # the web client shows it, not the name
            "domain": list(self._get_assignable_bill_domain()),
            "context": {
                "search_default_unassigned": 1,
                "search_default_proposed": bool(found),
                "giving_order_id": self.id,
                "proposed_accounts": list(self._get_claimed_accounts()[self]),
                "proposed_suppliers": self._get_cost_suppliers().ids,
            },
        }

    def _get_assignable_bill_domain(self):
        bills = Domain(self.env["account.move.line"]._get_bill_domain())
        return bills & Domain("company_id", "=", self.company_id.id)

    def _get_proposed_bill_domain(self):
        """Return the domain of the bill lines of its project and of its suppliers."""
        suppliers = Domain("partner_id", "in", self._get_cost_suppliers().ids)
        accounts = Domain("analytic_distribution", "in", list(self._get_claimed_accounts()[self]))
        return (
            self._get_assignable_bill_domain()
            & Domain("cost_order_id", "=", False)
            & (suppliers | accounts)
        )

    def _get_cost_suppliers(self):
        """Return the suppliers of the known costs of the order."""
        return self.real_cost_ids.partner_id
