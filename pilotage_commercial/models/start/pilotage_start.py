"""The first hour: the steps of the method, each ticked by a fact.

Nothing is stored but who put the list away: a step is done because of what the database holds.
"""

from odoo import Command, api, models
from odoo.fields import Domain

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
# Facts of opportunities are looked for in so many of the newest: a step asks for a beginning.
NEWEST = 200
SALESPEOPLE = "sales_team.group_sale_salesman"


class PilotageStart(models.AbstractModel):
    _name = "pilotage.start"
    _description = "First Hour"

    @api.model
    @api.readonly
    def get_steps(self):
        """Return the steps of the first hour in the current company, as the user finds them::

            {"is_manager": True, "steps": [{"code": "sheet", "done": False}, …]}

        None once all are done, or once the user put them away.

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
        """Put the steps away, for the user, in the current company.

        :raise AccessError: the user may not read the KPIs
        """
        self.env["pilotage.kpi"].browse().check_access("read")
        settings = self.env["res.users.settings"]._find_or_create_for_user(self.env.user)
        settings.first_hour_left_ids = [Command.link(self.env.company.id)]
        return True

    @api.model
    def bring_back(self):
        """Show the steps again to the user, who put them away; return what :meth:`get_steps` does.

        :raise AccessError: the user may not read the KPIs
        """
        self.env["pilotage.kpi"].browse().check_access("read")
        self._get_settings().first_hour_left_ids = [Command.unlink(self.env.company.id)]
        return self.get_steps()

    @api.model
    def _get_settings(self):
        return self.env["res.users.settings"].search([("user_id", "=", self.env.uid)], limit=1)

    # --- the facts ---

    @api.model
    def _is_done(self, code):
        """Return whether the step ``code`` is done, by what the user may read."""
        return bool(getattr(self, f"_find_{code}")())

    def _find_pipeline(self):
        """The pipeline has a stage where deals are won, and one where they are lost."""
        find = self.env["crm.stage"].search_count
        return all(find([(name, "=", True)], limit=1) for name in ("is_won", "is_lost"))

    def _find_sheet(self):
        """There is an opportunity, whatever became of it."""
        return self._find_opportunities(limit=1)

    def _find_margin(self):
        """An opportunity says what it should leave, or how urgent it is."""
        return self._find_opportunities().filtered(
            lambda lead: lead.estimated_margin or lead.urgency != "1"
        )

    def _find_day(self):
        """An open opportunity has a dated next action."""
        return self._find_opportunities([("won_status", "=", "pending")]).filtered(
            "next_action_date"
        )

    def _find_rules(self):
        """A follow-up rule is on."""
        return self.env["base.automation"].search([("followup_kind", "!=", False)], limit=1)

    def _find_targets(self):
        """Each KPI to start with has a target that the company chose."""
        kpis = self.env["pilotage.kpi"].search([("is_essential", "=", True)])
        targets = self.env["pilotage.kpi.target"].search(
            [("kpi_id", "in", kpis.ids), ("company_id", "in", [self.env.company.id, False])]
        )
        return bool(kpis) and kpis <= targets.kpi_id

    def _find_slot(self):
        """A weekly quarter of an hour stands in the calendar."""
        reviews = self._find_reviews([], limit=NEWEST)
        domain = [("res_model", "=", reviews._name), ("res_id", "in", reviews.ids)]
        return self.env["calendar.event"].search(domain, limit=1)

    def _find_review(self):
        """A review was held."""
        return self._find_reviews([("state", "=", "held")])

    def _find_colleagues(self):
        """Somebody else sells in the company."""
        group = self.env.ref(SALESPEOPLE)
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
        """Return the newest opportunities of the company, those of the user for a salesperson."""
        domain = Domain(list(domain)) & Domain("type", "=", "opportunity")
        domain &= Domain("company_id", "in", [self.env.company.id, False])
        if not self.env["pilotage.kpi.target"].has_access("create"):
            domain &= Domain("user_id", "=", self.env.uid)
        leads = self.env["crm.lead"].with_context(active_test=False)
        return leads.search(domain, order="id desc", limit=limit)
