from odoo import api, models

from ...tools.mail import is_automatic

# Where an answer of the customer counts.
ANSWERED = {"crm.lead", "sale.order"}


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        # Kept as what it is: shown like any other, it is nobody's answer.
        models = {route[0] for route in routes or ()}
        if models & ANSWERED and is_automatic(message):
            message_dict["message_type"] = "out_of_office"
        return super()._message_route_process(message, message_dict, routes)
