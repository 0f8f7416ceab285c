from odoo import api, models

from ..tools.sheet_import import SheetImporter
from ..tools.sheet_parser import FIELDS
from ..tools.sheet_source import SheetSource


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

    @api.model
    def load(self, fields, data):
        """Load a pipeline sheet when the import found one, see :class:`SheetImporter`."""
        source = self.env.context.get("pilotage_sheet")
        if not isinstance(source, SheetSource):
            return super().load(fields, data)
        importer = SheetImporter(self, source, fields, data)
        importer.prepare()
        if importer.messages:
            return {"ids": False, "messages": importer.messages, "nextrow": 0}
        # One mail per activity to each salesperson would drown them.
        leads = self.with_context(
            pilotage_sheet=None, pilotage_sheet_import=importer, mail_activity_quick_update=True
        )
        result = super(CrmLead, leads).load(*importer.get_remaining_columns())
        return {**result, "messages": importer.explain(result["messages"])}

    def _get_sheet_import(self):
        """Return the import of a pipeline sheet that is going on, None when there is none."""
        importer = self.env.context.get("pilotage_sheet_import")
        return importer if isinstance(importer, SheetImporter) else None

    def _load_records(self, data_list, update=False):
        importer = self._get_sheet_import()
        if importer:
            data_list = [importer.complete(data) for data in data_list]
        return super()._load_records(data_list, update=update)

    def _load_records_write(self, values):
        if self._get_sheet_import():
            # Restoring is more than unarchiving; and what is the same is not written again.
            values = {name: value for name, value in values.items() if name != "id"}
            if values.pop("active", False):
                self.action_restore()
            if not values:
                return
        super()._load_records_write(values)

    # --- export ------------------------------------------------------------------------------

    @api.model
    def get_pipeline_sheet_columns(self):
        """Return the guide's five columns as Odoo's export wants them, in the user's language.

        :return: list of dicts: name, label and type of each field
        """
        labels = {
            "name": self.env._("Opportunity / customer"),
            "expected_revenue": self.env._("Estimated amount"),
            "stage_id": self.env._("Status"),
            "next_action": self.env._("Next action"),
            "next_action_date": self.env._("Due date"),
        }
        return [
            {"name": name, "label": labels[name], "type": self._fields[name].type}
            for name in FIELDS
        ]

    def _export_pipeline_sheet(self):
        """Return the client action that downloads the opportunities of ``self`` as a sheet."""
        # The web client selects no more than this; the domain then says what was meant.
        limit = self.env["ir.config_parameter"].sudo().get_param("web.active_ids_limit", "20000")
        domain = self.env.context.get("active_domain")
        params = {"domain": domain} if domain and len(self) >= int(limit) else {"ids": self.ids}
        return {
            "type": "ir.actions.client",
            "tag": "pilotage_commercial_import.export_sheet",
            "params": params,
        }
