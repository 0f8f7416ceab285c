"""The ready message of a follow-up: sent by a person, or by the engine if a manager allows it."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ....tools.records import check_one

LAYOUT = "mail.mail_notification_layout_with_responsible_signature"
RENDERED = ("subject", "body_html", "email_from", "email_cc", "partner_to", "email_to", "reply_to")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_send_followup(self):
        """Open the mail of the quotation's current follow-up, ready to be read and sent.

        Sending it marks the follow-up done and stores the quotation's new step.

        :raise UserError: the quotation waits for no answer, or the customer has no email
        """
        check_one(self)
        self.check_access("write")
        if self.state != "sent" or self.quotation_outcome != "pending":
            raise UserError(
                self.env._(
                    "%s waits for no answer: a reminder is for a quotation that was sent.",
                    self.name,
                )
            )
        if not self._get_followup_email():
            raise UserError(
                self.env._(
                    "%s has no email: write it on the contact, or call.",
                    self.partner_id.display_name,
                )
            )
        rule = self._get_message_rule()
        self._portal_ensure_token()
        return {
            "name": self.env._("Send a reminder"),
            "type": "ir.actions.act_window",
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": "sale.order",
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_template_id": rule and rule._get_followup_template(self.company_id).id,
                "default_email_layout_xmlid": LAYOUT,
                "email_notification_allow_footer": True,
                "hide_mail_template_management_options": True,
                "force_email": True,
                "followup_message": True,
            },
        }

    def message_post(self, **kwargs):
        reminds = self.env.context.get("followup_message") and self.state == "sent"
        # The messages posted next, such as the feedback of the activity, are no reminder.
        orders = self.with_context(followup_message=False) if reminds else self
        message = super(SaleOrder, orders).message_post(**kwargs)
        if reminds:
            orders._note_reminder()
        return message

    def _note_reminder(self):
        """Mark the follow-up done: somebody has just sent its message."""
        rule = self._get_message_rule()
        open_ones = self._get_open_followups()
        if rule and rule.trg_date_range > self.followup_step:
            # A system field, as when the engine creates the follow-up.
            self.sudo().followup_step = rule.trg_date_range
        open_ones.action_feedback(self.env._("Reminder sent"))

    def _get_open_followups(self):
        followups = self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("followup_rule_id", "!=", False),
                ("active", "=", True),
            ]
        )
        return followups.filtered("offers_reminder")

    def _get_message_rule(self):
        """Return the rule whose message comes next: that of the open follow-up; else the last step
        that is due and not done, else the next one, else the last of all.
        """
        self.ensure_one()
        rules = self.env["base.automation"]._find_quotation_rules(self.company_id)
        # Salespeople may not read rules: only which message comes next leaves (hence sudo).
        current = self._get_open_followups().sudo().followup_rule_id & rules
        if current:
            return current[-1]
        left = rules.filtered(lambda rule: rule.trg_date_range > self.followup_step)
        sent = self.last_sent_date or self.quotation_date or fields.Datetime.now()
        due = left.filtered(lambda rule: sent < rule._get_followup_limit())
        return due[-1:] or left[:1] or rules[-1:]

    # --- automatic sending ---

    def _get_followup_email(self):
        """Return the email address of the customer, "" when it is not valid."""
        self.ensure_one()
        # The user may see the quotation, so its customer's address too (hence sudo).
        return email_normalize(self.sudo().partner_id.email) or ""

    def _can_send_followup(self, rule):
        """Return whether the message of ``rule`` can be sent automatically: the message exists, the
        customer has an address and is not on the blacklist.
        """
        self.ensure_one()
        return bool(
            rule._get_followup_template(self.company_id)
            and self._get_followup_email()
            and not self.partner_id.is_blacklisted
        )

    def _send_followup(self, rule):
        """Send the message of ``rule`` to the customers of ``self``, logged on each quotation.

        It is queued: an engine that stops before it commits has sent none. OdooBot is the author,
        so that it is no touch.
        """
        author = self.env.ref("base.partner_root")
        for company, orders in self.grouped("company_id").items():
            # The scheduled action has no time zone to say the day of the quotation in.
            zone = company._get_timezone().zone
            template = rule._get_followup_template(company).with_context(tz=zone)
            found = template._generate_template(orders.ids, RENDERED, find_or_create_partners=True)
            for order in orders:
                values = found[order.id]
                order.message_post(
                    author_id=author.id,
                    body=values["body_html"],
                    email_from=values["email_from"] or company.email_formatted,
                    email_layout_xmlid=LAYOUT,
                    force_send=False,
                    message_type="auto_comment",
                    partner_ids=values["partner_ids"],
                    subject=values["subject"],
                    subtype_xmlid="mail.mt_comment",
                )
