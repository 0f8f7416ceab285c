from odoo import api, models

# The length of "2026-03-31 00:00:00".
WIDTH = 19


class MailTrackingValue(models.Model):
    _inherit = "mail.tracking.value"

    @api.model
    def _create_tracking_values(self, initial_value, new_value, col_name, col_info, record):
        # A year before 1000, a typing error, is written without its zeros, and not read again. We
        # track the expected closing, which people type.
        values = super()._create_tracking_values(
            initial_value, new_value, col_name, col_info, record
        )
        for name in ("old_value_datetime", "new_value_datetime"):
            if isinstance(values.get(name), str):
                values[name] = values[name].rjust(WIDTH, "0")
        return values
