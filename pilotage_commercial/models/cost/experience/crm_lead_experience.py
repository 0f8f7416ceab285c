"""The costs of past orders, compared with the estimate of an opportunity."""

from odoo import api, fields, models

from ....tools.groups import REAL_COST as GROUP


class CrmLead(models.Model):
    _inherit = "crm.lead"

    experience_text = fields.Char(
        string="Experience", compute="_compute_experience_text", groups=GROUP
    )

    @api.depends(
        "won_status",
        "expected_revenue",
        "estimated_cost",
        "estimated_cost_source",
        "order_ids.state",
        "order_ids.amount_untaxed",
        "order_ids.margin",
        "order_ids.last_sent_date",
        "order_ids.quotation_outcome",
    )
    @api.depends_context("lang")
    def _compute_experience_text(self):
        """Take the sentence of the quotation; without one, compare the estimate with all past
        orders.
        """
        for lead in self:
            quotation = lead._get_live_orders().filtered(
                lambda order: order._is_quotation() and order.planned_cost
            )
            if lead.won_status != "pending":
                lead.experience_text = False
            elif quotation:
                lead.experience_text = quotation.experience_text
            else:
                lead.experience_text = lead._get_estimate_experience()

    def _get_estimate_experience(self):
        self.ensure_one()
        company = self.company_id or self.env.company
        ratios = self.env["pilotage.cost.experience"]._get_ratios(company)
        ratio, orders = ratios.get((False, False), (1.0, 0))
        if not orders or not self.estimated_cost_source or self.expected_revenue <= 0:
            return False
        return self.env["sale.order"]._get_experience_text(
            ratio,
            orders,
            1 - self.estimated_cost * ratio / self.expected_revenue,
            self.estimated_margin_percent,
        )
