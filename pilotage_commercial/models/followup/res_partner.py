"""Customers whose usual order is overdue: who is owed a reminder, and by which company."""

from datetime import date

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, safe_eval

# One lost is for the list of lost customers, to be reactivated by choice.
REMINDED = ("new", "active", "at_risk")
# As a day: whenever that is, it protects.
ALWAYS = date(9999, 12, 31)


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _get_followup_due_ids(self, rule, ids=None):
        """Return the ids of the customers to whom ``rule`` owes a reminder, now.

        Those whose rhythm in a company says that they should have ordered before the delay of the
        rule, the longest overdue first. Not reminded since their last order there, no open
        follow-up, nothing planned ahead, no quotation waiting for their answer.

        :param ids: look at these only
        """
        return list(self._get_overdue_customers(rule, ids))

    @api.model
    def _get_overdue_customers(self, rule, ids=None):
        """Return ``{partner id: (pilotage.customer, newest order)}`` of the reminders due.

        Of a customer of several companies, the one whose order is overdue the longest.
        """
        # A rhythm that misses old orders is no rhythm.
        if (ids is not None and not ids) or self.env["sale.order"]._has_history_to_complete():
            return {}
        companies = self.env["res.company"]._get_every()
        customers = self._search_overdue_customers(rule, companies, ids)
        planned = self._get_planned_days(customers.partner_id.ids)
        newest = self.env["sale.order"]._get_newest_orders(customers.partner_id.ids)
        today = {company: company._get_today() for company in companies}
        due = {}
        for customer in customers:
            partner_id, company = customer.partner_id.id, customer.company_id
            order = newest.get((partner_id, company.id))
            days = (planned.get((partner_id, place)) for place in (None, company.id))
            protected = any(day and day >= today[company] for day in days)
            if order and not order.repurchase_reminder_date and not protected:
                due.setdefault(partner_id, (customer, order))
        domain = Domain("id", "in", list(due))
        if rule.filter_domain:
            domain &= Domain(safe_eval.safe_eval(rule.filter_domain, rule._get_eval_context()))
        wanted = set(self._search(domain))  # without those archived
        return {partner_id: item for partner_id, item in due.items() if partner_id in wanted}

    @api.model
    def _search_overdue_customers(self, rule, companies, ids=None):
        """Return the customers of each of ``companies`` that are overdue by the delay of ``rule``.

        Not those expected longer ago than makes an opportunity cold: a database with years of
        history floods nobody, they are in the list of customers at risk.
        """

        def get_overdue(company):
            day = company._get_day_before(rule.trg_date_range, rule.trg_date_calendar_id)
            cold = company._get_day_before(company.cold_delay)
            return Domain("company_id", "=", company.id) & Domain(
                [("expected_order_date", "<=", day), ("expected_order_date", ">", cold)]
            )

        domain = Domain("status", "in", REMINDED) & Domain.OR(map(get_overdue, companies))
        if ids is not None:
            domain &= Domain("partner_id", "in", ids)
        customers = self.env["pilotage.customer"]._in_every_company()
        return customers.search(domain).sorted(lambda item: (item.expected_order_date, item.id))

    @api.model
    def _get_planned_days(self, partner_ids):
        """Return ``{(partner id, company id): day}`` until which something is planned.

        On the commercial entity and its contacts (then of no company), or on their open
        opportunities and quotations. An open follow-up and a meeting to come protect always, a
        quotation without answer as long as its own follow-ups may come.
        """
        if not partner_ids:
            return {}
        for name in ("mail.activity", "calendar.event", "crm.lead", "sale.order", "res.partner"):
            self.env[name].flush_model()
        query = SQL(
            """SELECT plan.partner_id, plan.company_id, MAX(plan.day)
                 FROM (%s) plan GROUP BY plan.partner_id, plan.company_id""",
            SQL(" UNION ALL ").join(
                [
                    self._get_activity_plans_sql(tuple(partner_ids)),
                    self._get_meeting_plans_sql(tuple(partner_ids)),
                    self._get_quotation_plans_sql(tuple(partner_ids)),
                ]
            ),
        )
        return {
            (partner_id, company_id): day
            for partner_id, company_id, day in self.env.execute_query(query)
        }

    @api.model
    def _get_activity_plans_sql(self, partner_ids):
        """Return the query of (partner_id, company_id, day) of the open activities."""
        return SQL(
            """SELECT p.commercial_partner_id AS partner_id, NULL::int4 AS company_id,
                      %(day)s AS day
                 FROM res_partner p
                 JOIN mail_activity a ON a.res_model = 'res.partner' AND a.res_id = p.id
                WHERE p.commercial_partner_id IN %(ids)s AND a.active IS TRUE
                UNION ALL
               SELECT p.commercial_partner_id, l.company_id, %(day)s
                 FROM res_partner p JOIN crm_lead l ON l.partner_id = p.id
                 JOIN mail_activity a ON a.res_model = 'crm.lead' AND a.res_id = l.id
                WHERE p.commercial_partner_id IN %(ids)s AND a.active IS TRUE
                  AND l.active IS TRUE AND l.won_status = 'pending'
                UNION ALL
               SELECT o.commercial_partner_id, o.company_id, %(day)s
                 FROM sale_order o
                 JOIN mail_activity a ON a.res_model = 'sale.order' AND a.res_id = o.id
                WHERE o.commercial_partner_id IN %(ids)s AND a.active IS TRUE
                  AND o.state IN ('draft', 'sent')""",
            day=SQL(
                "CASE WHEN a.followup_rule_id IS NULL THEN a.date_deadline ELSE %s END", ALWAYS
            ),
            ids=partner_ids,
        )

    @api.model
    def _get_meeting_plans_sql(self, partner_ids):
        """Return the query of (partner_id, company_id, day) of the meetings to come."""
        return SQL(
            """SELECT p.commercial_partner_id, NULL::int4, %(day)s
                 FROM res_partner p
                 JOIN calendar_event_res_partner_rel r ON r.res_partner_id = p.id
                 JOIN calendar_event e ON e.id = r.calendar_event_id
                WHERE p.commercial_partner_id IN %(ids)s AND e.active IS TRUE AND e.stop >= %(now)s
                UNION ALL
               SELECT p.commercial_partner_id, l.company_id, %(day)s
                 FROM res_partner p JOIN crm_lead l ON l.partner_id = p.id
                 JOIN calendar_event e ON e.opportunity_id = l.id
                WHERE p.commercial_partner_id IN %(ids)s AND e.active IS TRUE AND e.stop >= %(now)s
                  AND l.active IS TRUE AND l.won_status = 'pending'""",
            day=ALWAYS,
            ids=partner_ids,
            now=fields.Datetime.now(),
        )

    @api.model
    def _get_quotation_plans_sql(self, partner_ids):
        """Return the query of (partner_id, company_id, day) of the quotations without answer."""
        return SQL(
            """SELECT o.commercial_partner_id, o.company_id,
                      LEAST(o.validity_date, o.quotation_date::date + c.cold_delay - 1)
                 FROM sale_order o JOIN res_company c ON c.id = o.company_id
                WHERE o.commercial_partner_id IN %s AND o.quotation_outcome = 'pending'""",
            partner_ids,
        )

    # --- the reminders ---

    def _prepare_followups(self, rule):
        """Yield each customer of ``self`` with the values of its follow-up, and remember it.

        For the salesperson of the newest order, else the leader of its team, else the customer's
        own salesperson; it says why.
        """
        due = self._get_overdue_customers(rule, self.ids)
        # Now, as it is known of which company; the follow-up may be deleted, this stays.
        customers = self.env["pilotage.customer"]._in_every_company()
        customers.union(*(item for item, _order in due.values()))._remember_reminder()
        for partner in self.filtered(lambda partner: partner.id in due):
            customer, order = due[partner.id]
            user = self._get_first_active(order.user_id, order.team_id.user_id, partner.user_id)
            yield (
                partner,
                {
                    "summary": customer._get_reminder_summary(rule, user.lang),
                    "user_id": user.id,
                },
            )

    @api.model
    def _get_first_active(self, *users):
        """Return the first of ``users`` who still works here, if any."""
        return next((user for user in users if user.active), self.env["res.users"])

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        if self.env.context.get("followup_model"):
            return True
        return super().message_subscribe(partner_ids, subtype_ids)

    def _mark_followed_up(self, rule):
        """Remembered already, on the order of the company that reminds."""
