"""The order after which the customer was reminded of the next one.

The date is stored on the newest order. It counts for every order of an earlier day, also for one
that is typed or imported later with an old date; the next order makes a new reminder possible. If
an order is cancelled, the one before it counts, with its own date; a merged contact brings its
orders along. Deleting the activity changes nothing.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ....tools.domains import BOUGHT_SQL


class SaleOrder(models.Model):
    _inherit = "sale.order"

    repurchase_reminder_date = fields.Date(
        string="Reminded to Order Again On",
        readonly=True,
        copy=False,
        prefetch="pilotage_commercial",
        help="Date on which the salesperson was reminded that the order expected after this one is "
        "overdue (once per order).",
        groups="base.group_user",
    )

    @api.model
    def _get_newest_orders(self, partner_ids):
        """Return ``{(partner id, company id): newest confirmed order}`` of commercial entities.

        All orders count, even if the user may not see them: this is the application's own memory.
        A refund entered as a negative order is no purchase: it only counts where there is no other.
        """
        if not partner_ids:
            return {}
        self.flush_model(
            ["state", "commercial_partner_id", "company_id", "confirmation_date", "net_revenue"]
        )
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (commercial_partner_id, company_id)
                          commercial_partner_id, company_id, id
                     FROM sale_order
                    WHERE state = 'sale' AND commercial_partner_id IN %s
                    ORDER BY commercial_partner_id, company_id, (%s) DESC,
                             confirmation_date DESC NULLS LAST, id DESC""",
                tuple(partner_ids),
                SQL(BOUGHT_SQL % "sale_order"),
            )
        )
        # The newest order decides, a colleague's too; callers read who handles it (hence sudo).
        orders = self.sudo().browse(order_id for _partner_id, _company_id, order_id in rows)
        return {
            (partner_id, company_id): order
            for (partner_id, company_id, _order_id), order in zip(rows, orders, strict=True)
        }

    @api.model
    def _get_reminder_days(self, partner_ids):
        """Return ``{(partner id, company id): day}`` of the last reminder of commercial entities.

        Of orders of everybody, as :meth:`_get_newest_orders` (hence sudo).
        """
        domain = [
            ("commercial_partner_id", "in", partner_ids),
            ("state", "=", "sale"),
            ("repurchase_reminder_date", "!=", False),
        ]
        found = self.sudo()._read_group(
            domain, ["commercial_partner_id", "company_id"], ["repurchase_reminder_date:max"]
        )
        return {(partner.id, company.id): day for partner, company, day in found}

    def _is_to_remind(self, reminded_on):
        """Return whether somebody may be reminded of the order expected after this one, the newest:
        it is not dated ahead, and nobody was since its day.

        :param reminded_on: day of the customer's last reminder, or None
        """
        self.ensure_one()
        day = self._get_confirmation_day()
        if not day or day > self.company_id._get_today():
            return False
        return not reminded_on or day >= reminded_on

    def _is_reminded_by(self, activity):
        """Return whether ``activity``, a reminder of the customer, is the one of this order."""
        self.ensure_one()
        if activity.followup_company_id not in (self.company_id, self.env["res.company"]):
            return False
        # The day of the company may be the one before that of the server.
        return self.repurchase_reminder_date >= activity.create_date.date() - timedelta(days=1)

    def _is_confirmed_since_reminder(self):
        """Return whether the order was confirmed again after the customer was reminded of it."""
        self.ensure_one()
        day = self._get_confirmation_day()
        return bool(day) and day >= self.repurchase_reminder_date

    def _get_confirmation_day(self):
        """Return the day of the confirmation in the company, None without one."""
        self.ensure_one()
        moment = self.confirmation_date
        return self.company_id._get_date(moment) if moment else None

    @api.model
    def _has_history_to_complete(self):
        """Return whether old orders still wait for their dates, on which the rhythm depends."""
        # Orders of every company: only yes or no leaves (hence sudo).
        return bool(self.sudo().search_count([("order_progress", "=", False)], limit=1))
