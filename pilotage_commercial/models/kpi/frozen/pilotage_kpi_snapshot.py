"""The KPIs as they stood each week: frozen, even when the past is edited."""

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ....tools.figures import format_figure
from ..model.pilotage_kpi import STATES, UNITS


class PilotageKpiSnapshot(models.Model):
    _name = "pilotage.kpi.snapshot"
    _inherit = ["pilotage.derived.mixin", "pilotage.frozen.mixin"]
    _description = "Weekly Snapshot of a Sales KPI"
    _order = "date desc, kpi_id, team_id, user_id, id"
    _rec_name = "kpi_id"

    kpi_id = fields.Many2one(
        "pilotage.kpi", string="KPI", readonly=True, index=True, ondelete="set null"
    )
    # Names of deleted records. Older snapshots have none until the record is deleted.
    kpi_name = fields.Char("KPI Name", readonly=True)
    team_name = fields.Char("Name of the Sales Team", readonly=True)
    user_name = fields.Char("Name of the Salesperson", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    company_currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    level = fields.Selection(
        [("company", "Company"), ("team", "Sales team"), ("user", "Salesperson")],
        required=True,
        readonly=True,
        help="Whole company, one team or one salesperson: do not add up different levels.",
    )
    team_id = fields.Many2one(
        "crm.team", string="Sales Team", readonly=True, index="btree_not_null", ondelete="set null"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    date = fields.Date(
        "Week Up To", required=True, readonly=True, index=True, help="Sunday of the week."
    )
    date_from = fields.Date("Measured From", required=True, readonly=True)
    late_date = fields.Date(
        "Measured On",
        readonly=True,
        help="Date of the measure, if it was made days after the week and the value of that week "
        "is unknown. That of the pipeline is computed from the changes that Odoo tracked since.",
    )
    unit = fields.Selection(UNITS, required=True, readonly=True)
    has_value = fields.Boolean(readonly=True, help="Not set when there was no data.")
    has_denominator = fields.Boolean(readonly=True)
    value = fields.Float(
        readonly=True,
        digits=(16, 4),
        aggregator="avg",
        average_sql="_get_average_sql",
    )
    numerator = fields.Float(readonly=True, digits=(16, 4))
    denominator = fields.Float(readonly=True, digits=(16, 4))
    has_target = fields.Boolean(readonly=True)
    target = fields.Float(
        readonly=True, digits=(16, 4), aggregator="avg", average_sql="_get_average_sql"
    )
    gap = fields.Float(readonly=True, digits=(16, 4), aggregator=None)
    state = fields.Selection(STATES, readonly=True)
    restated_value = fields.Float(
        compute="_compute_restated",
        digits=(16, 4),
        help="The same KPI over the same period, measured with today's records.",
    )
    restated_note = fields.Char(string="Since Then", compute="_compute_restated")

    _week_unique = models.UniqueIndex(
        "(kpi_id, company_id, date, level, "
        "(CASE level WHEN 'company' THEN 0 WHEN 'team' THEN team_id ELSE user_id END))",
        "This KPI has its snapshot of that week already.",
    )

    @api.depends("kpi_id.name", "kpi_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for snapshot in self:
            snapshot.display_name = snapshot.kpi_id.name or snapshot.kpi_name

    @api.depends_context("uid", "allowed_company_ids", "lang")
    @api.depends("value", "has_value", "late_date")
    def _compute_restated(self):
        env = self.env
        for snapshot in self:
            value = snapshot._measure_anew()
            snapshot.restated_value = value or 0
            if value is None and snapshot.late_date:
                snapshot.restated_note = env._(
                    "Value of %s, when it was measured; it cannot be measured again.",
                    format_date(env, snapshot.late_date),
                )
            elif value is None:
                snapshot.restated_note = env._("Cannot be measured again.")
            elif snapshot.has_value and round(value - snapshot.value, 4) == 0:
                snapshot.restated_note = env._("The same as then.")
            else:
                was = snapshot._format(snapshot.value) if snapshot.has_value else "–"
                snapshot.restated_note = env._(
                    "%(now)s today, %(then)s then", now=snapshot._format(value), then=was
                )

    def _format(self, value):
        return format_figure(self.env, value, self.unit, self.company_currency_id)

    def _measure_anew(self):
        """Return the KPI over the period of the snapshot with the records of today, or None.

        A KPI that only exists now, such as the pipeline, cannot be measured again.
        """
        self.ensure_one()
        kpi = self.kpi_id.with_context(allowed_company_ids=self.company_id.ids)
        if not kpi or (self.level != "company" and not (self.team_id or self.user_id)):
            return None
        return kpi._measure_again(
            {
                "date_from": self.date_from,
                "date_to": self.date,
                "team_id": self.team_id.id,
                "user_id": self.user_id.id,
            }
        )

    def _get_average_sql(self, name, query):
        """Return the average of ``name``, the value or the target, over one KPI.

        Days, percentages and amounts do not add up: several KPIs together have no value.
        """

        def column(name):
            return self._field_to_sql(self._table, name, query)

        read = self._get_value_sql if name == "value" else self._get_target_sql
        kpi = SQL("COALESCE(%s::text, %s)", column("kpi_id"), column("kpi_name"))
        return SQL(
            "CASE WHEN MIN(%(kpi)s) = MAX(%(kpi)s) THEN %(read)s END", kpi=kpi, read=read(column)
        )

    @api.model
    def _get_value_sql(self, column):
        # Σ numerators / Σ denominators; without denominators, the sum averaged over the weeks.
        return SQL(
            """CASE WHEN bool_or(%(divided)s)
                    THEN SUM(%(numerator)s) / NULLIF(SUM(%(denominator)s), 0)
                    ELSE SUM(%(numerator)s) FILTER (WHERE %(known)s)
                         / NULLIF(COUNT(DISTINCT %(date)s), 0) END""",
            divided=column("has_denominator"),
            numerator=column("numerator"),
            denominator=column("denominator"),
            known=column("has_value"),
            date=column("date"),
        )

    @api.model
    def _get_target_sql(self, column):
        # A missing target is not a target of zero.
        target, known = column("target"), column("has_target")
        return SQL("AVG(%s) FILTER (WHERE %s)", target, known)
