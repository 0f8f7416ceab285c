"""Rows without an open opportunity: activities on orders, customers and reviews, and meetings."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class PilotageDay(models.Model):
    _inherit = "pilotage.day"

    @api.model
    def _join_activities(self, query, model, ids):
        """Make ``query`` on records of ``model`` join their open activities ``a``: those created by
        the application, and the reader's own.
        """
        table = self.env[model]._table
        query.add_join(
            "JOIN",
            "a",
            SQL("mail_activity"),
            SQL("a.res_model = %s AND a.res_id = %s", model, SQL.identifier(table, "id")),
        )
        query.add_where(SQL("a.active IS TRUE"))
        query.add_where(
            SQL(
                """(a.user_id = %s OR a.followup_rule_id IS NOT NULL
                    OR a.review_action_id IS NOT NULL)""",
                self.env.uid,
            )
        )
        if ids is not None:
            query.add_where(SQL("a.id IN %s", ids))

    @api.model
    def _get_activity_row(self, kind, company, **columns):
        return self._get_row(
            kind,
            SQL("a.id"),
            company,
            SQL("a.date_deadline"),
            activity_id=SQL("a.id"),
            user_id=SQL("a.user_id"),
            is_mine=SQL("(a.user_id = %s) IS TRUE", self.env.uid),
            **columns,
        )

    @api.model
    def _get_orders_sql(self, ids=None):
        """Return the activities on orders, and on quotations without an open opportunity."""
        query = self._find("sale.order", Domain("company_id", "in", self.env.companies.ids))
        self._join_activities(query, "sale.order", ids)
        query.add_where(
            SQL(
                "NOT (sale_order.state IN ('draft', 'sent') AND %s)",
                self._get_case_sql(SQL("sale_order.opportunity_id")),
            )
        )
        columns = self._get_activity_row(
            "order",
            SQL("sale_order.company_id"),
            order_id=SQL("sale_order.id"),
            team_id=SQL("sale_order.team_id"),
            amount=SQL(
                "sale_order.amount_untaxed / COALESCE(NULLIF(sale_order.currency_rate, 0), 1)"
            ),
        )
        return query.select(*self._get_values(columns))

    @api.model
    def _get_contacts_sql(self, ids=None):
        """Return the reminders of customers, assigned to users of the reader's companies."""
        query = self._find("res.partner", Domain.TRUE)
        self._join_activities(query, "res.partner", ids)
        query.add_join("LEFT JOIN", "doer", SQL("res_users"), SQL("doer.id = a.user_id"))
        query.add_where(
            SQL(
                "(a.user_id = %s OR a.user_id IS NULL OR doer.company_id IN %s)",
                self.env.uid,
                tuple(self.env.companies.ids),
            )
        )
        columns = self._get_activity_row(
            "customer",
            SQL("COALESCE(res_partner.company_id, %s)", self.env.company.id),
            contact_id=SQL("res_partner.id"),
            team_id=SQL("doer.sale_team_id"),
        )
        return query.select(*self._get_values(columns))

    @api.model
    def _get_reviews_sql(self, ids=None):
        """Return the reader's own actions of weekly reviews.

        The assignee sees them even without access to the review.
        """
        columns = self._get_activity_row(
            "review", SQL("review.company_id"), team_id=SQL("review.team_id")
        )
        source = SQL(
            """mail_activity a JOIN pilotage_review review ON review.id = a.res_id
                WHERE a.res_model = 'pilotage.review' AND a.active IS TRUE AND a.user_id = %s
                  AND review.company_id IN %s AND %s""",
            self.env.uid,
            tuple(self.env.companies.ids),
            SQL("TRUE") if ids is None else SQL("a.id IN %s", ids),
        )
        return SQL("SELECT %s FROM %s", SQL(", ").join(self._get_values(columns)), source)

    # --- meetings ---

    @api.model
    def _get_meetings_sql(self, ids=None):
        """Return the reader's meetings until the end of the week, neither over nor declined.

        Without those of an opportunity that has its own row, or of an open activity.
        """
        leads = self.env["crm.lead"]
        day = leads._get_meeting_day_sql()
        columns = self._get_row(
            "meeting",
            SQL("e.id"),
            SQL("%s", self.env.company.id),
            day,
            event_id=SQL("e.id"),
            user_id=SQL("%s", self.env.uid),
            is_mine=SQL("TRUE"),
        )
        source = SQL(
            """calendar_event e
                WHERE e.active IS TRUE AND %(ahead)s AND %(day)s <= %(sunday)s AND %(wanted)s
                  AND e.id IN (SELECT guest.calendar_event_id
                                 FROM calendar_event_res_partner_rel guest
                                WHERE guest.res_partner_id = %(partner)s)
                  AND NOT EXISTS (SELECT FROM calendar_attendee att
                                   WHERE att.event_id = e.id AND att.partner_id = %(partner)s
                                     AND att.state = 'declined')
                  AND NOT EXISTS (SELECT FROM mail_activity a
                                   WHERE a.calendar_event_id = e.id AND a.active IS TRUE)
                  AND NOT %(case)s""",
            ahead=leads._get_meeting_since_sql(fields.Datetime.now()),
            day=day,
            sunday=self._get_sunday(),
            wanted=SQL("TRUE") if ids is None else SQL("e.id IN %s", ids),
            partner=self.env.user.partner_id.id,
            case=self._get_case_sql(SQL("e.opportunity_id")),
        )
        return SQL("SELECT %s FROM %s", SQL(", ").join(self._get_values(columns)), source)
