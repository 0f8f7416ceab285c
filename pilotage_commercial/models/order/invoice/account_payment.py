from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def _get_amount_in(self, currency):
        """Return the amount of the payment in ``currency``, at the rate of its date."""
        self.ensure_one()
        return self.currency_id._convert(self.amount, currency, self.company_id, self.date)
