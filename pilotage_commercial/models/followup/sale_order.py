"""Quotations that got no answer: which follow-up is owed, and which is owed no more."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.domains import PENDING_SQL


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["followup.mixin", "sale.order"]

    followup_step = fields.Integer(
        string="Followed Up After (days)",
        readonly=True,
        copy=False,
        help="Delay of the last follow-up made on the quotation; 0 without one.",
        groups="base.group_user",
    )

    # Few are signed by the customer: read among those alone, not among all that were ever made.
    _signed_opportunity_idx = models.Index("(opportunity_id) WHERE signed_on IS NOT NULL")

    @api.model
    def _get_followup_due_ids(self, rule, ids=None):
        """Return the ids of the quotations for which ``rule`` owes its step, now.

        Sent for the delay of the rule, this step or a later one not done yet, and nothing that
        stops: see :meth:`_get_followup_stops`.

        :param ids: look at these only
        """
        today = fields.Date.context_today(self)
        domain = Domain(
            [
                ("state", "=", "sent"),
                ("quotation_date", "<", rule._get_followup_limit()),
                ("followup_step", "<", rule.trg_date_range),
                "|",
                ("validity_date", "=", False),
                ("validity_date", ">=", today),
            ]
        )
        limits = self.env["res.company"]._map_every(lambda company: company._get_cold_limit())
        domain &= Domain.OR(
            Domain("company_id", "=", company.id) & Domain("quotation_date", ">=", limit)
            for company, limit in limits.items()
        )
        domain &= rule._get_followup_company_domain() & rule._get_followup_filter()
        domain &= ~self._get_followup_stops()
        if ids is not None:
            domain &= Domain("id", "in", ids)
        query = self._search(domain, order="quotation_date desc, id desc")
        return [order_id for (order_id,) in self.env.execute_query(query.select())]

    @api.model
    def _get_followup_stops(self):
        """Return the domain of the quotations that need no follow-up (any more).

        An open follow-up, something planned ahead on it or on its opportunity (as when the
        customer asked for a later date), an answer of the customer since it was sent, be it on its
        opportunity, a newer quotation for the same opportunity, or an opportunity that is won,
        lost or archived. (COALESCE: found by the opportunity, not among all those of a state.)
        """

        def to_sql(model, alias, query):
            order = SQL.identifier(alias)
            return SQL(
                """(
                    EXISTS (SELECT FROM mail_activity a
                             WHERE a.res_model = 'sale.order' AND a.res_id = %(order)s.id
                               AND a.active IS TRUE
                               AND (a.followup_rule_id IS NOT NULL OR a.date_deadline >= %(today)s))
                    OR EXISTS (SELECT FROM mail_activity a
                                WHERE a.res_model = 'crm.lead'
                                  AND a.res_id = %(order)s.opportunity_id
                                  AND a.active IS TRUE AND a.date_deadline >= %(today)s)
                    OR EXISTS (SELECT FROM calendar_event e
                                WHERE e.opportunity_id = %(order)s.opportunity_id
                                  AND e.active IS TRUE AND e.stop >= %(now)s)
                    OR EXISTS (SELECT FROM (%(touches)s) t
                                WHERE t.order_id = %(order)s.id AND t.kind = 'customer'
                                  AND t.at >= %(order)s.quotation_date)
                    OR EXISTS (SELECT FROM (%(lead_touches)s) t
                                WHERE t.lead_id = %(order)s.opportunity_id AND t.kind = 'customer'
                                  AND t.at >= %(order)s.quotation_date)
                    OR EXISTS (SELECT FROM crm_lead l
                                WHERE l.id = %(order)s.opportunity_id
                                  AND (%(pending)s) IS NOT TRUE)
                    OR EXISTS (SELECT FROM sale_order newer
                                WHERE newer.opportunity_id = %(order)s.opportunity_id
                                  AND COALESCE(newer.state, '') IN ('sent', 'sale')
                                  AND newer.quotation_date > %(order)s.quotation_date)
                )""",
                order=order,
                pending=SQL(PENDING_SQL),
                today=fields.Date.context_today(model),
                now=fields.Datetime.now(),
                touches=model._get_message_touches_sql(),
                lead_touches=model.env["crm.lead"]._get_lead_touches_sql(None, None),
            )

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _get_message_touches_sql(self):
        """Return the query of (order_id, at, kind) of what people wrote on quotations."""
        leads = self.env["crm.lead"]
        return SQL(
            """SELECT m.res_id AS order_id, m.date AS at, %s AS kind
                 FROM mail_message m WHERE m.model = 'sale.order' AND %s""",
            leads._get_message_kind_sql("quotation"),
            leads._get_message_condition_sql("sale.order", ("state",)),
        )

    def _prepare_followups(self, rule):
        """Yield each quotation of ``self`` with the values of its follow-up.

        The summary says since when there is no answer.
        """
        for order in self:
            user = order._get_followup_owner()
            localized = order.with_context(lang=user.lang or self.env.lang)
            yield (
                order,
                {
                    "summary": localized.env._(
                        "%(summary)s: %(quotation)s sent on %(day)s, no answer",
                        summary=rule._get_followup_title(user.lang),
                        quotation=order.name,
                        day=localized.env["crm.lead"]._format_day(order.quotation_date),
                    ),
                    "user_id": user.id,
                },
            )

    def _mark_followed_up(self, rule):
        """Remember the step: it is never made again, even when somebody deletes the activity."""
        self.sudo().write({"followup_step": rule.trg_date_range})
