"""The records behind the gaps: five blocked prospects, three quotations, two orders to re-cost."""

from odoo import api, fields, models
from odoo.tools import format_date

KINDS = [
    ("blocked", "Blocked prospects"),
    ("quotation", "Quotations without answer"),
    ("margin", "Orders to re-cost"),
    ("other", "Others"),
]
MODELS = [("crm.lead", "Opportunity"), ("sale.order", "Quotation or order")]
# How many of each kind a review proposes, and the KPI that acting on them aims at.
PROPOSED = {"blocked": 5, "quotation": 3, "margin": 2}
AIMS = {
    "blocked": "pipeline_value",
    "quotation": "transformation_rate",
    "margin": "real_margin_rate",
}


class PilotageReviewRecord(models.Model):
    _name = "pilotage.review.record"
    _description = "Record to Act on in a Weekly Review"
    _order = "review_id, sequence, id"

    review_id = fields.Many2one(
        "pilotage.review", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="review_id.company_id", store=True, index=True)
    action_id = fields.Many2one(
        "pilotage.review.action", index="btree_not_null", ondelete="set null"
    )
    sequence = fields.Integer(default=100)
    selected = fields.Boolean("Choose", default=True)
    kind = fields.Selection(KINDS, required=True, default="other")
    # Of the reader's own rights; the row says its name to those who may read the row.
    reference = fields.Reference(
        MODELS, string="Record", required=True, groups="sales_team.group_sale_manager"
    )
    name = fields.Char(compute="_compute_description", store=True)
    user_id = fields.Many2one(
        "res.users", string="Salesperson", compute="_compute_description", store=True
    )
    currency_id = fields.Many2one(related="review_id.currency_id")
    amount = fields.Monetary(
        compute="_compute_description", store=True, aggregator=None, help="Untaxed."
    )
    reason = fields.Char(compute="_compute_description", store=True, readonly=False)

    @api.depends("reference")
    def _compute_description(self):
        for row in self:
            # Read as the user who chose it: a stored field is computed as the system.
            record = row.reference.sudo(False) if row.reference else None
            row.name = record and record.display_name
            row.user_id = record and record.user_id
            row.amount = row._get_amount(record) if record else 0
            row.reason = record and row._get_reason(record)

    def _get_amount(self, record):
        if record._name == "crm.lead":
            return record.expected_revenue
        return record.amount_untaxed / (record.currency_rate or 1)

    def _get_reason(self, record):
        """Return why ``record`` is to act on, in words that every reader may see."""
        self.ensure_one()
        if record._name == "crm.lead":
            return record.attention_reason
        if self.kind == "margin":
            return self.env._("margin below the floor of the company")
        if record.quotation_date:
            day = fields.Datetime.context_timestamp(self, record.quotation_date).date()
            return self.env._("sent on %s, no answer", format_date(self.env, day))
        return False

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_changeable()
        return rows

    def write(self, vals):
        self._check_changeable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        self._check_changeable()

    def _check_changeable(self):
        self.review_id._check_not_held()

    def action_open_record(self):
        """Open the record, under the rights of the user."""
        self.ensure_one()
        # The field is the managers'; whether the record opens is decided by its own rules.
        model, record_id = self.sudo().reference._name, self.sudo().reference.id
        return self.env[model].browse(record_id).get_formview_action()
