"""A KPI is data: a numerator over a denominator, each one an aggregate of stored facts."""

from itertools import count

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..engine.measure import SIDES, is_of_row, parse_domain

MODELS = [
    ("crm.lead", "Opportunities"),
    ("sale.order", "Quotations and orders"),
    ("sale.order.line", "Order lines"),
    ("account.move", "Invoices"),
]
AGGREGATES = [
    ("count", "Number of records"),
    ("sum", "Sum of"),
    ("count_distinct", "Number of different"),
]
WINDOWS = [
    ("period", "In the period"),
    ("now", "Now"),
    ("earlier_year", "In the year before the last twelve months"),
    ("gone", "In that year, and none since"),
]
UNITS = [
    ("money", "Amount"),
    ("ratio", "Percentage"),
    ("days", "Days"),
    ("count", "Count"),
    ("number", "Number"),
]
DIRECTIONS = [("higher", "Higher is better"), ("lower", "Lower is better")]
BASES = [("value", "As is"), ("monthly_revenue", "Times the monthly revenue")]
# How a figure stands to its target.
STATES = [
    ("good", "On target"),
    ("near", "Near target"),
    ("bad", "Off target"),
    ("no_target", "No target"),
    ("no_data", "No data"),
]

# Fields that define the records and values that a KPI reads.
DEFINITION = (
    "has_denominator",
    *(
        f"{side}_{name}"
        for side in SIDES
        for name in ("model", "window", "date", "domain", "aggregate", "field")
    ),
)


