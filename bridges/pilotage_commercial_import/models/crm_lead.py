from odoo import api, models

from odoo.addons.pilotage_commercial.tools.parameters import read_number

# The guide's five columns, in the guide's order.
SHEET = ("name", "expected_revenue", "stage_id", "next_action", "next_action_date")
# The web client's limit where its parameter says none.
ACTIVE_IDS = 20_000


class CrmLead(models.Model):
    _inherit = "crm.lead"

    # --- import ------------------------------------------------------------------------------

    @api.model
    def get_import_templates(self):
        language = "fr" if (self.env.lang or "").startswith("fr") else "en"
        template = {
            "label": self.env._("Pipeline sheet (5 columns)"),
            "template": f"/pilotage_commercial_import/static/xls/pipeline_sheet_{language}.xlsx",
        }
        return [template, *super().get_import_templates()]

    # --- export ------------------------------------------------------------------------------

    @api.model
    def get_pipeline_sheet_columns(self):
        """Return the guide's five columns in the format of Odoo's export, in the user's language.

        :return: list of dicts: name, label and type of each field
        """
        self.check_access("read")
        labels = {
            "name": self.env._("Opportunity / customer"),
            "expected_revenue": self.env._("Estimated amount"),
            "stage_id": self.env._("Status"),
            "next_action": self.env._("Next action"),
            "next_action_date": self.env._("Due date"),
        }
        return [
            {"name": name, "label": labels[name], "type": self._fields[name].type} for name in SHEET
        ]

    def _export_pipeline_sheet(self):
        """Return the client action that downloads the opportunities of ``self`` as a sheet."""
        domain = self.env.context.get("active_domain")
        is_whole = domain and len(self) >= self._get_active_ids_limit()
        params = {"domain": domain} if is_whole else {"ids": self.ids}
        return {
            "type": "ir.actions.client",
            "tag": "pilotage_commercial_import.export_sheet",
            "params": params,
        }

    def _get_active_ids_limit(self):
        """Return how many ids the web client sends at most: it sends the domain for more."""
        # The parameter is public: every browser gets it (hence sudo).
        limit = self.env["ir.config_parameter"].sudo().get_param("web.active_ids_limit")
        return read_number(limit, ACTIVE_IDS)
