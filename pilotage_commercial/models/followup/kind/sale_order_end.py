"""When the follow-up of a quotation ends, and which other follow-ups an order ends."""

from odoo import api, models
from odoo.tools import SQL


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        begun = orders.filtered(lambda order: order.state != "draft")
        begun._note_cancellation()
        begun._end_case_followups()
        return orders

    def write(self, vals):
        may_end = not vals.keys().isdisjoint({"state", "opportunity_id"})
        may_end = may_end and not self._begin_alone(vals)
        cancelled = "state" in vals and (
            vals["state"] == "cancel" or any(order.state == "cancel" for order in self)
        )
        result = super().write(vals)
        if cancelled:
            self._note_cancellation()
        if may_end:
            self._end_case_followups()
        if not vals.keys().isdisjoint({"user_id", "team_id", "company_id"}):
            self._move_followups()
        return result

    def _begin_alone(self, vals):
        """Return whether ``vals`` sends quotations of no opportunity: as drafts, they have no
        follow-up to end.
        """
        return (
            vals.get("state") == "sent"
            and "opportunity_id" not in vals
            and not any(order.opportunity_id or order.state == "sent" for order in self)
        )

    def _note_sending(self):
        result = super()._note_sending()
        if not self:
            return result
        # Sent again: the steps start over. A system field (hence sudo).
        self.sudo().filtered("followup_step").write({"followup_step": 0})
        self._end_case_followups()
        return result

    def _end_case_followups(self):
        """End the follow-ups whose reason is gone in the case of each order: those of its deal, of
        the other versions, and of the customer.
        """
        # The other versions and the deal may be a colleague's: only follow-ups end (hence sudo).
        facts = self.sudo()
        deals = facts.opportunity_id
        signed = facts.filtered(lambda order: order.state == "sale")
        self.env["mail.activity"]._end_gone_followups(
            facts | deals.order_ids if deals else facts, deals, signed.commercial_partner_id
        )

    @api.model
    def _get_followup_ends_sql(self, scope):
        self.flush_model()
        self.env["crm.lead"].flush_model(["active", "won_status"])
        return SQL(
            """SELECT a.id, CASE
                    WHEN r.followup_kind = 'drift' THEN %(drift)s
                    WHEN o.state = 'sale' THEN 'signed'
                    WHEN o.state = 'cancel' THEN 'cancelled'
                    WHEN o.state != 'sent' THEN 'withdrawn'
                    WHEN o.quotation_outcome = 'superseded' THEN 'superseded'
                    WHEN l.won_status = 'won' THEN 'won'
                    WHEN l.won_status = 'lost' THEN 'lost'
                    WHEN l.active IS FALSE THEN 'archived'
                    WHEN %(expired)s THEN 'expired'
                    WHEN o.followup_step = 0 THEN 'sent'
                    WHEN %(answered)s THEN 'answered' END AS reason
                 FROM mail_activity a JOIN sale_order o ON o.id = a.res_id
                 JOIN base_automation r ON r.id = a.followup_rule_id
            LEFT JOIN crm_lead l ON l.id = o.opportunity_id
                WHERE a.res_model = 'sale.order' AND a.active IS TRUE
                  AND a.followup_rule_id IS NOT NULL AND %(scope)s""",
            expired=self._get_expired_sql("o"),
            drift=SQL(
                """CASE WHEN o.state != 'sale' THEN 'order_cancelled'
                        WHEN o.completion_state IN ('closed', 'final') THEN 'established'
                        WHEN o.margin_drift >= 0 OR o.completion_state = 'unknown'
                        THEN 'recovered' END"""
            ),
            answered=self._get_answered_sql("o"),
            scope=scope,
        )