class PilotageKpi(models.Model):
    _name = "pilotage.kpi"
    _inherit = ["pilotage.shared.mixin", "pilotage.links"]
    _acting_links = {"second_id": "read"}
    _description = "Sales KPI"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False, help="Identifier of the KPI in exports.")
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    is_essential = fields.Boolean(
        string="Essential",
        help="Shown first in the cockpit; the other KPIs are one click away.",
    )
    unit = fields.Selection(UNITS, required=True, default="ratio")
    direction = fields.Selection(DIRECTIONS, required=True, default="higher")
    formula = fields.Text(translate=True, help="How the KPI is computed, in words.")
    example = fields.Char(
        translate=True,
        help="The formula with the figures of whoever reads it: {numerator}, {denominator} and "
        "{value} stand for them, {count} for the number of records of the numerator.",
    )
    corrective_actions = fields.Text(
        translate=True, help="What to do when the target is missed: one action on each line."
    )
    question = fields.Text(
        translate=True, help="What to ask oneself in the weekly review when the target is missed."
    )
    group_id = fields.Many2one(
        "res.groups",
        string="Only For",
        ondelete="restrict",
        help="Only members of this group can see this KPI. A KPI that reads a protected field, "
        "such as a cost, is for those who may read the field, whatever is chosen here.",
    )

    # Measures
    numerator_model = fields.Selection(MODELS, required=True, default="crm.lead")
    numerator_window = fields.Selection(WINDOWS, required=True, default="period")
    numerator_date = fields.Char(
        "Numerator Date Field", help="Stored date that decides the period."
    )
    numerator_domain = fields.Char(required=True, default="[]")
    numerator_aggregate = fields.Selection(AGGREGATES, required=True, default="count")
    numerator_field = fields.Char(help="Stored field to sum.")
    has_denominator = fields.Boolean("Divided by", default=True)
    denominator_model = fields.Selection(MODELS, required=True, default="crm.lead")
    denominator_window = fields.Selection(WINDOWS, required=True, default="period")
    denominator_date = fields.Char("Denominator Date Field")
    denominator_domain = fields.Char(required=True, default="[]")
    denominator_aggregate = fields.Selection(AGGREGATES, required=True, default="count")
    denominator_field = fields.Char()
    second_id = fields.Many2one(
        "pilotage.kpi",
        string="Second Reading",
        ondelete="set null",
        help="Another way to measure the same thing, shown on the same card. It does not have to "
        "be active.",
    )

    # Targets
    default_target = fields.Float(
        digits=(16, 4), aggregator=None, help="Target when none is set below."
    )
    has_target = fields.Boolean(help="Without a target the KPI is followed by its trend.")
    target_basis = fields.Selection(
        BASES,
        required=True,
        default="value",
        help="The monthly revenue is the untaxed one of the orders confirmed over the last three "
        "full months, divided by three.",
    )
    target_ids = fields.One2many("pilotage.kpi.target", "kpi_id", string="Targets")

    _code_unique = models.Constraint("UNIQUE (code)", "Another KPI has this code already.")

    def copy_data(self, default=None):
        """Give each copy a name and a code of its own."""
        default = default or {}
        values = super().copy_data(default)
        codes = self._get_codes()
        for kpi, vals in zip(self, values, strict=True):
            if "name" not in default:
                vals["name"] = self.env._("%s (copy)", kpi.name)
            if "code" not in default:
                vals["code"] = self._get_free_code(kpi.code, codes)
                codes.add(vals["code"])
        return values

    @api.onchange("name")
    def _onchange_name(self):
        """Propose a code, which nobody has to think of."""
        base = self.env["ir.http"]._slugify(self.name or "").replace("-", "_")
        if base and not self.code:
            codes = self._get_codes()
            self.code = self._get_free_code(base, codes) if base in codes else base

    @api.model
    def _get_codes(self):
        # A code is that of one KPI among those of all companies (hence sudo).
        every = self.sudo().with_context(active_test=False).search(Domain.TRUE)
        return set(every.mapped("code"))

    @api.model
    def _get_free_code(self, code, codes):
        """Return ``code`` with a number that no KPI has: ``codes`` are theirs."""
        numbered = (f"{code}_{number}" for number in count(2))
        return next(free for free in numbered if free not in codes)

    @api.ondelete(at_uninstall=False)
    def _unlink_keep_frozen_figures(self):
        """Keep frozen figures, under the name of the KPI and for the same readers."""
        self.env["pilotage.frozen.mixin"]._keep_everywhere("kpi_id", self)
        self.env.registry.clear_cache()

    @api.model
    def _get_unshared_fields(self):
        # Targets have companies of their own.
        return {"target_ids"}

    @api.constrains(*DEFINITION)
    def _check_measures(self):
        """Refuse a definition that could only fail later, on the cockpit."""
        for kpi in self:
            for side in kpi._get_sides():
                kpi._check_measure(side)

    @api.constrains("second_id")
    def _check_second(self):
        if self.filtered(lambda kpi: kpi.second_id == kpi):
            raise ValidationError(self.env._("The second reading of a KPI is another KPI."))

    def _check_measure(self, side):
        self.ensure_one()
        env, model = self.env, self.env[self[f"{side}_model"]]
        try:
            parse_domain(self[f"{side}_domain"]).validate(model)
        except (ValueError, TypeError, AttributeError) as error:
            raise ValidationError(
                env._("The domain of “%(kpi)s” is not valid: %(error)s", kpi=self.name, error=error)
            ) from error
        if self[f"{side}_window"] != "now":
            date = model._fields.get(self[f"{side}_date"] or "")
            if not date or not date.store or date.type not in ("date", "datetime"):
                raise ValidationError(
                    env._("“%(kpi)s”: choose a stored date field for the period.", kpi=self.name)
                )
        self._check_measured_field(side, model._fields.get(self[f"{side}_field"] or ""))

    def _check_measured_field(self, side, field):
        env, aggregate = self.env, self[f"{side}_aggregate"]
        types = ("integer", "float", "monetary")
        kept = field and (field.store or is_of_row(field))
        if aggregate == "sum" and not (kept and field.type in types):
            raise ValidationError(
                env._("“%(kpi)s”: choose the stored number to sum.", kpi=self.name)
            )
        if aggregate == "count_distinct" and not (field and field.column_type and field.store):
            raise ValidationError(
                env._("“%(kpi)s”: choose the stored field to count.", kpi=self.name)
            )
        if self[f"{side}_window"] == "gone" and aggregate != "count_distinct":
            raise ValidationError(
                env._(
                    "“%(kpi)s”: to count what is gone, choose the field to count (the customer, "
                    "for example).",
                    kpi=self.name,
                )
            )

    @api.constrains("has_target", "default_target", "target_basis", "unit")
    def _check_default_target(self):
        for kpi in self.filtered("has_target"):
            kpi._check_target(kpi.default_target, kpi.target_basis)

    def _check_target(self, value, basis):
        """Refuse a target that the KPI cannot reach. One made by hand may measure anything."""
        self.ensure_one()
        if self.is_by_hand:
            return
        if value < 0:
            raise ValidationError(
                self.env._("“%s”: a target below zero makes no sense.", self.name)
            )
        if self.unit == "ratio" and basis == "value" and value > 1:
            raise ValidationError(
                self.env._(
                    "“%s” is at most 100 %%: give a target from 0 to 100 %% (from 0 to 1 in an "
                    "import).",
                    self.name,
                )
            )
