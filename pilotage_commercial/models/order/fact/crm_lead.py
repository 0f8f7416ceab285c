"""The orders and quotations that give an opportunity its figures."""

from datetime import datetime

from odoo import api, fields, models
from odoo.tools import SQL

from ...pipeline.crm_lead_lost import STATUS_FIELDS


class CrmLead(models.Model):
    _inherit = "crm.lead"

    signed_order_count = fields.Integer(
        string="Confirmed Orders",
        compute="_compute_signed_revenue",
        store=True,
        groups="base.group_user",
    )
    signed_revenue = fields.Monetary(
        string="Revenue of Confirmed Orders",
        currency_field="company_currency",
        compute="_compute_signed_revenue",
        store=True,
        groups="base.group_user",
        help="Untaxed revenue of the confirmed orders of the opportunity.",
    )
    deal_revenue = fields.Monetary(
        string="Amount of the Deal",
        currency_field="company_currency",
        compute="_compute_deal_revenue",
        aggregator="sum",
        derived_sql="_get_deal_revenue_sql",
        of_row=True,
        groups="base.group_user",
        help="Revenue of its confirmed orders, or the expected revenue while it has none.",
    )

    @api.depends(
        "company_id", "order_ids.phase_trigger", "order_ids.net_revenue", "order_ids.company_id"
    )
    def _compute_signed_revenue(self):
        for lead in self:
            signed = lead.order_ids.filtered(lambda order: order.state == "sale")
            lead.signed_order_count = len(signed)
            lead.signed_revenue = sum(
                order._convert_for(lead, order.net_revenue, order.company_id.currency_id)
                for order in signed
            )

    @api.depends("signed_order_count", "signed_revenue", "expected_revenue")
    def _compute_deal_revenue(self):
        for lead in self:
            signed = lead.signed_order_count
            lead.deal_revenue = lead.signed_revenue if signed else lead.expected_revenue

    def _get_deal_revenue_sql(self, alias, _name, query):
        """Return the SQL of ``deal_revenue``."""
        count, signed, expected = (
            self._field_to_sql(alias, name, query)
            for name in ("signed_order_count", "signed_revenue", "expected_revenue")
        )
        return SQL("(CASE WHEN %s > 0 THEN %s ELSE %s END)", count, signed, expected)

    def write(self, vals):
        converted = vals.get("type") == "opportunity" and self.filtered(
            lambda lead: lead.type != "opportunity"
        )
        may_reopen = not STATUS_FIELDS.isdisjoint(vals)
        lost = may_reopen and self.filtered(lambda lead: lead.won_status == "lost")
        closed = {lead: lead.date_closed for lead in lost or ()}
        result = super().write(vals)
        if converted:
            converted.order_ids._move_opportunities()
        for lead, date in closed.items():
            if lead.won_status == "pending" and date:
                lead._follow_quotations_since(date)
        return result

    def _follow_quotations_since(self, date):
        """Follow the quotations that were sent after ``date``, when the opportunity was lost."""
        self.ensure_one()
        # The quotations may be a colleague's: only what they imply is written (hence sudo).
        orders = self.sudo().order_ids
        orders.filtered(
            lambda order: order.state == "sent" and order._get_sending_date() > date
        )._move_opportunities()

    def _follow_closing(self):
        # The outcome of the quotations and what depends on it, as if their validity had changed,
        # whoever may read them (hence sudo).
        self.sudo().order_ids.modified(["validity_date"])
        return super()._follow_closing()

    def _merge_get_fields_specific(self):
        # The orders follow apart: Odoo only takes those that the user sees.
        fields_ = super()._merge_get_fields_specific()
        fields_.pop("order_ids", None)
        return fields_

    def _merge_opportunity(self, user_id=False, team_id=False, auto_unlink=True, max_length=5):
        # A colleague's orders, and those of a company that is switched off, stay with the deal
        # (hence sudo). Searched: read from the opportunities, Odoo would keep the user's part.
        orders = self.env["sale.order"].sudo().search([("opportunity_id", "in", self.ids)])
        seen = orders.sudo(False)._filtered_access("read")
        merged = super()._merge_opportunity(
            user_id=user_id, team_id=team_id, auto_unlink=False, max_length=max_length
        )
        company = merged.company_id
        # Odoo refuses an order of another company than the deal's, and names it: not one unseen.
        orders.filtered(
            lambda order: (
                order.opportunity_id != merged
                and (order.sudo(False) in seen or not company or order.company_id == company)
            )
        ).opportunity_id = merged
        if auto_unlink:
            # As Odoo does: whoever merges opportunities need not be allowed to delete them.
            (self - merged).sudo().unlink()
        return merged

    def _get_live_orders(self):
        """Return the confirmed orders of the opportunity, else its live quotation, else none.

        The live quotation is the pending one that was sent last; when all have expired, the one
        sent last. A draft is the live one only when none was sent: then the newest.
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
