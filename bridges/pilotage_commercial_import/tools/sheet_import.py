"""Turns the rows of a pipeline sheet into values of opportunities, old and new."""

import re
from collections import defaultdict

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import get_lang

from . import sheet_match, sheet_parser
from .sheet_parser import CellError, normalize


class SheetRow:
    """A row of the sheet and what was understood of it.

    :param int index: its place in the data that Odoo read, from 0
    :param dict cells: ``{field: cell}``; blank cells are ""
    """

    def __init__(self, index, cells):
        self.index = index
        self.cells = cells
        self.name = cells["name"]
        self.key = normalize(self.name)
        self.status = normalize(cells.get("stage_id"))
        self.action = cells.get("next_action")
        self.amount = self.due = None
        self.lead = self.stage = None
        self.values = {}


class SheetImporter:
    """One import of a pipeline sheet. All its bad rows are in ``messages``, in Odoo's format.

    :param leads: the model crm.lead, in the environment of the user who imports
    :param source: a :class:`~.sheet_source.SheetSource`, where the rows are in the file
    :param list names: the field of each column
    :param list data: the rows, as Odoo read them
    """

    def __init__(self, leads, source, names, data):
        self.env = leads.env
        self.source = source
        self.names = names
        self.data = data
        self.rows = []
        self.messages = []
        self.columns = {name: names.index(name) for name in sheet_parser.FIELDS if name in names}
        self.others = {
            name.split("/")[0]: index
            for index, name in enumerate(names)
            if name not in self.columns
        }

    def prepare(self):
        """Understand every row. Nothing is written; the caller looks at ``messages`` first."""
        self._read_rows()
        stages = StageNames(self.env)
        self._find_leads(stages)
        for row in self.rows:
            self._choose_stage(row, stages)
        self._set_values()
        self.messages.sort(key=lambda message: message["record"])

    # --- what Odoo loads -------------------------------------------------------------------

    def get_remaining_columns(self):
        """Return the fields and rows that Odoo is left to load: the name and foreign columns."""
        kept = [
            index
            for index, name in enumerate(self.names)
            if name == "name" or name not in self.columns
        ]
        rows = [[self.data[row.index][index] for index in kept] for row in self.rows]
        return [self.names[index] for index in kept], rows

    def complete(self, data):
        """Return ``data``, a record as Odoo is about to save it, with the values of its row.

        Blank cells are left out: they erase nothing and let a new record have its defaults.
        """
        row = self.rows[data["info"]["record"]]
        cells = self.data[row.index]
        values = {
            name: value
            for name, value in data["values"].items()
            if name in self.others and not is_blank(cells[self.others[name]])
        }
        return {**data, "values": {**row.values, **values}}

    # --- errors ----------------------------------------------------------------------------

    def _add_error(self, row, name, reason):
        """Note that the cell ``name`` of ``row`` is wrong for ``reason``, a sentence."""
        message = self.env._(
            "Row %(row)s, column “%(column)s”: %(reason)s",
            row=self.source.rows[row.index],
            column=self.source.headers.get(name) or self._get_label(name),
            reason=reason,
        )
        self.messages.append(
            {
                "type": "error",
                "message": message,
                "record": row.index,
                "rows": {"from": row.index, "to": row.index},
                "field": name,
                "sheet_error": True,
            }
        )

    def _get_label(self, name):
        return self.env["crm.lead"].fields_get([name], ["string"])[name]["string"]

    def explain(self, messages):
        """Return the messages of Odoo's own loading, saying which row of the file each is about."""
        errors = [message for message in messages if message["type"] == "error"]
        if errors and errors[0]["message"] in {error["message"] for error in errors[1:]}:
            # Heard from the whole batch and put on its first row; the guilty row says it again.
            messages = [message for message in messages if message is not errors[0]]
        return [self._explain(message) if "rows" in message else message for message in messages]

    def _explain(self, message):
        row = self.rows[message["rows"]["from"]]
        text = self.env._(
            "Row %(row)s: %(reason)s",
            row=self.source.rows[row.index],
            reason=message["message"],
        )
        own = {} if message.get("field") else {"field": "name", "sheet_error": True}
        place = {"record": row.index, "rows": {"from": row.index, "to": row.index}}
        return {**message, **place, **own, "message": text}

    # --- cells -----------------------------------------------------------------------------

    def _read_rows(self):
        due = self.columns.get("next_action_date")
        dates = [] if due is None else [cells[due] for cells in self.data]
        day_first = sheet_parser.is_day_first(dates, self._is_day_first())
        today = fields.Date.context_today(self.env["crm.lead"])
        for index, cells in enumerate(self.data):
            if all(map(is_blank, cells)):
                continue
            row = SheetRow(
                index,
                {
                    name: "" if is_blank(cells[column]) else cells[column]
                    for name, column in self.columns.items()
                },
            )
            self.rows.append(row)
            if not row.key:
                self._add_error(row, "name", self.env._("the name is missing."))
            self._read_amount(row)
            self._read_due(row, day_first, today)

    def _is_day_first(self):
        """Say whether the user's language writes the day before the month."""
        date_format = get_lang(self.env).date_format
        month = re.search("[mbB]", date_format)
        return not month or "d" in date_format[: month.start()]

    def _read_amount(self, row):
        cell = row.cells.get("expected_revenue", "")
        if cell == "":
            return
        try:
            row.amount = sheet_parser.parse_amount(cell)
        except CellError as error:
            reasons = {
                "not_amount": self.env._("“%s” is not an amount.", cell),
                "tax_included": self.env._("“%s” is with tax; opportunities are without.", cell),
            }
            self._add_error(row, "expected_revenue", reasons[error.code])

    def _read_due(self, row, day_first, today):
        cell = row.cells.get("next_action_date", "")
        if cell == "":
            return
        try:
            row.due = sheet_parser.parse_date(cell, day_first, today)
        except CellError as error:
            reasons = {
                "not_date": self.env._("“%s” is not a date.", cell),
                "impossible_date": self.env._("there is no day “%s” in the calendar.", cell),
            }
            self._add_error(row, "next_action_date", reasons[error.code])

    # --- stages ----------------------------------------------------------------------------

    def _choose_stage(self, row, stages):
        """Set the stage of ``row`` among those of its opportunity's team."""
        team = row.lead.team_id if row.lead else stages.default_team
        row.stage = stages.find(row.status, team)
        if row.status and not row.stage:
            self._add_error(
                row,
                "stage_id",
                self.env._(
                    "“%(status)s” is no stage of your pipeline. Known stages: %(stages)s.",
                    status=row.cells["stage_id"],
                    stages=", ".join(stages.get_names(team)),
                ),
            )

    # --- opportunities -----------------------------------------------------------------------

    def _find_leads(self, stages):
        """Set the opportunity that each row updates, if any."""
        domain = Domain("type", "=", "opportunity")
        domain &= Domain("company_id", "in", [False, self.env.company.id])
        leads = self._find_by_name("crm.lead", domain, active_test=False)
        sheet_match.match_rows(self.rows, leads, stages)

    def _find_by_name(self, model, domain, active_test=True):
        """Return ``{normalized name: [record]}`` for the names of the sheet, in one query."""
        model = self.env[model].with_context(active_test=active_test)
        keys = list({get_key(row.name) for row in self.rows if row.key})

        def to_sql(model, alias, query):
            return SQL("%s = ANY(%s)", get_key_sql(model._field_to_sql(alias, "name", query)), keys)

        # Lists, not unions: each record keeps the prefetch of them all.
        found = defaultdict(list)
        for record in model.search(domain & Domain.custom(to_sql=to_sql), order="id"):
            found[normalize(record.name)].append(record)
        return found

    # --- values ------------------------------------------------------------------------------

    def _set_values(self):
        partners = self._find_by_name("res.partner", Domain.TRUE) if self._names_customer() else {}
        leads = self.env["crm.lead"].browse([row.lead.id for row in self.rows if row.lead])
        writable = leads._filtered_access("write")
        for row in self.rows:
            if row.lead:
                row.values = self._get_changes(row)
                if row.values and row.lead not in writable:
                    self._add_error(
                        row,
                        "name",
                        self.env._(
                            "you may see the opportunity “%s” but not change it.", row.lead.name
                        ),
                    )
                row.values["id"] = row.lead.id
            else:
                row.values = self._get_new_values(row, partners.get(row.key))

    def _names_customer(self):
        """Say whether the name stands for the customer too: no other column gives it."""
        return not {"partner_id", "partner_name"} & self.others.keys()

    def _get_new_values(self, row, partners):
        values = {"name": row.name, "type": "opportunity", **self._get_values(row)}
        if self._names_customer():
            partner = self._choose_partner(partners or [])
            values.update({"partner_id": partner.id} if partner else {"partner_name": row.name})
        return values

    def _choose_partner(self, partners):
        """Return the only customer among ``partners``; a company counts once with its contacts."""
        if len(partners) > 1:
            companies = {partner.commercial_partner_id for partner in partners}
            partners = companies.intersection(partners) if len(companies) == 1 else []
        return next(iter(partners), None)

    def _get_values(self, row):
        """Return the values that the cells of ``row`` give; a lost deal has no next action."""
        values = {
            "expected_revenue": row.amount,
            "stage_id": row.stage.id if row.stage else None,
            "next_action": row.action,
            "next_action_date": row.due,
        }
        if sheet_match.is_lost(row.lead, row.stage):
            values["next_action"] = values["next_action_date"] = None
        return {name: value for name, value in values.items() if value not in (None, "")}

    def _get_changes(self, row):
        """Return the values of ``row`` that its opportunity does not have yet."""
        lead = row.lead
        values = self._get_values(row)
        amount = values.get("expected_revenue")
        if amount is not None and not lead.company_currency.compare_amounts(
            amount, lead.expected_revenue
        ):
            del values["expected_revenue"]
        if values.get("stage_id") == lead.stage_id.id:
            del values["stage_id"]
        for name in ("next_action", "next_action_date"):
            if values.get(name) == lead[name]:
                values.pop(name, None)
        if row.stage and not row.stage.is_lost and not lead.active:
            values["active"] = True
        return values


