"""The first hour: the steps of the method, each ticked by a fact.

Only who dismissed the list is stored: a step is done when the database proves it.
"""

from odoo import Command, api, models
from odoo.fields import Domain

from ...tools.groups import find_group

MANAGER = (
    "pipeline",
    "sheet",
    "margin",
    "day",
    "rules",
    "targets",
    "slot",
    "review",
    "colleagues",
)
SALESPERSON = ("sheet", "margin", "day")
# Facts of opportunities are searched in this many of the newest: a step needs a beginning only.
NEWEST = 200
SALESPEOPLE = "sales_team.group_sale_salesman"


class PilotageStart(models.AbstractModel):
    _name = "pilotage.start"
    _description = "First Hour"

    @api.model
    @api.readonly
    def get_steps(self):
        """Return the steps of the first hour in the current company, for the user::

            {"is_manager": True, "steps": [{"code": "sheet", "done": False}, …]}

        None when all are done, or when the user dismissed them.

        :raise AccessError: the user may not read the KPIs
        """
        targets = self.env["pilotage.kpi.target"]
        self.env["pilotage.kpi"].browse().check_access("read")
        is_manager = targets.has_access("create")
        steps = []
        if self.env.company not in self._get_settings().first_hour_left_ids:
            codes = MANAGER if is_manager else SALESPERSON
            steps = [{"code": code, "done": self._is_done(code)} for code in codes]
        if all(step["done"] for step in steps):
            steps = []
        return {"is_manager": is_manager, "steps": steps}

    @api.model
    def dismiss(self):
        """Dismiss the steps for the user, in the current company.

        :raise AccessError: the user may not read the KPIs
        """
        self.env["pilotage.kpi"].browse().check_access("read")
        settings = self.env["res.users.settings"]._find_or_create_for_user(self.env.user)
        settings.first_hour_left_ids = [Command.link(self.env.company.id)]
        return True

    @api.model
    def bring_back(self):
        """Show the dismissed steps again to the user; return the result of :meth:`get_steps`.

        :raise AccessError: the user may not read the KPIs
        """
        self.env["pilotage.kpi"].browse().check_access("read")
        self._get_settings().first_hour_left_ids = [Command.unlink(self.env.company.id)]
        return self.get_steps()

    @api.model
    def _get_settings(self):
        return self.env["res.users.settings"].search([("user_id", "=", self.env.uid)], limit=1)

    # --- facts ---

    @api.model
    def _is_done(self, code):
        """Return whether the step ``code`` is done, from what the user may read."""
        return bool(getattr(self, f"_find_{code}")())

    def _find_pipeline(self):
        """Return whether the pipeline has a Won and a Lost stage."""
        find = self.env["crm.stage"].search_count
        return all(find([(name, "=", True)], limit=1) for name in ("is_won", "is_lost"))

    def _find_sheet(self):
        """Return an opportunity, open or closed."""
        return self._find_opportunities(limit=1)

    def _find_margin(self):
        """Return an opportunity with an estimated margin or a changed urgency."""
        return self._find_opportunities().filtered(
            lambda lead: lead.estimated_margin or lead.urgency != "1"
        )

    def _find_day(self):
        """Return an open opportunity with a dated next action."""
        return self._find_opportunities([("won_status", "=", "pending")]).filtered(
            "next_action_date"
        )

    def _find_rules(self):
        """Return a follow-up rule that is on."""
        return self.env["base.automation"].search([("followup_kind", "!=", False)], limit=1)

    def _find_targets(self):
        """Return whether each KPI to start with has a target of the company."""
        kpis = self.env["pilotage.kpi"].search([("is_essential", "=", True)])
        targets = self.env["pilotage.kpi.target"].search(
            [("kpi_id", "in", kpis.ids), ("company_id", "in", [self.env.company.id, False])]
        )
        return bool(kpis) and kpis <= targets.kpi_id

    def _find_slot(self):
        """Return a weekly meeting of the review."""
        reviews = self._find_reviews([], limit=NEWEST)
        domain = [("res_model", "=", reviews._name), ("res_id", "in", reviews.ids)]
        return self.env["calendar.event"].search(domain, limit=1)

    def _find_review(self):
        """Return a review that was held."""
        return self._find_reviews([("state", "=", "held")])

    def _find_colleagues(self):
        """Return whether the company has another salesperson."""
        group = find_group(self.env, SALESPEOPLE)
        domain = [
            ("share", "=", False),
            ("company_ids", "in", self.env.company.id),
            ("all_group_ids", "in", group.id),
        ]
        return len(self.env["res.users"].search(domain, limit=2)) > 1

    def _find_reviews(self, domain, limit=1):
        domain = Domain(domain) & Domain("company_id", "=", self.env.company.id)
        return self.env["pilotage.review"].search(domain, limit=limit)

    def _find_opportunities(self, domain=(), limit=NEWEST):
        """Return the newest opportunities of the company; for a salesperson, their own."""
        domain = Domain(list(domain)) & Domain("type", "=", "opportunity")
        domain &= Domain("company_id", "in", [self.env.company.id, False])
        if not self.env["pilotage.kpi.target"].has_access("create"):
            domain &= Domain("user_id", "=", self.env.uid)
        leads = self.env["crm.lead"].with_context(active_test=False)
        return leads.search(domain, order="id desc", limit=limit)
