"""The order after which the customer was reminded of the next one.

The date is stored on the newest order: the next order has none, so the customer may be reminded
again. If an order is cancelled, the one before it counts, with its own date; a merged contact
brings its orders along. Deleting the activity changes nothing.
"""

from odoo import api, fields, models
from odoo.tools import SQL


class SaleOrder(models.Model):
    _inherit = "sale.order"

    repurchase_reminder_date = fields.Date(
        string="Reminded to Order Again On",
        readonly=True,
        copy=False,
        help="Date on which the salesperson was reminded that the order expected after this one is "
        "overdue (once per order).",
        groups="base.group_user",
    )

    @api.model
    def _get_newest_orders(self, partner_ids):
        """Return ``{(partner id, company id): newest confirmed order}`` of commercial entities.

        All orders count, even if the user may not see them: this is the application's own memory.
        """
        if not partner_ids:
            return {}
        self.flush_model(["state", "commercial_partner_id", "company_id", "confirmation_date"])
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (commercial_partner_id, company_id)
                          commercial_partner_id, company_id, id
                     FROM sale_order
                    WHERE state = 'sale' AND commercial_partner_id IN %s
                    ORDER BY commercial_partner_id, company_id,
                             confirmation_date DESC NULLS LAST, id DESC""",
                tuple(partner_ids),
            )
        )
        # The newest order decides, a colleague's too; callers read who handles it (hence sudo).
        orders = self.sudo().browse(order_id for _partner_id, _company_id, order_id in rows)
        return {
            (partner_id, company_id): order
            for (partner_id, company_id, _order_id), order in zip(rows, orders, strict=True)
        }

    @api.model
    def _has_history_to_complete(self):
        """Return whether old orders still wait for their dates, on which the rhythm depends."""
        # Orders of every company: only yes or no leaves (hence sudo).
        return bool(self.sudo().search_count([("order_progress", "=", False)], limit=1))
