from datetime import timedelta

from odoo import api, models
from odoo.exceptions import AccessError


class PilotageKpi(models.Model):
    _inherit = "pilotage.kpi"

    @api.model
    def _get_digest_value(self, code, end, days):
        """Return KPI ``code`` over the ``days`` up to the UTC moment ``end``, in percent if it is
        a percentage; None without data. Raise ``AccessError`` if the user may not see it."""
        last = self.env.company._get_date(end)
        first = last - timedelta(days=days - 1)
        scope = self._get_scope({"date_from": first, "date_to": last})
        kpi = self._get_shown_by_code(code)
        if not kpi:
            return None
        found = kpi._try(lambda: {"state": "", "value": kpi._measure(scope)[None][0]})
        if found["state"] == "hidden":
            raise AccessError(found["message"])
        value = found["value"]
        return value * 100 if value is not None and kpi.unit == "ratio" else value

    @api.model
    def _get_shown_by_code(self, code):
        """Return the KPI ``code``, empty if it is not shown."""
        return self._get_shown().filtered(lambda kpi: kpi.code == code)
