"""Which of its orders and quotations the figures of an opportunity come from."""

from datetime import datetime

from odoo import api, models
from odoo.tools import SQL


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def write(self, vals):
        converted = vals.get("type") == "opportunity" and self.filtered(
            lambda lead: lead.type != "opportunity"
        )
        result = super().write(vals)
        if converted:
            converted.order_ids._move_opportunities()
        return result

    def _get_live_orders(self):
        """Return the confirmed orders of the opportunity, else its live quotation, else none.

        The live quotation is the one sent last that still stands, that is pending; where all have
        expired, the one sent last. A draft is the live one only while none is sent: the newest.
        """
        self.ensure_one()
        by_state = self.order_ids.grouped("state")
        if "sale" in by_state:
            return by_state["sale"]
        sent = by_state.get("sent", self.order_ids.browse())
        drafts = by_state.get("draft", self.order_ids.browse())

        def get_place(order):
            stands = order.quotation_outcome == "pending"
            return stands, order.last_sent_date or datetime.min, order._origin.id

        return sent.sorted(get_place)[-1:] or drafts.sorted(lambda order: order._origin.id)[-1:]

    @api.model
    def _get_main_order_sql(self, lead_id):
        """Return the query of the id of the first of :meth:`_get_live_orders`, by id.

        :param lead_id: SQL of the id of the opportunity
        """
        self.env["sale.order"].flush_model(
            ["opportunity_id", "state", "quotation_outcome", "last_sent_date"]
        )
        return SQL(
            """SELECT live.id FROM sale_order live
                WHERE live.opportunity_id = %s AND live.state IN ('sale', 'sent', 'draft')
                ORDER BY CASE live.state WHEN 'sale' THEN 1 WHEN 'sent' THEN 2 ELSE 3 END,
                         CASE live.state WHEN 'sale' THEN live.id END,
                         CASE live.state WHEN 'sent'
                              THEN COALESCE(live.quotation_outcome, '') != 'pending' END,
                         CASE live.state WHEN 'sent' THEN live.last_sent_date END DESC NULLS LAST,
                         live.id DESC
                LIMIT 1""",
            lead_id,
        )
