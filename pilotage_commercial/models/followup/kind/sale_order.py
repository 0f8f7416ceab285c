"""Quotations without an answer: which follow-up is due, and which is not due any more."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["followup.mixin", "sale.order"]

    followup_step = fields.Integer(
        string="Followed Up After (days)",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Delay of the last follow-up made on the quotation; 0 without one.",
        groups="base.group_user",
    )

    # Index of the orders that customers signed: few among all orders.
    _signed_opportunity_idx = models.Index("(opportunity_id) WHERE signed_on IS NOT NULL")

    @api.model
    def _get_followup_due_ids(self, rule, ids=None):
        """Return the ids of the quotations whose step of ``rule`` is due now.

        Without an answer for the delay of the rule since they were last sent, neither this step nor
        a later one done since then, and no open follow-up in the case. Of a deal with quotations of
        several companies, the one sent last.

        :param ids: only check these
        """
        domain = self._get_unanswered_domain() & Domain(
            [
                ("last_sent_date", "<", rule._get_followup_limit()),
                ("followup_step", "<", rule.trg_date_range),
            ]
        )
        limits = self.env["res.company"]._map_every(lambda company: company._get_cold_limit())
        domain &= Domain.OR(
            Domain("company_id", "=", company.id) & Domain("last_sent_date", ">=", limit)
            for company, limit in limits.items()
        )
        domain &= rule._get_followup_company_domain() & rule._get_followup_filter()
        domain &= Domain.custom(to_sql=self._get_no_followup_condition)
        if ids is not None:
            domain &= Domain("id", "in", ids)
        query = self._search(domain, order="last_sent_date desc, id desc")
        fields_ = (SQL.identifier(query.table, name) for name in ("id", "opportunity_id"))
        first = {}
        for order_id, deal_id in self.env.execute_query(query.select(*fields_)):
            first.setdefault(deal_id or -order_id, order_id)
        return list(first.values())

    @api.model
    def _get_no_followup_condition(self, model, alias, _query):
        """Return the condition that quotation ``alias`` and its versions have no open follow-up.

        An overdue follow-up on the deal does not count: the quotation's replaces it.
        """
        return SQL(
            """NOT EXISTS (
                SELECT FROM mail_activity a
                 WHERE a.active IS TRUE AND a.followup_rule_id IS NOT NULL
                   AND a.res_model = 'sale.order' AND a.res_id = ANY(%s))""",
            model._get_versions_sql(alias, ("draft", "sent")),
        )

    def _prepare_followups(self, rule):
        """Yield each quotation of ``self`` with the values of its follow-up.

        The summary says since when there is no answer.
        """
        for order in self:
            user = order._get_followup_owner()
            localized = order.with_context(
                lang=user.lang or self.env.lang, tz=order._get_followup_zone(user)
            )
            yield (
                order,
                {
                    "summary": localized.env._(
                        "%(summary)s: %(quotation)s sent on %(day)s, no answer",
                        summary=rule._get_followup_title(user.lang),
                        quotation=order.name,
                        day=localized.env["crm.lead"]._format_day(order._get_sending_date()),
                    ),
                    "user_id": user.id,
                },
            )

    def _mark_followed_up(self, rule):
        """Store the step: it is never made again, even when somebody deletes the activity.

        The case keeps one follow-up: that of the quotation.
        """
        # A system field, written by the engine or for whoever sends the reminder (hence sudo).
        self.sudo().write({"followup_step": rule.trg_date_range})
        self.env["mail.activity"]._end_gone_followups(self.opportunity_id)
