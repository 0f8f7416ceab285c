"""Orders whose margin drifts below the plan, shown in the review to users who may see costs."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ....tools.figures import format_figure
from ....tools.groups import REAL_COST
from ....tools.plural import is_singular
from ....tools.records import check_one, show_all
from ...kpi.engine.measure import Measure
from ...kpi.engine.records import describe
from ...kpi.engine.rights import may_read


class PilotageReview(models.Model):
    _inherit = "pilotage.review"

    drift_count = fields.Integer(
        "Drifting Orders",
        readonly=True,
        copy=False,
        aggregator="avg",
        groups=REAL_COST,
        help="Orders that would leave less than planned when the review opened.",
    )
    drift_amount = fields.Monetary(
        "Margin Lost",
        readonly=True,
        copy=False,
        aggregator="avg",
        groups=REAL_COST,
        help="What these orders would leave, less what was planned: negative.",
    )
    drift_text = fields.Char("Drift", compute="_compute_drift_text", groups=REAL_COST)

    @api.depends("drift_count", "drift_amount", "currency_id")
    @api.depends_context("lang")
    def _compute_drift_text(self):
        for review in self:
            review.drift_text = review._tell_drift(review.drift_count, review.drift_amount)

    def _freeze_drift(self):
        """Freeze the drifting orders when the review opens, as its holder sees them."""
        count, amount = self._measure_drift()
        self._note({"drift_count": count, "drift_amount": amount})

    def _measure_drift(self):
        """Return (number, amount) of the orders that drift now, (0, 0) for users who may not see
        it.
        """
        self.ensure_one()
        domain = self._get_drift_domain()
        if domain is None:
            return 0, 0.0
        orders = self._get_engine().env["sale.order"]
        [found] = orders._read_group(domain, [], ["__count", "margin_drift:sum"])
        return found[0], found[1] or 0.0

    def _get_drift_domain(self):
        """Return the domain of the drifting orders of the review, None for users who may not see
        it.
        """
        engine = self._get_engine()
        domain = engine._get_drifting_domain()
        if domain is None:
            return None
        scope = engine._get_scope({"team_id": self.team_id.id})
        return domain & scope.get_domain(engine.env["sale.order"])

    def _tell_drift(self, count, amount):
        """Return the sentence about ``count`` orders, False without any."""
        self.ensure_one()
        if not count:
            return False
        lost = format_figure(self.env, -amount, "money", self.currency_id)
        values = {"count": count, "amount": lost}
        if is_singular(self.env, count):
            return self.env._("%(count)s order will leave %(amount)s less than planned.", **values)
        return self.env._("%(count)s orders will leave %(amount)s less than planned.", **values)

    def _get_drift_line(self):
        """Return the line of the PDF, the chatter and the mail, fit for all their readers.

        It is frozen once the review is open, else measured now.
        """
        self.ensure_one()
        groups = self.env["pilotage.review.kept"]._get_reader_groups()
        if not may_read(self.env, REAL_COST, groups.ids):
            return False
        if self.state in ("planned", "missed"):
            return self._tell_drift(*self._measure_drift())
        return self.drift_text

    def action_open_drifting(self):
        """Return the action that opens the orders that drift now, the most lost first.

        :raise UserError: the user may not see costs
        """
        check_one(self)
        self.check_access("read")
        domain = self._get_drift_domain()
        if domain is None:
            raise UserError(self.env._("You may not see what orders cost."))
        orders = self._get_engine().env["sale.order"]
        lost = Measure("sale.order", domain, "sum", "margin_drift")
        found = describe(orders, domain, self.env._("Drifting orders"), measures=[lost])
        action = {
            "type": "ir.actions.act_window",
            "name": found["name"],
            "res_model": found["model"],
            "views": [[False, name] for name in ("list", "kanban", "pivot", "graph", "form")],
            "domain": found["domain"],
            "context": found["context"],
        }
        return show_all(action)