class StageNames:
    """The stages by their names, in any installed language, and by their aliases."""

    def __init__(self, env):
        self.default_team = env["crm.team"]._get_default_team_id(
            user_id=env.uid, domain=[("use_opportunities", "=", True)]
        )
        self.stages = env["crm.stage"].search([])
        self.names = {}
        self.aliases = {}
        self.found = {}
        for code, _name in env["res.lang"].get_installed():
            for stage in self.stages.with_context(lang=code):
                self._add(self.names, stage.name, stage)
        for stage in self.stages:
            for alias in (stage.aliases or "").split(","):
                self._add(self.aliases, alias, stage)

    def _add(self, table, name, stage):
        table.setdefault(normalize(name), self.stages.browse())
        table[normalize(name)] |= stage.with_env(self.stages.env)

    def _is_available(self, stage, team):
        return not stage.team_ids or team in stage.team_ids

    def find(self, status, team):
        """Return the stage called ``status``, normalized, in the pipeline of ``team``, or None.

        A name wins over an alias, the team's own stage over one shared by all.
        """
        if not status:
            return None
        if (status, team.id) not in self.found:
            self.found[status, team.id] = self._find(status, team)
        return self.found[status, team.id]

    def _find(self, status, team):
        for table in (self.names, self.aliases):
            stages = table.get(status, self.stages.browse()).filtered(
                lambda stage: self._is_available(stage, team)
            )
            if stages:
                return (stages.filtered("team_ids") or stages)[0]
        return None

    def get_names(self, team):
        """Return the names of the stages of ``team``, in the order of the pipeline."""
        stages = self.stages.filtered(lambda stage: self._is_available(stage, team))
        return list(dict.fromkeys(stages.mapped("name")))


