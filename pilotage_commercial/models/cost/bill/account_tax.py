from odoo import models


class AccountTax(models.Model):
    _inherit = "account.tax"

    def _get_cost(self, price, quantity, currency, product=None, partner=None):
        """Return the cost of ``quantity`` at ``price`` once billed: untaxed, plus the taxes of
        ``self`` that are booked as expense.
        """
        taxed = self.compute_all(
            price,
            currency,
            quantity,
            product,
            partner,
            include_caba_tags=True,  # a tax due at the payment counts on its final account
            rounding_method="round_globally",
        )
        accounts = self.env["account.account"]
        return taxed["total_excluded"] + sum(
            tax["amount"]
            for tax in taxed["taxes"]
            if not tax["account_id"]
            or accounts.browse(tax["account_id"]).internal_group == "expense"
        )

    def _cost_something(self):
        """Return whether a part of the taxes is booked as expense."""
        taxes = self.flatten_taxes_hierarchy()
        lines = taxes.invoice_repartition_line_ids.filtered(lambda x: x.repartition_type == "tax")
        return any(
            not line.account_id or line.account_id.internal_group == "expense" for line in lines
        )
