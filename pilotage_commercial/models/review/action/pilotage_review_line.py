"""A KPI of a review, frozen when the review opened."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ....tools.figures import format_figure
from ....tools.groups import ALL_DOCUMENTS
from ....tools.records import check_one
from ...kpi.model.pilotage_kpi import DIRECTIONS, STATES, UNITS

TYPED = {"note", "corrective_action", "sequence"}


class PilotageReviewLine(models.Model):
    _name = "pilotage.review.line"
    _inherit = ["pilotage.review.kept", "pilotage.frozen.mixin"]
    _description = "KPI of a Weekly Review"
    _order = "review_id, sequence, id"
    _rec_names_search = ["kpi_name"]

    review_id = fields.Many2one(
        "pilotage.review", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="review_id.company_id", store=True, index=True)
    sequence = fields.Integer()
    kpi_id = fields.Many2one(
        "pilotage.kpi", "Measured KPI", readonly=True, index=True, ondelete="set null"
    )
    # The line outlives its KPI.
    kpi_name = fields.Char("KPI Name", readonly=True)
    unit = fields.Selection(UNITS, required=True, readonly=True)
    direction = fields.Selection(DIRECTIONS, readonly=True)
    has_value = fields.Boolean(readonly=True)
    value = fields.Float(readonly=True, digits=(16, 4), aggregator=None)
    has_previous = fields.Boolean(readonly=True)
    previous_value = fields.Float(readonly=True, digits=(16, 4), aggregator=None)
    has_target = fields.Boolean(readonly=True)
    target = fields.Float("Target (Figure)", readonly=True, digits=(16, 4), aggregator=None)
    gap = fields.Float("Gap (Figure)", readonly=True, digits=(16, 4), aggregator=None)
    state = fields.Selection([*STATES, ("error", "Not measured")], readonly=True)
    trend = fields.Json("Last Weeks", readonly=True, help="The value over the last thirteen weeks.")
    is_off = fields.Boolean("Off Target", compute="_compute_is_off")

    # Comments
    corrective_action = fields.Text(
        "Action in Case of Gap", help="Proposed by the KPI; write what fits this week."
    )
    proposed_actions = fields.Json(
        readonly=True, help="Proposal of the KPI, by language; empty once something was typed."
    )
    note = fields.Char("Comment")

    # Display
    name = fields.Char("KPI", compute="_compute_name")
    question = fields.Text(related="kpi_id.question")
    action_text = fields.Text(compute="_compute_action_text")
    value_text = fields.Char("Current Value", compute="_compute_texts")
    previous_text = fields.Char("Previous", compute="_compute_texts")
    target_text = fields.Char("Target", compute="_compute_texts")
    gap_text = fields.Char("Gap", compute="_compute_texts")
    change_text = fields.Char("Trend", compute="_compute_texts")
    change_mood = fields.Selection(
        [("better", "Better"), ("worse", "Worse"), ("same", "Unchanged")],
        compute="_compute_texts",
        help="Whether the change is good, according to the direction of the KPI.",
    )
    restated_text = fields.Char(
        "Since Then",
        compute="_compute_restated_text",
        help="Value of the same KPI over the same period today, when records changed since. For "
        "users who see all documents.",
    )

    _kpi_unique = models.UniqueIndex("(review_id, kpi_id)", "This KPI is on the review already.")

    @api.depends("state")
    def _compute_is_off(self):
        for line in self:
            line.is_off = line.state in ("near", "bad")

    @api.depends("kpi_id.name", "kpi_name")
    @api.depends_context("lang")
    def _compute_name(self):
        for line in self:
            line.name = line.kpi_id.name or line.kpi_name

    @api.depends("corrective_action", "proposed_actions")
    @api.depends_context("lang")
    def _compute_action_text(self):
        """Compute the text in the reader's language, unless somebody edited it."""
        lang = self.env.lang or "en_US"
        for line in self:
            proposed = line.proposed_actions or {}
            line.action_text = proposed.get(lang, line.corrective_action or "")

    @api.model
    def _get_clean_text(self, text):
        """Return ``text`` as in the cockpit: without empty lines."""
        lines = (line.strip() for line in (text or "").splitlines())
        return "\n".join(line for line in lines if line)

    @api.depends("value", "previous_value", "target", "gap", "has_value", "has_previous")
    @api.depends_context("lang")
    def _compute_texts(self):
        for line in self:
            line.value_text = line._format(line.value) if line.has_value else self.env._("No data")
            line.previous_text = line._format(line.previous_value) if line.has_previous else "–"
            line.target_text = line._format(line.target) if line.has_target else "–"
            has_gap = line.has_value and line.has_target
            line.gap_text = line._format(line.gap, change=True) if has_gap else "–"
            line.change_mood = line._get_change_mood()
            line.change_text = line._get_change_text()

    @api.depends("review_id.state", "value", "has_value")
    @api.depends_context("uid", "lang")
    def _compute_restated_text(self):
        # A reader of their own records only would compare their part with the figure of all.
        sees_all = self.env.su or self.env.user.has_group(ALL_DOCUMENTS)
        for line in self:
            is_compared = sees_all and line.review_id.state == "held"
            now = line._measure_anew() if is_compared else None
            line.restated_text = False
            if now is not None and (not line.has_value or round(now - line.value, 4)):
                line.restated_text = self.env._("restated: %s", line._format(now))

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - TYPED:
                raise UserError(
                    self.env._("The figures of a review are frozen: only comments are written.")
                )
            self.review_id._check_not_held()
            if "corrective_action" in vals:
                return super().write({**vals, "proposed_actions": False})
        return super().write(vals)

    def action_add_action(self):
        """Create an action to close the gap of this KPI, once: a second click finds it."""
        check_one(self)
        self.check_access("write")
        review = self.review_id
        if not review:
            raise UserError(self.env._("Save the review first."))
        review._lock()
        review._check_open()
        names = (self.action_text or "").splitlines()
        values = {
            "name": (names and names[0].strip()) or self.env._("Improve: %s", self.name),
            "kpi_id": self.kpi_id.id,
        }
        going_on = review.action_ids.filtered(lambda x: x.state not in ("carried", "cancelled"))
        if going_on.filtered_domain([(name, "=", value) for name, value in values.items()]):
            return
        action = self.env["pilotage.review.action"].create({"review_id": review.id, **values})
        if self.is_kept:
            action._note({"is_generated": True})
            # Users may not read groups: the action is for the same ones (hence sudo).
            action._keep_for(self.sudo().group_id)

    def _filter_shown(self):
        groups = self._get_reader_groups().ids
        # The restriction of the line is read to decide who sees it (hence sudo).
        return super()._filter_shown().filtered(lambda line: line.sudo()._is_for(groups))

    @api.model
    def _freeze(self, review, cards):
        """Create the lines of ``review`` from the ``cards`` of the cockpit."""
        previous = {line.kpi_id.id: line for line in review.previous_id.line_ids}
        # Users may not read KPIs of other groups: only names of groups are read (hence sudo).
        kpis = self.env["pilotage.kpi"].sudo()
        # Figures measured with the user's rights, in rows that nobody may type (hence sudo).
        self.sudo().create(
            [
                {
                    "review_id": review.id,
                    "sequence": number,
                    **kpis.browse(card["id"])._get_frozen_rights(),
                    **self._get_frozen_values(card, previous.get(card["id"])),
                }
                for number, card in enumerate(cards, 1)
                if card["state"] != "hidden"
            ]
        )

    @api.model
    def _get_frozen_values(self, card, previous):
        before = self._get_value_before(card, previous)
        return {
            "kpi_id": card["id"],
            "kpi_name": card["name"],
            "unit": card["unit"],
            "direction": card["direction"],
            "has_value": card["value"] is not None,
            "value": card["value"] or 0,
            "has_previous": before is not None,
            "previous_value": before or 0,
            "has_target": card["target"] is not None,
            "target": card["target"] or 0,
            "gap": card["gap"] or 0,
            "state": card["state"],
            "trend": [point["value"] for point in card["trend"]],
            "corrective_action": "\n".join(card["actions"]),
            "proposed_actions": self._get_proposed_actions(card["id"]),
        }

    @api.model
    def _get_proposed_actions(self, kpi_id):
        """Return ``{language: corrective actions}`` of a KPI, for readers of each language."""
        kpi = self.env["pilotage.kpi"].browse(kpi_id)
        return {
            code: self._get_clean_text(kpi.with_context(lang=code).corrective_actions)
            for code, _name in self.env["res.lang"].get_installed()
        }

    @api.model
    def _get_value_before(self, card, previous):
        """Return the value in the last review, else of the KPI a week ago; None when unknown."""
        if previous and previous.has_value and previous.unit == card["unit"]:
            return previous.value
        return card["trend"][-2]["value"] if len(card["trend"]) > 1 else None

    def _measure_anew(self):
        """Return the KPI over the period of the review with the records of today, or None.

        A KPI that only exists now, such as the pipeline, cannot be measured again.
        """
        self.ensure_one()
        review = self.review_id
        kpi = self.kpi_id.with_env(review._get_engine().env)
        options = {
            "date_from": review.date_from,
            "date_to": review.date_to,
            "team_id": review.team_id.id,
        }
        return kpi._measure_again(options) if kpi else None

    def _get_change_mood(self):
        """Return whether the KPI improved since the previous value, False if unknown."""
        self.ensure_one()
        if not (self.has_value and self.has_previous):
            return False
        change = self.value - self.previous_value
        if self._format(change, change=True) == self._format(0, change=True):
            return "same"
        return "better" if (change > 0) == (self.direction != "lower") else "worse"

    def _get_change_text(self):
        """Return the change since the previous value, and whether it is good, in words."""
        self.ensure_one()
        mood = self._get_change_mood()
        if not mood:
            return "–"
        change = self.value - self.previous_value
        values = {"change": self._format(change, change=True), "arrow": "▲" if change > 0 else "▼"}
        return {
            "same": self.env._("unchanged"),
            "better": self.env._("%(arrow)s %(change)s, better", **values),
            "worse": self.env._("%(arrow)s %(change)s, worse", **values),
        }[mood]

    def _format(self, value, change=False):
        """Return ``value`` in the unit of the line, in the language of the user.

        :param change: a difference: shown with its sign, percentages in points
        """
        self.ensure_one()
        currency = self.review_id.currency_id
        text = format_figure(self.env, value, self.unit, currency, is_change=change, is_fixed=True)
        return f"+{text}" if change and value > 0 else text

    def _get_trend_svg(self):
        """Return the last weeks as a small curve, in SVG."""
        self.ensure_one()
        points = [(x, y) for x, y in enumerate(self.trend or []) if y is not None]
        if len(points) < 2:
            return Markup()
        low, high = min(y for _x, y in points), max(y for _x, y in points)
        span = (high - low) or 1
        path = " ".join(
            f"{2 + x * 5:.0f},{16 - (y - low) / span * 14 if high > low else 9:.1f}"
            for x, y in points
        )
        return (
            Markup(
                '<svg xmlns="http://www.w3.org/2000/svg" width="66" height="18">'
                '<polyline points="%s" fill="none" stroke="#714B67" stroke-width="1.5"/></svg>'
            )
            % path
        )
