"""Odoo's own import screen: a file of deals is read and imported as by *Bring your pipeline*; any
other file is left to Odoo.
"""

import base64
import re

from odoo import models

from ..engine.names import UserNames
from ..engine.plan import ASIDE
from ..reader.cell import blanks
from ..reader.cell.texts import get_text
from ..reader.column import people
from ..reader.file import files
from ..reader.file.sheets import FileError
from ..reader.row import table
from ..reader.row.rows import LEFT_OUT

SHEET_MODEL = "crm.lead"
# Field shown on Odoo's screen for each role; several columns may show the same one.
ROLE_FIELDS = {
    "name": "name",
    "name_customer": "name",
    "customer": "partner_name",
    "contact": "contact_name",
    "email": "email_from",
    "phone": "phone",
    "amount": "expected_revenue",
    "cost": "estimated_cost",
    "margin": "estimated_margin",
    "stage": "stage_id",
    "status": "stage_id",
    "action": "next_action",
    "due": "next_action_date",
    "closing": "date_deadline",
    "close": "date_deadline",
    "salesperson": "user_id",
    "notes": "description",
    "tags": "tag_ids",
    "source": "source_id",
    "lost_reason": "lost_reason_id",
    "urgency": "urgency",
}
FIELD_ROLES = {field: role for role, field in reversed(ROLE_FIELDS.items())}
FIELD_ROLES["stage_id"], FIELD_ROLES["date_deadline"] = "stage", "closing"
# Fields that only our reader may map: Odoo must not map them by the similarity of a heading.
GUARDED = {
    "next_action",
    "next_action_date",
    "urgency",
    "estimated_cost",
    "estimated_margin",
    "company_id",
}


XML_ID = re.compile(r"[a-z_]\w*\.\S+")


class DryRunError(Exception):
    """Ends a test of an import: everything is rolled back."""


