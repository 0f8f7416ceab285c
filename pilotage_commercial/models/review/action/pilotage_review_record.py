"""The deals behind the gaps: five blocked prospects, three quotations, two orders to re-cost."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ....tools.groups import REAL_COST
from ....tools.records import check_one, find_by_name, open_from_row
from .kinds import KINDS

MODELS = [
    ("crm.lead", "Opportunity"),
    ("sale.order", "Quotation or order"),
    ("res.partner", "Customer"),
]
MANAGER = "sales_team.group_sale_manager"
# Fields that follow from the record; nobody types them.
SYSTEM = {"name", "user_id", "amount", "company_id", "proposed_reasons"}


class PilotageReviewRecord(models.Model):
    _name = "pilotage.review.record"
    _inherit = ["pilotage.links", "pilotage.system.fields"]
    _acting_links = {"review_id": "write"}
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
    # Facts of the record are for managers, who may read it. The assignee reads its name in the
    # action, if they may open it.
    kind = fields.Selection(KINDS, required=True, default="other", groups=MANAGER)
    reference = fields.Reference(MODELS, string="What", required=True, groups=MANAGER)
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
    drift = fields.Monetary(
        "Margin Lost",
        compute="_compute_drift",
        groups=REAL_COST,
        help="What the order would leave today, less what was planned.",
    )
    assignee_id = fields.Many2one(
        "res.users",
        string="Done By",
        compute="_compute_assignee_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        domain="[('share', '=', False)]",
        help="Assignee of the activity: the salesperson, unless you choose somebody else.",
    )

    @api.depends("reference")
    @api.depends_context("uid", "lang")
    def _compute_display_name(self):
        for row in self:
            [name] = [record.display_name for record in row._get_readable(self.env.user)[0]] or [
                self.env._("A record that you cannot open")
            ]
            row.display_name = name

    @api.model
    def _search_display_name(self, operator, value):
        return find_by_name(self, operator, value)

    @api.depends("reference")
    def _compute_description(self):
        for row in self:
            # With the rights of the user who chose it: stored fields are computed as superuser.
            record = row.reference.sudo(False) if row.reference else None
            named = record and record.with_context(pilotage_show_customer=True)
            row.name = named and named.display_name
            facts = row._get_facts(record) if record else (False, 0, False)
            row.user_id, row.amount, row.reason = facts

    @api.depends("reference")
    @api.depends_context("uid")
    def _compute_drift(self):
        for row in self:
            # The reader's own rights decide, on the order too.
            [order] = row._get_readable(self.env.user)[0] or [None]
            is_drifting = order is not None and order._name == "sale.order" and order._is_drifting()
            row.drift = order.margin_drift if is_drifting else 0.0

    def _get_facts(self, record):
        """Return the owner of ``record``, its amount, and the reason to act on it, fit for every
        reader of the row.
        """
        self.ensure_one()
        if record._name == "crm.lead":
            return record.user_id, record.expected_revenue, self._get_lead_reason(record)
        if record._name == "sale.order":
            amount = record.amount_untaxed / (record.currency_rate or 1)
            return record.user_id, amount, self._get_order_reason(record)
        customer = self._find_customer(record)
        user = customer.user_id or record.user_id
        return user, customer.revenue_lost, customer.status_reason

    def _find_customer(self, partner):
        """Return the customer ``partner`` in the company of the review."""
        company = self.review_id.company_id
        customers = self.env["pilotage.customer"].sudo(False)
        customers = customers.with_context(allowed_company_ids=company.ids)
        domain = [("partner_id", "=", partner.id), ("company_id", "=", company.id)]
        return customers.search(domain, limit=1)

    def _get_lead_reason(self, lead):
        # Only the date: the subject of a private meeting is for its attendees.
        if day := lead.next_action_date:
            return self.env._("a next action was due on %s", format_date(self.env, day))
        return lead.attention_reason

    def _get_order_reason(self, order):
        self.ensure_one()
        if self.kind == "margin":
            if order._is_drifting():
                return self.env._("will leave less than planned")
            return self.env._("margin below the floor of the company")
        if self.kind == "late_payment":
            return order.late_reason
        if order.quotation_date:
            day = fields.Datetime.context_timestamp(self, order.quotation_date).date()
            return self.env._("sent on %s, no answer", format_date(self.env, day))
        return False

    @api.depends("reference")
    def _compute_assignee_id(self):
        for row in self:
            # Actions planned before the assignee could be chosen keep the action's user.
            planned = row.action_id.user_id
            row.assignee_id = planned or (row.reference and row._find_doer())

    def _get_doer(self):
        """Return the assignee of the activity: the one chosen, if they may act."""
        self.ensure_one()
        chosen = self.assignee_id
        return chosen if chosen.active and self._is_open_to(chosen) else self._find_doer()

    def _find_doer(self, leaving=()):
        """Return the first user who may act on the record: its owner, else the holder of the
        review, else a sales manager.

        :param leaving: ids of users who do not count
        """
        self.ensure_one()
        # The present owner: it may have changed since the record was chosen.
        owner = self.reference.sudo().user_id if self.reference.exists() else self.user_id
        company = self.review_id.company_id
        people = (owner, self.user_id, self.review_id.user_id, self.env.user)
        for user in (*people, company._get_sales_manager()):
            if user.id not in leaving and self._is_doer(user):
                return user.sudo(False)
        return self.env["res.users"]

    def _is_doer(self, user):
        """Return whether ``user`` may act on the record."""
        self.ensure_one()
        group = self.review_id._get_kept_group(self.kind)
        # Managers may not read the companies and groups of other users (hence sudo).
        known = user.sudo()
        if not known.active or (group and group not in known.all_group_ids):
            return False
        return self._is_open_to(user)

    def _is_open_to(self, user):
        """Return whether ``user`` works for the company and may open the record."""
        record = self.reference
        if not user or not user._works_for(self.review_id.company_id):
            return False
        return bool(record and record.exists()) and (
            record.sudo(False).with_user(user).has_access("read")
        )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_typed(vals.keys() & SYSTEM)
        rows = super().create(vals_list)
        rows._check_changeable()
        rows._check_reference()
        return rows

    def write(self, vals):
        self._check_typed(vals.keys() & {*SYSTEM, "review_id"})
        self._check_changeable()
        result = super().write(vals)
        if "reference" in vals:
            self._check_reference()
        return result

    def _check_reference(self):
        """Raise ``AccessError`` if the user may not read what they chose: planning acts on it."""
        if not self.env.su:
            for row in self:
                if not row.reference:
                    raise UserError(self.env._("This record was deleted."))
                row.reference.check_access("read")

    def _check_typed(self, names):
        if names and not self.env.su:
            raise UserError(self.env._("Choose the record: its values are filled in."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        self._check_changeable()

    def _check_changeable(self):
        self.review_id._check_not_held()

    @api.constrains("assignee_id", "reference")
    def _check_assignee(self):
        for row in self:
            if row.assignee_id and not row._is_open_to(row.assignee_id):
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot open %(name)s: choose somebody who can, or make them "
                        "its salesperson first.",
                        user=row.assignee_id.name,
                        name=row.name,
                    )
                )

    @api.constrains("review_id", "action_id")
    def _check_action(self):
        for row in self:
            if row.action_id and row.action_id.review_id != row.review_id:
                raise UserError(self.env._("Choose an action of the same review."))

    def _get_readable(self, user):
        """Return the records of the rows that ``user`` may read, and the number of the others."""
        # Only managers read the references; each record's own rights decide who reads it (hence
        # sudo).
        records = [row.reference for row in self.sudo() if row.reference]
        found = [record.with_user(user) for record in records if record.exists()]
        readable = [record for record in found if record.has_access("read")]
        return readable, len(self) - len(readable)

    def action_open_record(self):
        """Return the action that opens the record.

        :raise AccessError: the user may not read the row, or the record
        :raise UserError: the record does not exist any more
        """
        check_one(self)
        self.check_access("read")
        # The reference is for managers; the record's own rights decide who opens it (hence sudo).
        record = self.sudo().reference
        if not record or not record.exists():
            raise UserError(self.env._("This record was deleted."))
        record = record.with_env(self.env)
        record.check_access("read")
        return open_from_row(record.get_formview_action())
