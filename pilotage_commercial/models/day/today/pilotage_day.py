"""To handle: what each person has to do next, on what, when and why.

Nothing is stored: a row is an open opportunity with its quotations, an activity, or a meeting that
the reader may see. See ``pilotage_day_query``.
"""

from collections.abc import Collection

from odoo import api, fields, models
from odoo.fields import Domain

from ....tools.planner import expect_short_queries
from ...pipeline.crm_lead import URGENCIES

KINDS = [
    ("deal", "Opportunity"),
    ("order", "Quotation or Order"),
    ("customer", "Customer"),
    ("review", "Weekly Review"),
    ("meeting", "Meeting"),
]
# The id of a row encodes its kind and its record.
CODES = {kind: code for code, (kind, _label) in enumerate(KINDS)}
STEP = 8
HORIZONS = [
    ("overdue", "Overdue"),
    ("today", "Today"),
    ("none", "Nothing Planned"),
    ("week", "This Week"),
    ("later", "Later"),
]
# Horizons to handle today: see the filter of that name.
NOW = ("overdue", "today", "none")
READER = ("uid", "allowed_company_ids", "tz")
FACT = {"readonly": True, "depends_context": READER}


class DayIds(tuple):
    """Ids of rows in the context, set by the server: no client can send this type."""

    __slots__ = ()


class PilotageDay(models.Model):
    _name = "pilotage.day"
    _description = "To Handle"
    _auto = False
    _order = "urgency desc, margin desc nulls last, date, id"
    _rec_names_search = ("lead_id", "order_id", "contact_id", "event_id")

    # Record
    kind = fields.Selection(KINDS, **FACT)
    lead_id = fields.Many2one("crm.lead", string="Opportunity", **FACT)
    order_id = fields.Many2one("sale.order", string="Quotation or Order", **FACT)
    contact_id = fields.Many2one("res.partner", string="Contact to Remind", **FACT)
    activity_id = fields.Many2one("mail.activity", **FACT)
    event_id = fields.Many2one("calendar.event", string="Meeting", **FACT)
    company_id = fields.Many2one("res.company", **FACT)
    currency_id = fields.Many2one("res.currency", **FACT)
    # Owner
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        **FACT,
        help="Salesperson of the opportunity; else the user of the activity.",
    )
    team_id = fields.Many2one("crm.team", string="Sales Team", **FACT)
    is_mine = fields.Boolean(
        string="Mine", **FACT, help="My opportunity, or what is next on it is mine to do."
    )
    # Urgency
    urgency = fields.Selection(URGENCIES, **FACT)
    amount = fields.Monetary(**FACT, help="Expected revenue, or untaxed amount of the order.")
    margin = fields.Monetary(
        string="Margin at Stake",
        **FACT,
        help="Estimated margin of the opportunity; empty while its cost is unknown.",
    )
    # Date
    date = fields.Date(
        string="When",
        depends_context=READER,
        help="Day of the next action. Writing it moves the activity.",
    )
    horizon = fields.Selection(
        HORIZONS,
        string="Due",
        group_expand="_expand_horizons",
        depends_context=READER,
        help="Overdue, due today, later this week (until Sunday) or later, or nothing is planned. "
        "Writing it dates the next action on a working day.",
    )

    @api.model
    def _expand_horizons(self, _values, domain):
        """Return the columns of the board that the domain does not exclude."""
        asked = set()
        for condition in Domain(domain).iter_conditions():
            if condition.field_expr == "horizon" and condition.operator in ("=", "in"):
                value = condition.value
                asked.update([value] if condition.operator == "=" else value)
        return [code for code, _label in HORIZONS if not asked or code in asked]

    @api.model
    def _search_display_name(self, operator, value):
        # A row has one of its records only: what it has not would never be unlike a name.
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        return super()._search_display_name(operator, value)

    @api.model
    def _encode(self, kind, record_id):
        """Return the id of the row of ``kind`` for the record of id ``record_id``."""
        return record_id * STEP + CODES[kind]

    @api.model
    def _search(self, domain, *args, **kwargs):
        expect_short_queries(self.env)
        domain = Domain(domain).map_conditions(self._add_dates)
        return super(PilotageDay, self._keep_to(domain))._search(domain, *args, **kwargs)

    @api.model
    def _add_dates(self, condition):
        """Return a condition on ``date`` for one on ``horizon``: PostgreSQL evaluates it faster."""
        if condition.field_expr != "horizon" or condition.operator not in ("=", "in"):
            return condition
        asked = [condition.value] if condition.operator == "=" else condition.value
        known = [code for code, _label in HORIZONS]
        if isinstance(asked, str) or not isinstance(asked, Collection):
            return condition  # a query, or a value that the ORM refuses
        if not all(value in known for value in asked):
            return condition
        today, sunday = fields.Date.context_today(self), self._get_sunday()
        dates = {
            "none": Domain("date", "=", False),
            "overdue": Domain("date", "<", today),
            "today": Domain("date", "=", today),
            "week": Domain("date", ">", today) & Domain("date", "<=", sunday),
            "later": Domain("date", ">", sunday),
        }
        if {"overdue", "today"} <= set(asked):
            dates["overdue"] = dates["today"] = Domain("date", "<=", today)
        return Domain.OR({dates[code] for code in asked})

    @api.model
    def _keep_to(self, domain):
        """Return the model restricted to the ids of ``domain``, if it only asks for ids.

        The id encodes the record, which the query then finds by its primary key.
        """
        conditions = list(domain.iter_conditions())
        if len(conditions) != 1 or conditions[0].field_expr != "id":
            return self.with_context(day_ids=None)
        [condition] = conditions
        ids = {"=": [condition.value], "in": condition.value}.get(condition.operator)
        if isinstance(ids, str) or not isinstance(ids, Collection):
            return self.with_context(day_ids=None)  # a query, or a value that the ORM refuses
        return self.with_context(day_ids=DayIds(row for row in ids if isinstance(row, int)))
