"""Customers whose usual order is overdue: which reminders are due, and for which company."""

from datetime import date

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.checks import ServerValue
from ....tools.context import is_of_server
from ....tools.domains import PENDING_SQL

# Lost customers are left out: their list is for reactivation by choice.
REMINDED = ("new", "active", "at_risk")
# Sentinel date: a plan without a date blocks the reminder for ever.
ALWAYS = date(9999, 12, 31)
# Models whose records say what is planned with a customer.
PLANNED = (
    "calendar.attendee",
    "calendar.event",
    "crm.lead",
    "mail.activity",
    "res.partner",
    "sale.order",
)


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["followup.mixin", "res.partner"]

    @api.model
    def _get_followup_due_ids(self, rule, ids=None):
        """Return the ids of the customers for whom ``rule`` is due now.

        Those whose usual order in a company is overdue by the delay of the rule, the longest
        overdue first. Not reminded since their last order there, no open follow-up, nothing planned
        ahead, no quotation waiting for their answer.

        :param ids: only check these
        """
        return list(self._get_overdue_customers(rule, ids))

    @api.model
    def _get_overdue_customers(self, rule, ids=None):
        """Return ``{partner id: (pilotage.customer, newest order)}`` of the reminders due.

        For a customer of several companies: the one whose order is overdue the longest.
        """
        # Without the facts of old orders, the rhythm is not known yet.
        if (ids is not None and not ids) or self.env["sale.order"]._has_history_to_complete():
            return {}
        companies = rule._get_followup_companies()
        customers = self._search_overdue_customers(rule, companies, ids)
        protected = self._get_protected(customers)
        orders = self.env["sale.order"]
        newest = orders._get_newest_orders(customers.partner_id.ids)
        reminded = orders._get_reminder_days(customers.partner_id.ids)
        due = {}
        for customer in customers - protected:
            key = (customer.partner_id.id, customer.company_id.id)
            order = newest.get(key)
            if order and order._is_to_remind(reminded.get(key)):
                due.setdefault(customer.partner_id.id, (customer, order))
        domain = Domain("id", "in", list(due)) & rule._get_followup_filter()
        wanted = set(self._search(domain))  # without archived partners
        return {partner_id: item for partner_id, item in due.items() if partner_id in wanted}

    @api.model
    def _search_overdue_customers(self, rule, companies, ids=None):
        """Return the customers of each of ``companies`` that are overdue by the delay of ``rule``.

        Without those overdue for longer than ``cold_delay``, so that a database with years of
        history does not get too many reminders: they are in the list of customers at risk.
        """

        def get_overdue(company):
            day = company._get_day_before(rule.trg_date_range, rule.trg_date_calendar_id)
            cold = company._get_day_before(company.cold_delay)
            return Domain("company_id", "=", company.id) & Domain(
                [("expected_order_date", "<=", day), ("expected_order_date", ">", cold)]
            )

        overdue = companies._map_every(get_overdue)
        domain = Domain("status", "in", REMINDED) & Domain.OR(
            overdue[company] for company in companies if company in overdue
        )
        if ids is not None:
            domain &= Domain("partner_id", "in", ids)
        customers = self.env["pilotage.customer"]._in_every_company()
        return customers.search(domain).sorted(lambda item: (item.expected_order_date, item.id))

    @api.model
    def _get_protected(self, customers):
        """Return those of ``customers`` with an action planned today or later."""
        planned = self._get_planned_days(customers.partner_id.ids)
        today = {company: company._get_today() for company in customers.company_id}

        def is_protected(customer):
            company = customer.company_id
            # A plan without a company protects in each of them.
            for company_id in (None, company.id):
                day = planned.get((customer.partner_id.id, company_id))
                if day and day >= today[company]:
                    return True
            return False

        return customers.filtered(is_protected)

    @api.model
    def _get_planned_days(self, partner_ids):
        """Return ``{(partner id, company id): day}`` until which something is planned.

        On the commercial entity and its contacts (without a company), or on their open
        opportunities and quotations. An open follow-up and a future meeting always protect; a
        quotation without an answer protects as long as its own follow-ups may come.
        """
        if not partner_ids:
            return {}
        for name in PLANNED:
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
                WHERE p.commercial_partner_id IN %(ids)s AND a.active IS TRUE AND %(pending)s
                UNION ALL
               SELECT o.commercial_partner_id, o.company_id, %(day)s
                 FROM sale_order o
                 JOIN mail_activity a ON a.res_model = 'sale.order' AND a.res_id = o.id
                WHERE o.commercial_partner_id IN %(ids)s AND a.active IS TRUE
                  AND o.state IN ('draft', 'sent')""",
            pending=SQL(PENDING_SQL),
            day=SQL(
                "CASE WHEN a.followup_rule_id IS NULL THEN a.date_deadline ELSE %s END", ALWAYS
            ),
            ids=partner_ids,
        )

    @api.model
    def _get_meeting_plans_sql(self, partner_ids):
        """Return the query of (partner_id, company_id, day) of the meetings to come that the
        customer did not decline.
        """
        return SQL(
            """SELECT p.commercial_partner_id, NULL::int4, %(day)s
                 FROM res_partner p
                 JOIN calendar_event_res_partner_rel r ON r.res_partner_id = p.id
                 JOIN calendar_event e ON e.id = r.calendar_event_id
                WHERE p.commercial_partner_id IN %(ids)s AND e.active IS TRUE AND %(ahead)s
                  AND NOT %(declined)s
                UNION ALL
               SELECT p.commercial_partner_id, l.company_id, %(day)s
                 FROM res_partner p JOIN crm_lead l ON l.partner_id = p.id
                 JOIN calendar_event e ON e.opportunity_id = l.id
                WHERE p.commercial_partner_id IN %(ids)s AND e.active IS TRUE AND %(ahead)s
                  AND %(pending)s AND NOT %(declined)s""",
            pending=SQL(PENDING_SQL),
            declined=self.env["crm.lead"]._get_declined_sql(),
            day=ALWAYS,
            ids=partner_ids,
            ahead=self.env["crm.lead"]._get_meeting_since_sql(fields.Datetime.now()),
        )

    @api.model
    def _get_quotation_plans_sql(self, partner_ids):
        """Return the query of (partner_id, company_id, day) of the quotations without answer: as
        their own follow-ups, it counts from the last sending.
        """
        return SQL(
            """SELECT o.commercial_partner_id, o.company_id,
                      LEAST(o.validity_date, %s + c.cold_delay - 1)
                 FROM sale_order o JOIN res_company c ON c.id = o.company_id
                WHERE o.commercial_partner_id IN %s AND o.quotation_outcome = 'pending'""",
            self.env["pilotage.customer"]
            ._in_every_company()
            ._get_day_sql(SQL("o.company_id"), SQL("COALESCE(o.last_sent_date, o.quotation_date)")),
            partner_ids,
        )

    # --- reminders ---

    @api.model
    def _prepare_due_followups(self, rule, ids):
        """Yield each customer of ``ids`` that is due with the values of its follow-up.

        The owner is the salesperson of the newest order, else the leader of its team, else the
        customer's own salesperson. The reminder is stored on that order here, where the company is
        known: it remains when the follow-up is deleted.
        """
        due = self._get_overdue_customers(rule, ids)
        customers = self.env["pilotage.customer"]._in_every_company()
        customers.union(*(item for item, _order in due.values()))._remember_reminder()
        for partner_id, (customer, order) in due.items():
            partner = self.browse(partner_id)
            user = partner.with_context(
                followup_order_id=ServerValue(order.id)
            )._get_followup_owner()
            summary = customer._get_reminder_summary(rule, user.lang)
            yield (
                partner,
                {
                    "summary": summary,
                    "user_id": user.id,
                    "followup_company_id": customer.company_id.id,
                },
            )

    def _get_followup_owner(self):
        """Return the owner of the reminder: the salesperson of the newest order, else the leader of
        its team, else the customer's own salesperson, else a sales manager.
        """
        self.ensure_one()
        asked = self.env.context.get("followup_order_id")
        order = self.env["sale.order"]
        if is_of_server(self.env.context, "followup_order_id"):
            order = order.browse(int(asked))
        else:
            newest = self.env["sale.order"]._get_newest_orders(self.ids)
            order = max(newest.values(), key=lambda item: item.confirmation_date, default=order)
        # The newest order may be a colleague's: it only tells whose customer it is (hence sudo).
        order = order.sudo()
        managed, company = self.with_company(order.company_id), order.company_id
        users = (order.user_id, order.team_id.user_id, self.user_id)
        # Who left that company learns nothing of its customers.
        return managed._get_first_active(
            *(user for user in users if company <= user.sudo().company_ids)
        )

    def _get_owner_of_followup(self, activity):
        company = activity.followup_company_id
        order = self.env["sale.order"]._get_newest_orders(self.ids).get((self.id, company.id))
        if not order:
            return super()._get_owner_of_followup(activity)
        known = self.with_context(followup_order_id=ServerValue(order.id))
        return known._get_followup_owner()
