"""A document that an incoming message creates, with the values of its alias."""

from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Create the document without what the application alone fills.

        Odoo creates it with all rights, and the values of the alias are typed by a sales manager:
        here they are a client's values.
        """
        if custom_values:
            custom_values = {
                name: value
                for name, value in custom_values.items()
                if not self._is_closed_to_aliases(name)
            }
        return super().message_new(msg_dict, custom_values=custom_values)

    @api.model
    def _is_closed_to_aliases(self, name):
        """Return whether an alias may not fill field ``name``: a fact of ours, or records that act
        on the new document.
        """
        is_kept = getattr(self, "_is_system_field", None)
        if is_kept and is_kept(name):
            return True
        field = self._fields.get(name)
        if field is None or field.type != "one2many":
            return False
        return field.inverse_name in getattr(self.env[field.comodel_name], "_acting_links", {})
