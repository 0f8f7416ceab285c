from odoo import api, fields, models

from ....tools.checks import ServerValue

# Computed fields whose values the engine already knows: skip their per-record computation.
KNOWN = ("res_name", "user_tz", "date_done")


class FollowedReference(fields.Many2oneReference):
    """The record of an activity."""

    def _update_inverses(self, records, value):
        # The engine emptied the cache of the inverse fields: looking for it again, activity by
        # activity, would be an eighth of its work.
        if records._get_followup_model():
            return None
        return super()._update_inverses(records, value)


class MailActivity(models.Model):
    _inherit = "mail.activity"

    res_id = FollowedReference()

    followup_rule_id = fields.Many2one(
        "base.automation",
        string="Follow-up Rule",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        prefetch=False,
        help="Rule that created this follow-up.",
    )
    # Every user reads the activities of a contact: whose customer it is stays closed.
    followup_company_id = fields.Many2one(
        "res.company",
        string="Company of the Follow-up",
        readonly=True,
        copy=False,
        ondelete="set null",
        prefetch=False,
        groups="base.group_system",
        help="On a contact: the company in which the customer's order is overdue.",
    )

    offers_reminder = fields.Boolean(
        compute="_compute_offers_reminder",
        help="It follows up a quotation: there is a mail ready to be sent.",
    )

    # Indexes of the open activities: done ones, of many years, stay out.
    _pilotage_planned_idx = models.Index(
        "(res_id) INCLUDE (date_deadline) WHERE res_model = 'crm.lead' AND active IS TRUE"
    )
    _pilotage_planned_order_idx = models.Index(
        "(res_id) INCLUDE (date_deadline) WHERE res_model = 'sale.order' AND active IS TRUE"
    )
    # The database guarantees one open follow-up per record, whatever process or user writes it.
    _one_open_followup = models.UniqueIndex(
        "(res_model, res_id) WHERE active IS TRUE AND followup_rule_id IS NOT NULL",
        "This record already has an open follow-up.",
    )

    @api.depends("res_model", "followup_rule_id")
    def _compute_offers_reminder(self):
        for activity in self:
            # Users may not read rules; the kind of a rule is not confidential (hence sudo).
            rule = activity.sudo().followup_rule_id if activity.res_model == "sale.order" else None
            activity.offers_reminder = bool(rule) and rule.followup_kind == "quotation"

    def _to_store_defaults(self, target):
        return [*super()._to_store_defaults(target), "offers_reminder"]

    @api.model
    def _create_followups(self, model_name, values):
        """Create follow-ups on records of ``model_name``, from complete ``values``.

        Without a notification or a new follower for each: otherwise thousands of opportunities
        would write to a team leader.
        """
        followups = self.with_context(
            mail_activity_quick_update=True,
            followup_model=ServerValue(model_name),
        )
        return followups.create(self._complete_followups(values))

    @api.model
    def _complete_followups(self, values):
        """Return ``values`` with the defaults they lack: the same for all, they are read once."""
        completed = self._add_missing_default_values(values[0])
        defaults = {name: completed[name] for name in completed if name not in values[0]}
        return [{**defaults, **vals} for vals in values]

    @api.model
    def _get_followup_model(self):
        """Return the model whose follow-ups the engine is creating, None outside the engine."""
        model_name = self.env.context.get("followup_model")
        return str(model_name) if isinstance(model_name, ServerValue) else None

    @api.model
    def _add_missing_default_values(self, values):
        if self._get_followup_model():
            return dict(values)  # complete: see _complete_followups
        return super()._add_missing_default_values(values)

    def _add_precomputed_values(self, vals_list):
        if model_name := self._get_followup_model():
            for vals in vals_list:
                vals["res_model"] = model_name
        return super()._add_precomputed_values(vals_list)

    @api.model
    def _create(self, data_list):
        if self._get_followup_model():
            for data in data_list:
                data["protected"].update(self._fields[name] for name in KNOWN)
        return super()._create(data_list)
