"""Orders whose margin drifts below the plan: ask their salesperson to check the costs.

Once, and again only when the drift has worsened by the share in the settings. An order back to its
plan, or to a quotation, begins anew. Every reader of the order sees the follow-up, so it contains
no figure; its owner is a user who may see costs.
"""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.domains import ONGOING
from ....tools.groups import REAL_COST


class SaleOrder(models.Model):
    _inherit = "sale.order"

    drift_followed = fields.Monetary(
        string="Drift Followed Up",
        readonly=True,
        copy=False,
        aggregator=None,
        currency_field="company_currency_id",
        prefetch="pilotage_commercial",
        groups=REAL_COST,
        help="Margin drift at the last follow-up of the order.",
    )

    @api.model
    def _get_followup_due_ids(self, rule, ids=None):
        """Return the ids of the records for which ``rule`` is due now: the orders that drift, if it
        is a drift rule.

        :param ids: only check these
        """
        if rule.followup_kind != "drift":
            return super()._get_followup_due_ids(rule, ids)
        domain = (
            Domain("state", "=", "sale")
            & Domain("order_progress", "in", ONGOING)
            & Domain("completion_state", "=", "forecast")
            & Domain("margin_drift", "<", 0)
            & Domain("confirmation_date", "<", rule._get_followup_limit())
            & Domain.OR(self._get_worsened_domains())
            & Domain.custom(to_sql=self._get_drift_open_condition)
        )
        domain &= rule._get_followup_company_domain() & rule._get_followup_filter()
        if ids is not None:
            domain &= Domain("id", "in", ids)
        return list(self._search(domain, order="confirmation_date desc, id desc").get_result_ids())

    @api.model
    def _get_worsened_domains(self):
        """Yield one domain per ``drift_step``: the orders whose drift has worsened since their last
        follow-up by that share of their revenue.
        """
        companies = self.env["res.company"]._map_every(lambda company: company.drift_step)
        steps = {}
        for company, step in companies.items():
            steps.setdefault(step, []).append(company.id)
        for step, company_ids in steps.items():
            yield Domain("company_id", "in", company_ids) & Domain.custom(
                to_sql=lambda model, alias, query, step=step: SQL(
                    "(%(now)s < COALESCE(%(then)s, 0)"
                    " AND %(now)s <= COALESCE(%(then)s, 0) - %(step)s * GREATEST(%(revenue)s, 0))",
                    now=model._field_to_sql(alias, "margin_drift", query),
                    then=model._field_to_sql(alias, "drift_followed", query),
                    revenue=model._field_to_sql(alias, "net_revenue", query),
                    step=step,
                )
            )

    @api.model
    def _get_drift_open_condition(self, _model, alias, _query):
        """Return the condition that order ``alias`` has no open follow-up and nothing planned."""
        self.env["mail.activity"].flush_model()
        return SQL(
            """NOT EXISTS (
                SELECT FROM mail_activity a
                 WHERE a.res_model = 'sale.order' AND a.res_id = %s AND a.active IS TRUE
                   AND (a.followup_rule_id IS NOT NULL OR a.date_deadline >= %s))""",
            SQL.identifier(alias, "id"),
            self.env["res.company"]._get_today_sql(SQL.identifier(alias, "company_id")),
        )

    def _prepare_followups(self, rule):
        """Yield each record of ``self`` with the values of its follow-up, without any figure."""
        if rule.followup_kind != "drift":
            yield from super()._prepare_followups(rule)
            return
        for order in self:
            user = order._get_followup_owner()
            localized = order.with_context(lang=user.lang or self.env.lang)
            yield (
                order,
                {
                    "summary": localized.env._(
                        "%(summary)s: %(order)s",
                        summary=rule._get_followup_title(user.lang),
                        order=order.name,
                    ),
                    "user_id": user.id,
                },
            )

    def _mark_followed_up(self, rule):
        """Store the drift: the next follow-up is due when it has worsened."""
        if rule.followup_kind != "drift":
            super()._mark_followed_up(rule)
            return
        # A system field, for users who may see costs: no figure leaves (hence sudo).
        for order in self.sudo():
            order.drift_followed = order.margin_drift

    def _update_real_cost(self):
        """Forget the drift followed up of the orders that are back to their plan, too."""
        result = super()._update_real_cost()
        facts = self.sudo()  # see super
        facts.filtered(lambda x: x.drift_followed and x.margin_drift >= 0)._forget_drift()
        return result

    def _release_plan(self):
        result = super()._release_plan()
        self.sudo().filtered("drift_followed")._forget_drift()  # as the plan: see super
        return result

    def _forget_drift(self):
        """Let the next drift of the orders be followed up as a first one."""
        for order in self:
            order.drift_followed = 0.0

    def _get_followup_owner(self):
        """Return the owner of the follow-up; for an order, the first one who may see its costs."""
        self.ensure_one()
        if self.state != "sale":
            return super()._get_followup_owner()
        people = (self.user_id, self.team_id.user_id)
        return self._get_first_active(*(user for user in people if user._may_see_costs()))

    def action_close_costs(self):
        """Close the costs, see the margin at completion, and end the follow-up about them.

        :raise UserError: when an order is not confirmed
        """
        result = super().action_close_costs()
        self._end_case_followups()
        return result
