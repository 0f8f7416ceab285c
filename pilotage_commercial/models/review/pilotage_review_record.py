"""The records behind the gaps: five blocked prospects, three quotations, two orders to re-cost."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...tools.groups import REAL_COST

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
# Who may know why a record of that kind was chosen: what it is chosen by is for them only.
KEPT = {"margin": REAL_COST}
MANAGER = "sales_team.group_sale_manager"
# What follows from the record; nobody types it.
SYSTEM = {"name", "user_id", "amount", "company_id"}


class PilotageReviewRecord(models.Model):
    _name = "pilotage.review.record"
    _inherit = ["pilotage.system.fields"]
    _description = "Record to Act on in a Weekly Review"
    _order = "review_id, sequence, id"
    _system_fields = SYSTEM

    review_id = fields.Many2one(
        "pilotage.review", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="review_id.company_id", store=True, index=True)
    action_id = fields.Many2one(
        "pilotage.review.action", index="btree_not_null", ondelete="set null"
    )
    sequence = fields.Integer(default=100)
    selected = fields.Boolean("Choose", default=True)
    # What is copied of the record is the managers', who may read it. Who has to act on it reads
    # its name in the action, if they may open it.
    kind = fields.Selection(KINDS, required=True, default="other", groups=MANAGER)
    reference = fields.Reference(MODELS, string="Record", required=True, groups=MANAGER)
    name = fields.Char(compute="_compute_description", store=True, groups=MANAGER)
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        compute="_compute_description",
        store=True,
        groups=MANAGER,
    )
    currency_id = fields.Many2one(related="review_id.currency_id")
    amount = fields.Monetary(
        compute="_compute_description",
        store=True,
        aggregator=None,
        groups=MANAGER,
        help="Untaxed.",
    )
    reason = fields.Char(compute="_compute_description", store=True, readonly=False, groups=MANAGER)

    @api.depends("reference")
    @api.depends_context("uid", "lang")
    def _compute_display_name(self):
        for row in self:
            [name] = [record.display_name for record in row._get_readable(self.env.user)[0]] or [
                self.env._("A record that you cannot open")
            ]
            row.display_name = name

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
        """Return why ``record`` is to act on, in words that every reader of the row may see."""
        self.ensure_one()
        if record._name == "crm.lead":
            # Not what was planned: a private meeting's subject is its attendees'.
            day = record.next_action_date
            if day:
                return self.env._("a next action was due on %s", format_date(self.env, day))
            return record.attention_reason
        if self.kind == "margin":
            if record._is_drifting():
                return self.env._("will leave less than planned")
            return self.env._("margin below the floor of the company")
        if record.quotation_date:
            day = fields.Datetime.context_timestamp(self, record.quotation_date).date()
            return self.env._("sent on %s, no answer", format_date(self.env, day))
        return False

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_typed(vals.keys() & SYSTEM)
        rows = super().create(vals_list)
        rows._check_changeable()
        return rows

    def write(self, vals):
        self._check_typed(vals.keys() & {*SYSTEM, "review_id"})
        self._check_changeable()
        return super().write(vals)

    def _check_typed(self, names):
        if names and not self.env.su:
            raise UserError(self.env._("Choose the record: the rest follows from it."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        self._check_changeable()

    def _check_changeable(self):
        self.review_id._check_not_held()

    @api.constrains("review_id", "action_id")
    def _check_action(self):
        for row in self:
            if row.action_id and row.action_id.review_id != row.review_id:
                raise UserError(self.env._("Choose an action of the same review."))

    def _get_note(self):
        """Return why the record is to act on, after its name, to those who may all know."""
        self.ensure_one()
        return f" – {self.reason}" if self.reason and self.kind not in KEPT else ""

    def _get_readable(self, user):
        """Return the records of the rows that ``user`` may read, and how many others there are."""
        # Which records they are is the managers' to know; each says itself who may read it.
        records = [row.reference for row in self.sudo() if row.reference]
        found = [record.with_user(user) for record in records if record.exists()]
        readable = [record for record in found if record.has_access("read")]
        return readable, len(self) - len(readable)

    def action_open_record(self):
        """Return the action that opens the record.

        :raise AccessError: the user may not read the row, or the record
        :raise UserError: there is no record any more
        """
        self.ensure_one()
        self.check_access("read")
        # The field is the managers'; whether the record opens is decided by its own rules.
        record = self.sudo().reference
        if not record or not record.exists():
            raise UserError(self.env._("This record was deleted."))
        record = record.with_env(self.env)
        record.check_access("read")
        return record.get_formview_action()
