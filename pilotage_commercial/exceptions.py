"""Questions that the server asks the user."""

import logging

from odoo.exceptions import UserError


class NextActionRequiredError(UserError):
    """An operation leaves open opportunities with nothing planned.

    The web client then asks for the next action, and repeats the operation with it; any other
    client shows the message.
    """

    loglevel = logging.INFO  # a question, not a fault

    def __init__(self, message, leads, required, proposal=None):
        """:param leads: the opportunities without a next action
        :param required: whether the operation must not go on without an answer
        :param proposal: what to propose to the user: see ``crm.lead._get_proposal``
        """
        super().__init__(message)
        self.context = {
            "leads": [{"id": lead.id, "name": lead.display_name} for lead in leads],
            "required": required,
            **(proposal or {}),
        }
