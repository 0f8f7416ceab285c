from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def _settles_alone(self):
        """Return whether the payment settles its invoices without a journal entry of its own, as
        payments made by Odoo's accounting application do.
        """
        self.ensure_one()
        return not self.move_id and self.state in ("in_process", "paid")

    def _get_amount_in(self, currency):
        """Return the amount of the payment in ``currency``, at the rate of its date."""
        self.ensure_one()
        return self.currency_id._convert(self.amount, currency, self.company_id, self.date)
