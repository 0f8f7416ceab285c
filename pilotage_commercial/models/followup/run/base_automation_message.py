"""The ready-to-send message of a quotation follow-up: its template, and whether it is automatic."""

from odoo import api, fields, models

from ....tools.records import check_template

# One template per step: a rule without a template uses the one of its rank among the rules.
TEMPLATES = [f"pilotage_commercial.mail_template_followup_{days}" for days in (5, 10, 15)]


class BaseAutomation(models.Model):
    _inherit = "base.automation"

    followup_template_id = fields.Many2one(
        "mail.template",
        string="Message",
        domain="[('model', '=', model_name)]",
        ondelete="set null",
        help="E-mail that the follow-up offers to send to the customer. Empty: the first, the "
        "second or the last reminder, by the rank of the rule.",
    )
    followup_sends = fields.Boolean(
        string="Send by Itself",
        help="The message is sent to the customer automatically. A customer without an email gets "
        "an activity as usual.",
    )

    @api.constrains("followup_template_id", "model_id")
    def _check_followup_template(self):
        for rule in self:
            check_template(rule.followup_template_id, rule.model_name)

    def _find_quotation_rules(self, company):
        """Return the quotation rules that apply to ``company``, by delay, archived ones included:
        people can still send their message.
        """
        # Every salesperson who follows up needs the rules (hence sudo).
        rules = self.sudo().with_context(active_test=False)
        rules = rules.search([("followup_kind", "=", "quotation")])
        rules = rules.filtered(lambda rule: company in rule._get_followup_companies())
        return rules.sorted("trg_date_range")

    def _get_followup_template(self, company):
        """Return the template of the rule's message in ``company``: empty when it was deleted."""
        self.ensure_one()
        # The engine renders it with all rights: one whose documents were changed since would name
        # other documents, which have the same ids.
        if self.followup_template_id.model == self.model_name:
            return self.followup_template_id
        rules = self._find_quotation_rules(company).ids
        place = rules.index(self.id) if self.id in rules else 0
        return (
            self.env.ref(TEMPLATES[min(place, len(TEMPLATES) - 1)], False)
            or self.env["mail.template"]
        )

    def _create_followups(self, prepared):
        if self.followup_kind != "quotation" or not self.followup_sends:
            return super()._create_followups(prepared)
        prepared = list(prepared)
        orders = self.env["sale.order"].union(*(order for order, _values in prepared))
        mailed = orders.filtered(lambda order: order._can_send_followup(self))
        created = super()._create_followups(
            [(order, values) for order, values in prepared if order not in mailed]
        )
        mailed._send_followup(self)
        mailed._mark_followed_up(self)
        self.env.flush_all()
        return created
