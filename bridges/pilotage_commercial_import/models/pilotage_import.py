"""An import of a file of deals: its state, and the choices of the user."""

import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.pilotage_commercial.tools.records import check_one, show_all

from ..engine.sentences import Sentences

# Fields of the user; the import fills the others itself.
TYPED = {
    "file",
    "file_name",
    "sheet_name",
    "currency_choice",
    "column_ids",
    "status_ids",
    "conflict_ids",
}


class PilotageImport(models.Model):
    _name = "pilotage.import"
    _inherit = ["pilotage.system.fields"]
    _description = "Import of a Pipeline"
    _rec_name = "file_name"
    _order = "id desc"

    # The import fills all fields but the user's choices.
    _has_facts = True

    file = fields.Binary(attachment=True)
    file_name = fields.Char("Name of the File")
    state = fields.Selection(
        [
            ("draft", "Choose a file"),
            ("checked", "Check"),
            ("running", "Importing"),
            ("done", "Imported"),
            ("undone", "Undone"),
        ],
        string="Step",
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    user_id = fields.Many2one(
        "res.users", "Imported by", default=lambda self: self.env.uid, required=True, readonly=True
    )
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, required=True, readonly=True
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    sheet_name = fields.Char("Sheet", help="Sheet of the workbook that holds the deals.")
    sheet_names = fields.Char("Sheets", readonly=True)
    layout = fields.Char(readonly=True, help="Key of the kind of file: its headings.")
    report = fields.Html(readonly=True, sanitize=False)
    foreign_currency = fields.Char(readonly=True)
    currency_choice = fields.Selection(
        [
            ("convert", "Convert them at today's rate"),
            ("keep", "Take the numbers as they are"),
            ("leave", "Leave them out"),
        ],
        string="Amounts in Another Currency",
    )
    column_ids = fields.One2many("pilotage.import.column", "import_id", "Columns")
    status_ids = fields.One2many("pilotage.import.status", "import_id", "Statuses")
    conflict_ids = fields.One2many("pilotage.import.conflict", "import_id", "Changed on Both Sides")
    row_ids = fields.One2many("pilotage.import.row", "import_id", "Rows", readonly=True)
    count_new = fields.Integer("New", readonly=True)
    count_updated = fields.Integer("Updated", readonly=True)
    count_unchanged = fields.Integer("Unchanged", readonly=True)
    count_aside = fields.Integer("Set Aside", readonly=True)
    count_done = fields.Integer("Written", readonly=True)
    amount_total = fields.Monetary(
        "Sum of the Amounts", currency_field="company_currency_id", readonly=True
    )
    date_done = fields.Datetime("Imported on", readonly=True)
    titles = fields.Json(readonly=True)
    checked_choices = fields.Json(readonly=True)
    progress = fields.Float(compute="_compute_progress")

    @api.depends("count_done", "count_new", "count_updated")
    def _compute_progress(self):
        for record in self:
            total = record.count_new + record.count_updated
            record.progress = 100 * record.count_done / total if total else 0

    # --- rights ------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_typed(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_typed(vals)
        return super().write(vals)

    def _check_typed(self, vals):
        """Refuse values of a user for the fields that the import fills itself."""
        if not self.env.su and set(vals) - TYPED:
            raise AccessError(
                self.env._("An import fills these fields itself: choose a file instead.")
            )

    def _as_system(self):
        """Return the import as superuser, to write its system fields.

        The caller has checked that the import is the user's (:meth:`_check_mine`).
        """
        return self.sudo()

    @api.model
    def _get_rows_as_system(self):
        """Return the rows of imports as superuser: users may not write them.

        The caller asks for those of one import, the user's; their deals are written as the user.
        """
        return self.env["pilotage.import.row"].sudo()

    def _check_mine(self):
        """Refuse to continue the import of another user, or of another company."""
        check_one(self)
        self.check_access("write")
        if self.user_id != self.env.user:
            raise UserError(
                self.env._("%s started this import. Start your own.", self.user_id.name)
            )
        return self.with_company(self.company_id)

    # --- actions -----------------------------------------------------------------------------

    def action_open_leads(self):
        """Show the opportunities that the import created or updated."""
        check_one(self)
        self.check_access("read")
        # Readers of the import may know its rows; each deal's own rights decide who reads it (hence
        # sudo).
        leads = self.env["crm.lead"].browse(self._as_system().row_ids.lead_id.ids)
        leads = leads._filtered_access("read")
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Imported opportunities"),
            "res_model": "crm.lead",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("id", "in", leads.ids)],
            "context": {"active_test": False, "default_type": "opportunity"},
        }
        return show_all(action)

    def action_download_aside(self):
        """Download the rows set aside, with a column of reasons."""
        check_one(self)
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/pilotage_commercial_import/aside/{self.id}",
            "target": "download",
        }

    # --- files -------------------------------------------------------------------------------

    def _get_content(self):
        self.ensure_one()
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        return base64.b64decode(self.with_context(bin_size=False).file)

    def _get_sentences(self):
        return Sentences(self.env)
