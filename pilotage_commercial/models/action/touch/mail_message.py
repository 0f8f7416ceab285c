from odoo import models


class MailMessage(models.Model):
    _inherit = "mail.message"

    # Index of the messages on leads and orders by date: inactive leads need the recent ones only.
    _pilotage_date_idx = models.Index("(date) WHERE model IN ('crm.lead', 'sale.order')")
