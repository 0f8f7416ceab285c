"""Win customers back in bulk: one activity or opportunity each, without duplicates."""

import functools

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.checks import is_ids
from ..tools.records import check_one

MOST = 1000  # customers in one run

KINDS = [("activity", "Follow-up"), ("opportunity", "Opportunity")]


class PilotageCustomerReactivate(models.TransientModel):
    _name = "pilotage.customer.reactivate"
    _description = "Reactivate Customers"

    # Ids of pilotage.customer, which has no table for a relation.
    customer_refs = fields.Json()
    kind = fields.Selection(
        KINDS,
        string="Make",
        required=True,
        default="activity",
        help="A follow-up is an activity on the contact. On an opportunity it is the next action.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        domain="[('share', '=', False)]",
        help="Empty: each customer's own salesperson, who took the newest order.",
    )
    date = fields.Date(
        string="Planned For",
        required=True,
        default=fields.Date.context_today,
        help="Day of the action.",
    )
    summary = fields.Char(
        string="What To Do",
        required=True,
        default=lambda self: self.env._("Call the customer back"),
    )
    is_done = fields.Boolean(readonly=True)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        if "customer_refs" in fields_list and "customer_refs" not in values:
            values["customer_refs"] = self._get_selected_customers().ids
        return values

    @api.model
    def _get_selected_customers(self):
        """Return the customers selected in the list that opens the wizard.

        For contacts: their customers in the company that the list shows.
        """
        model, ids = self.env.context.get("active_model"), self.env.context.get("active_ids") or []
        if not is_ids(ids):
            raise UserError(self.env._("Select the customers in their list."))
        if model == "pilotage.customer":
            return self.env[model].browse(ids)
        if model != "res.partner":
            return self.env["pilotage.customer"]
        partners = self.env[model].browse(ids).commercial_partner_id
        return partners.customer_ids.filtered(
            lambda customer: customer.company_id == customer.partner_id.customer_company_id
        )

    @api.constrains("date")
    def _check_date(self):
        for wizard in self:
            if wizard.date < fields.Date.context_today(wizard):
                raise ValidationError(self.env._("Plan it for today or a later day."))

    @api.constrains("user_id")
    def _check_user(self):
        for user in self.user_id.filtered("share"):
            raise ValidationError(self.env._("%s does not work here.", user.name))

    def _get_customers(self):
        """Return the customers to reactivate that the user may see."""
        self.ensure_one()
        refs = self.customer_refs or []
        if not is_ids(refs):
            raise ValidationError(self.env._("Select the customers in their list."))
        if len(refs) > MOST:
            raise UserError(
                self.env._("Select at most %s customers: nobody calls more at once.", MOST)
            )
        return self.env["pilotage.customer"].search([("id", "in", refs)])

    # --- run ---

    def action_reactivate(self):
        """Create the activity or opportunity of each customer, and report them.

        :raise UserError: nothing is selected, too much, or it was done already
        """
        check_one(self)
        if self.is_done:
            raise UserError(self.env._("It is done already: close this window."))
        # Written first: of two concurrent clicks, the second waits for this row and starts again.
        self.is_done = True
        self.flush_recordset()
        customers = self._get_customers()
        if not customers:
            raise UserError(
                self.env._("Select customers first: contacts who have ordered or were quoted.")
            )
        self._check_assignee(customers.company_id)
        skipped = self._get_skipped(customers)
        chosen = customers.filtered(lambda customer: customer not in skipped)
        make = self._create_opportunities if self.kind == "opportunity" else self._create_activities
        made = make(chosen) if chosen else None
        return self._get_result(made, skipped)

    def _check_assignee(self, companies):
        """Raise ``ValidationError`` unless the assignee chosen works for all ``companies``."""
        for company in companies if self.user_id else ():
            if not self.user_id._works_for(company):
                raise ValidationError(
                    self.env._(
                        "%(user)s does not belong to %(company)s: choose somebody who does.",
                        user=self.user_id.name,
                        company=company.display_name,
                    )
                )

    def _get_user(self, customer):
        """Return the assignee for ``customer``: the one chosen, else its own salesperson, if still
        there, else the user.
        """
        own = customer.user_id
        is_there = own.active and own._works_for(customer.company_id)
        return self.user_id or (is_there and own) or self.env.user

    def _create_activities(self, customers):
        """Plan the follow-up of each of ``customers``, and return the activities."""
        return self._plan([(item.partner_id, item) for item in customers])

    def _create_opportunities(self, customers):
        """Create the opportunity of each of ``customers``, and return them."""
        leads = (
            self.env["crm.lead"]
            .with_context(mail_auto_subscribe_no_notify=True)
            .create(
                [
                    {
                        "name": self.env._(
                            "%(customer)s: %(summary)s",
                            customer=customer.partner_id.display_name,
                            summary=self.summary,
                        ),
                        "type": "opportunity",
                        "partner_id": customer.partner_id.id,
                        "company_id": customer.company_id.id,
                        "user_id": self._get_user(customer).id,
                    }
                    for customer in customers
                ]
            )
        )
        self._plan(list(zip(leads, customers, strict=True)))
        return leads

    def _plan(self, targets):
        """Plan the action on each of ``targets``, a list of (record, pilotage.customer)."""
        find_rule = functools.cache(
            lambda company: self.env["base.automation"]._find_followup_rule("customer", company)
        )
        records, customers = zip(*targets, strict=True)
        model_id = self.env["ir.model"]._get_id(records[0]._name)
        records[0].union(*records).check_access("write")
        activities = (
            # The rule is a system field: written on the contacts and opportunities just checked.
            self.env["mail.activity"]
            .sudo()
            .with_context(mail_activity_quick_update=True)
            .create(
                [
                    {
                        "res_model_id": model_id,
                        "res_id": record.id,
                        "activity_type_id": self._get_activity_type().id,
                        "summary": self._get_summary(record, customer),
                        "date_deadline": self.date,
                        "user_id": self._get_user(customer).id,
                        # With its rule, the unique index on open follow-ups prevents a second one.
                        "followup_rule_id": find_rule(customer.company_id).id,
                        "followup_company_id": customer.company_id.id,
                    }
                    for record, customer in targets
                ]
            )
            .sudo(False)
        )
        self.env["pilotage.customer"].union(*customers)._remember_reminder()
        self._tell_salespeople(activities)
        return activities

    def _get_summary(self, record, customer):
        """Return what to do on ``record``, and on an opportunity what is known of ``customer``.

        Every user reads the activities of a contact, also who may not read its orders.
        """
        if record == customer.partner_id:
            return self.summary
        reason = customer.with_context(lang=self._get_user(customer).lang).status_reason
        return f"{self.summary}: {reason}" if reason else self.summary

    @api.model
    def _get_activity_type(self):
        """Return the type of follow-ups, else the default one."""
        return (
            self.env.ref("pilotage_commercial.mail_activity_type_followup", False)
            or self.env["mail.activity"]._default_activity_type()
        )

    def _tell_salespeople(self, activities):
        """Send one message to each salesperson except the user, rather than one per activity."""
        for user, theirs in activities.grouped("user_id").items():
            if user and user != self.env.user:
                env = self.with_context(lang=user.lang).env
                env["mail.thread"].message_notify(
                    partner_ids=user.partner_id.ids,
                    subject=env._("Customers to reactivate: %s", len(theirs)),
                    body=env._(
                        "%(user)s asks you to reactivate customers (%(count)s): see your "
                        "activities.",
                        user=self.env.user.name,
                        count=len(theirs),
                    ),
                    force_send=False,
                )

    # --- result ---

    def _get_result(self, made, skipped):
        """Return the notification about the records ``made``, with a link to them."""
        count = len(made or ())
        if self.kind == "opportunity":
            text = self.env._("Opportunities created: %s", count)
        else:
            text = self.env._("Follow-ups planned: %s", count)
        close = {"type": "ir.actions.act_window_close"}
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if made else "warning",
                "message": ". ".join([text, *self._describe_skipped(skipped)]) + ".",
                "sticky": bool(skipped),
                "next": self._get_made_action(made) if made else close,
            },
        }

    def _get_made_action(self, made):
        """Return the action that opens the activities or opportunities ``made``."""
        record = made
        if made._name == "mail.activity" and len(made) == 1:
            record = self.env["res.partner"].browse(made.res_id)
        single = len(made) == 1
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reactivated Customers"),
            "res_model": record._name,
            "views": [(False, "form")] if single else [(False, "list"), (False, "form")],
            **({"res_id": record.id} if single else {"domain": [("id", "in", made.ids)]}),
        }