class BaseImportImport(models.TransientModel):
    _inherit = "base_import.import"

    # --- reading -----------------------------------------------------------------------------

    def _read_file(self, options):
        if self.res_model != SHEET_MODEL:
            return super()._read_file(options)
        found = self._find_sheet_table(options)
        if not found:
            return super()._read_file(options)
        width = len(found.columns)
        rows = [[column.title for column in found.columns]]
        for row in found.rows:
            cells = [_get_shown(cell) for cell in row.cells[:width]]
            rows.append(cells + [""] * (width - len(cells)))
        options["sheets"] = options.get("sheets") or ([found.sheet] if found.sheet else [])
        options["sheet"] = found.sheet or ""
        return len(rows), rows

    def _find_sheet_table(self, options, choices=None):
        """Return the table of deals of the file, None when Odoo has to read it.

        A file with Odoo's own identifiers is for Odoo; so is one without names of deals.
        """
        if not options.get("has_headers"):
            return None
        try:
            sheets = files.read_sheets(self.file or b"", self.file_name or "")
            found = table.find_table(sheets, options.get("sheet") or None, choices)
        except FileError as error:
            if error.code in ("empty", "format", "damaged_row"):
                return None
            raise self.env["pilotage.import"]._get_sentences().get_file_error(error) from error
        is_ours = table.looks_like_deals(found) and not _has_odoo_identifiers(found)
        if is_ours and not options.get("separator") and files.is_text(self.file):
            options["separator"] = files.get_separator(self.file)
        if is_ours:
            people.find_salesperson(found.columns, UserNames(self.env).knows)
        return found if is_ours else None

    # --- recognising -------------------------------------------------------------------------

    def parse_preview(self, options, count=10):
        if self.res_model != SHEET_MODEL:
            return super().parse_preview(options, count=count)
        try:
            found = self._find_sheet_table(dict(options))
        except Exception as error:  # noqa: BLE001  said by the screen as Odoo says its own
            return {"error": str(error), "preview": None}
        mapping = None
        if found:
            mapping = {column.title: ROLE_FIELDS.get(column.role, "") for column in found.columns}
        record = self.with_context(pilotage_sheet_mapping=mapping)
        return super(BaseImportImport, record).parse_preview(options, count=count)

    def _get_mapping_suggestion(self, header, fields_tree, header_types, mapping_fields):
        if self.res_model != SHEET_MODEL:
            return super()._get_mapping_suggestion(
                header, fields_tree, header_types, mapping_fields
            )
        # The user's former choice for this column comes first.
        mapping = self.env.context.get("pilotage_sheet_mapping")
        if mapping is not None and not mapping_fields.get(header.lower()):
            name = mapping.get(header)
            importable = {field["name"] for field in fields_tree}
            return {"field_path": [name], "distance": 0} if name in importable else {}
        found = super()._get_mapping_suggestion(header, fields_tree, header_types, mapping_fields)
        if found and found.get("distance", 0) > 0 and found["field_path"][0] in GUARDED:
            return {}
        return found

    # --- importing ---------------------------------------------------------------------------

    def execute_import(self, fields, columns, options, dryrun=False):
        draft_of = self._get_sheet_import(fields, options)
        if not draft_of:
            return super().execute_import(fields, columns, options, dryrun=dryrun)
        result = {}
        try:
            with self.env.cr.savepoint():
                result = self._execute_sheet(*draft_of)
                if dryrun or not result["ids"]:
                    raise DryRunError
                self._save_mapping(fields, columns)
        except DryRunError:
            self.env.invalidate_all()
        return result

    def _get_sheet_import(self, fnames, options):
        """Return (table, import) of a file of deals mapped on ``fnames``, None when Odoo has to
        import it.
        """
        if self.res_model != SHEET_MODEL or not options.get("has_headers"):
            return None
        named = {name for name in fnames if name}
        if named - FIELD_ROLES.keys() or "name" not in named | (
            {"name"} if "partner_name" in named else set()
        ):
            return None
        found = self._find_sheet_table(dict(options))
        if not found or len(found.columns) < len(fnames):
            return None
        choices, named = {}, set(filter(None, fnames))
        for column, name in zip(found.columns, fnames, strict=False):
            shown = ROLE_FIELDS.get(column.role, "")
            # Odoo's screen shows a field once, even if two columns have it.
            if (name or "") != shown and (name or shown not in named):
                choices[column.index] = FIELD_ROLES.get(name, "")
        if choices:
            found = self._find_sheet_table(dict(options), choices)
        return found and (found, choices)

    def _execute_sheet(self, found, choices):
        """Import ``found`` at once; return the result in the format of Odoo's screen."""
        self.env["crm.lead"].check_access("create")
        record = self.env["pilotage.import"].create(
            {"file": base64.b64encode(self.file), "file_name": self.file_name or ""}
        )
        draft = record._plan_table(found)
        names = [plan.deal.name for plan in draft.plans]
        blocking = record._get_blocking(draft)
        if blocking:
            return {
                "ids": False,
                "messages": [_get_message("error", blocking[0])],
                "nextrow": 0,
                "name": names,
            }
        system = record._as_system()
        foreign = draft.planner.get_foreign_currencies()
        system.write({"layout": record._get_layout(found), "foreign_currency": ", ".join(foreign)})
        record._start(draft, at_once=True)
        leads = {row.number: row.lead_id.id for row in system.row_ids}
        kept = [plan for plan in draft.plans if plan.outcome != ASIDE]
        ids = [plan.lead.id if plan.lead else leads.get(plan.deal.number) for plan in kept]
        messages = [_get_message("warning", text) for text in record._get_warnings(draft)]
        for aside in record._get_asides(draft, told=(*LEFT_OUT, "deleted", "archived", "no_write")):
            messages.append(_get_message("warning", f"{aside['reason']} : {aside['rows']}"))
        return {
            "ids": [lead for lead in ids if lead],
            "messages": messages,
            "nextrow": 0,
            "name": names,
        }

    def _save_mapping(self, fnames, headers):
        """Store the user's choice for each column, as Odoo does after an import."""
        mappings = self.env["base_import.mapping"]
        for name, header in zip(fnames, headers, strict=False):
            if not (name and header):
                continue
            known = mappings.search(
                [("res_model", "=", self.res_model), ("column_name", "=", header)], limit=1
            )
            if known:
                known.field_name = name
            else:
                mappings.create(
                    {"res_model": self.res_model, "column_name": header, "field_name": name}
                )


def _get_message(kind, text):
    return {"type": kind, "message": text, "sheet_error": True}


def _get_shown(cell):
    """Return a cell in the format of Odoo's preview: a text, or a date."""
    if blanks.is_empty(cell):
        return ""
    return cell if hasattr(cell, "year") else get_text(cell)


def _has_odoo_identifiers(found):
    """Return whether a column holds Odoo's own identifiers of records."""
    return any(
        column.title.lower() in ("external id", "id externe", ".id")
        or (column.title.lower() == "id" and any(map(XML_ID.fullmatch, column.examples)))
        for column in found.columns
    )
