from odoo import models


class MailMessage(models.Model):
    _inherit = "mail.message"

    # What was said lately, of years of messages: the search for the untouched reads only that.
    _pilotage_date_idx = models.Index("(date) WHERE model IN ('crm.lead', 'sale.order')")