def is_blank(cell):
    """Say whether ``cell`` holds nothing; a number 0 is something."""
    return not cell.strip() if isinstance(cell, str) else cell is None or cell is False


def get_key(text):
    """Return ``text`` normalized and without spaces: what the database is asked for.

    >>> get_key("Chœur d’Élite")
    "choeurd'elite"
    """
    return normalize(text).replace(" ", "")


def get_key_sql(name):
    """Return the SQL of :func:`get_key` of the expression ``name``.

    Without PostgreSQL's *unaccent*, which a database may not have; the slow part is left out for
    the many names in plain ASCII.
    """
    plain = SQL(
        "lower(regexp_replace(normalize(%s, NFKD), %s, '', 'g'))",
        name,
        rf"[{sheet_parser.COMBINING_MARKS}\s]",
    )
    ligatures = sheet_parser.LIGATURES
    replacements = {
        **dict.fromkeys(sheet_parser.APOSTROPHES, "'"),
        **ligatures,
        # A database with the C collation does not know the capitals of these.
        **{ligature.upper(): letters for ligature, letters in ligatures.items()},
    }
    for old, new in replacements.items():
        plain = SQL("replace(%s, %s, %s)", plain, old, new)
    return SQL(
        "CASE WHEN octet_length(%(name)s) = length(%(name)s) AND %(name)s !~ %(special)s"
        " THEN replace(lower(%(name)s), ' ', '') ELSE %(plain)s END",
        name=name,
        special=r"[\t\n\r`]",
        plain=plain,
    )
