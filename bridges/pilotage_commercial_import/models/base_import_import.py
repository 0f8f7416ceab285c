from odoo import models
from odoo.tools.mimetypes import guess_mimetype

from odoo.addons.base_import.models.base_import import MIMETYPE_TO_READER

from ..tools import sheet_parser, sheet_source

SHEET_MODEL = "crm.lead"


class BaseImportImport(models.TransientModel):
    _inherit = "base_import.import"

    # --- reading -----------------------------------------------------------------------------

    def _read_csv(self, options):
        if self.res_model == SHEET_MODEL:
            self._guess_sheet_options(options)
        result = super()._read_csv(options)
        if self.res_model == SHEET_MODEL and result:
            self._pad_sheet(result[1])
        return result

    def _guess_sheet_options(self, options):
        """Set the encoding and separator that the user did not, if they make our headers."""
        if options.get("encoding") and options.get("separator"):
            return
        guess = sheet_source.guess_csv(
            self.file or b"", options.get("quoting") or '"', sheet_parser.get_sheet_mapping
        )
        if guess:
            options["encoding"] = options.get("encoding") or guess[0]
            options["separator"] = options.get("separator") or guess[1]

    def _pad_sheet(self, rows):
        """Complete in place the rows of a sheet whose last cells were left out."""
        if rows and sheet_parser.get_sheet_mapping(rows[0]):
            for row in rows:
                row.extend([""] * (len(rows[0]) - len(row)))

    # --- recognising -------------------------------------------------------------------------

    def _get_mapping_suggestions(self, headers, header_types, fields_tree):
        sheet = {}
        if self.res_model == SHEET_MODEL:
            mapping = sheet_parser.get_sheet_mapping(headers)
            sheet = {headers[index]: name for index, name in mapping.items()}
        return super(
            BaseImportImport, self.with_context(pilotage_sheet_headers=sheet)
        )._get_mapping_suggestions(headers, header_types, fields_tree)

    def _get_mapping_suggestion(self, header, fields_tree, header_types, mapping_fields):
        # What the user chose for this column once comes first.
        name = self.env.context.get("pilotage_sheet_headers", {}).get(header)
        importable = {field["name"] for field in fields_tree}
        if name in importable and not mapping_fields.get(header.lower()):
            return {"field_path": [name], "distance": 0}
        return super()._get_mapping_suggestion(header, fields_tree, header_types, mapping_fields)

    def _is_pipeline_sheet(self, fnames):
        """Say whether columns mapped on ``fnames`` make a pipeline sheet, ours to import.

        Any other import of opportunities, one with identifiers first of all, stays Odoo's.
        """
        fnames = {name for name in fnames if name}
        if self.res_model != SHEET_MODEL or {"id", ".id"} & fnames or "name" not in fnames:
            return False
        if any(self._is_several_rows(name) for name in fnames):
            return False
        return bool({"next_action", "next_action_date"} & fnames) or fnames.issuperset(
            ("expected_revenue", "stage_id")
        )

    def _is_several_rows(self, fname):
        """Say whether column ``fname`` may spread a record over several rows."""
        field = self.env[SHEET_MODEL]._fields.get(fname.split("/")[0])
        return field is not None and field.type == "one2many"

    # --- importing ---------------------------------------------------------------------------

    def execute_import(self, fields, columns, options, dryrun=False):
        if not self._is_pipeline_sheet(fields):
            return super().execute_import(fields, columns, options, dryrun=dryrun)
        # No batches: all of the file is imported, or nothing.
        options = {**options, "limit": None}
        sheet = self.with_context(pilotage_sheet=sheet_source.SheetSource())
        return super(BaseImportImport, sheet).execute_import(
            fields, columns, options, dryrun=dryrun
        )

    def _get_sheet_source(self):
        """Return the source of the sheet being imported, None when there is none."""
        source = self.env.context.get("pilotage_sheet")
        return source if isinstance(source, sheet_source.SheetSource) else None

    def _convert_import_data(self, fields, options):
        data, import_fields = super()._convert_import_data(fields, options)
        source = self._get_sheet_source()
        if source:
            lines = sheet_source.read_lines(self._get_sheet_reader(), self.file or b"", options)
            source.locate(lines, fields, data, options)
        return data, import_fields

    def _get_sheet_reader(self):
        """Return "csv", "xlsx" or whatever of Odoo's readers read the file."""
        extension = (self.file_name or "").rpartition(".")[2].lower()
        return (
            MIMETYPE_TO_READER.get(guess_mimetype(self.file or b""))
            or MIMETYPE_TO_READER.get(self.file_type)
            or extension
        )

    def _parse_import_data(self, data, import_fields, options):
        if not self._get_sheet_source():
            return super()._parse_import_data(data, import_fields, options)
        # Amounts and dates of the sheet are read with their rows, to name the bad ones.
        others = ["" if name in sheet_parser.FIELDS else name for name in import_fields]
        return super()._parse_import_data(data, others, options)
