from odoo import api, models

from ....tools.mail import is_automatic

# Models on which a customer's answer counts.
ANSWERED = {"crm.lead", "sale.order"}


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        # An automatic reply is posted as a notification: it is no answer from a person.
        models = {route[0] for route in routes or ()}
        if models & ANSWERED and is_automatic(message):
            message_dict["message_type"] = "out_of_office"
        return super()._message_route_process(message, message_dict, routes)
