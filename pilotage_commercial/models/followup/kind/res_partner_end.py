"""The reminder of a customer ends when they order again, or belong to another customer."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.domains import BOUGHT_SQL

# Of reminder ``a`` and customer ``c``.
CASE = "WHEN a.followup_rule_id = %s AND c.company_id = %s THEN %s"


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if "user_id" in vals:
            self._move_followups()
        return result

    @api.model
    def _get_followup_ends_sql(self, scope):
        """Return the query of (activity id, reason) of the follow-ups whose reason is gone.

        The reminder is stored on an order, in one company (those of older versions tell it by that
        order only). A purchase there ends it that is dated the day of the reminder or later; and an
        older one, entered since, with which the customer is not late any more.

        :param scope: SQL condition on activity ``a``
        """
        for model in ("sale.order", "res.partner"):
            self.env[model].flush_model()
        # Orders of everybody end the reminder: only the follow-up ends (hence sudo).
        customers = self.env["pilotage.customer"].sudo()._in_every_company()
        return SQL(
            """SELECT a.id, CASE
                    WHEN p.active IS NOT TRUE THEN 'archived'
                    WHEN p.commercial_partner_id != p.id THEN 'moved'
                    WHEN EXISTS (SELECT FROM (%(newer)s) o WHERE o.day >= o.reminded_on)
                         THEN 'ordered'
                    -- few have a newer order: the portfolio is only read for these
                    WHEN EXISTS (%(newer)s) AND EXISTS (
                        SELECT FROM (%(newer)s) o JOIN (%(customers)s) c
                            ON c.partner_id = p.id AND c.company_id = o.company_id
                         WHERE c.expected_order_date > %(limit)s) THEN 'ordered' END
                    AS reason
                 FROM mail_activity a JOIN res_partner p ON p.id = a.res_id
                WHERE a.res_model = 'res.partner' AND a.active IS TRUE
                  AND a.followup_rule_id IS NOT NULL AND %(scope)s""",
            newer=self._get_newer_orders_sql(customers),
            customers=customers._get_customers_sql(),
            limit=self._get_late_limit_sql(),
            scope=scope,
        )

    @api.model
    def _get_newer_orders_sql(self, customers):
        """Return the query of (company_id, day, reminded_on) of the purchases of partner ``p`` that
        are newer than the order of reminder ``a``.

        :param customers: the model of the portfolio, in every company
        """
        return SQL(
            """SELECT o.company_id, %(day)s AS day,
                      reminded.repurchase_reminder_date AS reminded_on
                 FROM sale_order o JOIN sale_order reminded
                   ON reminded.commercial_partner_id = o.commercial_partner_id
                  AND reminded.company_id = o.company_id
                WHERE o.commercial_partner_id = p.id AND o.state = 'sale' AND %(bought)s
                  AND o.company_id = COALESCE(a.followup_company_id, o.company_id)
                  AND reminded.repurchase_reminder_date >= a.create_date::date - 1
                  AND (o.confirmation_date >= reminded.repurchase_reminder_date - 1
                       OR (o.confirmation_date, o.id)
                          > (reminded.confirmation_date, reminded.id))""",
            day=customers._get_day_sql(SQL("o.company_id"), SQL("o.confirmation_date")),
            bought=SQL(BOUGHT_SQL % "o"),
        )

    @api.model
    def _get_late_limit_sql(self):
        """Return the SQL of the last expected day for which reminder ``a`` is due in the company of
        customer ``c``.
        """
        # Salespeople may not read rules: only their delays count (hence sudo).
        rules = self.env["base.automation"].sudo().with_context(active_test=False)
        cases = [
            SQL(CASE, rule.id, company.id, day)
            for rule in rules.search([("followup_kind", "=", "customer")])
            for company, day in self._get_late_days(rule).items()
        ]
        return SQL("(CASE %s END)::date", SQL(" ").join(cases)) if cases else SQL("NULL::date")

    @api.model
    def _get_late_days(self, rule):
        """Return ``{company: last expected day of the customers for whom rule is due}``."""
        delay, calendar = rule.trg_date_range, rule.trg_date_calendar_id
        companies = self.env["res.company"]
        return companies._map_every(lambda company: company._get_day_before(delay, calendar))

    @api.model
    def _note_ended_followups(self, activities, reasons):
        """Forget the reminders of customers who ordered: they were not done. If the order is
        cancelled, or is dated earlier since, somebody is reminded again.
        """
        super()._note_ended_followups(activities, reasons)
        ended = activities.filtered(lambda activity: reasons[activity.id] == "ordered")
        if not ended:
            return
        # One a customer: the database holds one open reminder on each.
        by_customer = {activity.res_id: activity for activity in ended}
        # The application's own memory, on orders of everybody (hence sudo).
        orders = self.env["sale.order"].sudo()
        newest = orders._get_newest_orders(list(by_customer))
        domain = Domain("commercial_partner_id", "in", list(by_customer))
        domain &= Domain("repurchase_reminder_date", "!=", False)
        for order in orders.search(domain):
            customer = order.commercial_partner_id.id
            is_last = newest.get((customer, order.company_id.id)) == order
            is_its = order._is_reminded_by(by_customer[customer])
            if is_its and (not is_last or order._is_confirmed_since_reminder()):
                order.repurchase_reminder_date = False
