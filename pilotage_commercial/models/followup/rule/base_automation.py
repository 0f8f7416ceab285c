"""Follow-up rules: ordinary automation rules to read and edit, but run by our own engine.

Odoo's time rules fire on a window of time since their last run, record by record in one
transaction. A follow-up depends on the *state* of the record at the moment of the run: it is never
missed nor doubled, whenever the record came into that state and however often the engine runs.
"""

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import safe_eval

from odoo.addons.base_automation.models.base_automation import TIME_TRIGGERS

from ....tools import dates
from ....tools.checks import clamp_days

# In the order in which they run. A quotation comes before its opportunity, and that before its
# customer; each is only followed up if the ones before left no open follow-up.
FOLLOWUPS = [
    ("quotation", "Quotation without answer"),
    ("lead", "Opportunity without touch"),
    ("customer", "Usual order overdue"),
    ("drift", "Order drifting"),
]


class BaseAutomation(models.Model):
    _inherit = "base.automation"

    followup_kind = fields.Selection(
        FOLLOWUPS,
        string="Follow-up",
        help="A follow-up rule checks the state of the record, not a window of time: open, "
        "untouched for the delay, nothing planned ahead, no open follow-up.",
    )

    followup_failure_date = fields.Datetime(
        string="Failures Told On",
        readonly=True,
        copy=False,
        help="Date on which managers were last told of records whose follow-up failed.",
    )
    followup_told_id = fields.Integer(
        string="Newest Follow-up Told",
        readonly=True,
        copy=False,
        help="Newest follow-up of the rule that its salesperson was told of.",
    )

    def _search_time_based_automation_records(self, *, until):
        if self.followup_kind:
            return self.env[self.model_name]  # our engine selects the records
        return super()._search_time_based_automation_records(until=until)

    def write(self, vals):
        result = super().write(vals)
        if "trg_date_range" in vals and "lead" in self.mapped("followup_kind"):
            # The delay is a setting of each company: write it on those of the rule that the manager
            # has.
            rules = self.filtered(lambda rule: rule.followup_kind == "lead")
            companies = self.env["res.company"].union(
                *(rule._get_followup_companies() for rule in rules)
            )
            if not self.env.user.has_group("base.group_system"):
                companies &= self.env.user.company_ids
            companies.write({"inactivity_delay": vals["trg_date_range"]})
        return result

    def _update_cron(self):
        # Our rules have a cron of their own: they alone do not need Odoo's.
        result = super()._update_cron()
        rules = self.with_context(active_test=True)
        if not rules.search_count(
            [("trigger", "in", TIME_TRIGGERS), ("followup_kind", "=", False)]
        ):
            cron = self.env.ref("base_automation.ir_cron_data_base_automation_check", False)
            if cron and cron.active:
                cron.active = False
        return result

    def _get_cron_interval(self, automations=None):
        # Our rules do not change the interval of Odoo's scheduled action either.
        if automations is None:
            automations = self.with_context(active_test=True).search(
                [("trigger", "in", TIME_TRIGGERS)]
            )
        return super()._get_cron_interval(automations.filtered(lambda rule: not rule.followup_kind))

    def _get_followup_limit(self):
        """Return the UTC moment before which a quotation must have been sent to be due for the
        rule.

        It is the rule's delay ago, in days or in the working days of its calendar.
        """
        self.ensure_one()
        company = self.env.company
        day = company._get_day_before(self.trg_date_range, self.trg_date_calendar_id)
        return company._get_end_of_day(day)

    def _get_followup_filter(self):
        """Return the domain of the rule's own filter, on the records of its model.

        A filter written by a manager applies with the manager's rights, in the manager's companies:
        otherwise the follow-ups made would reveal other records.
        """
        self.ensure_one()
        if not self.filter_domain:
            return Domain.TRUE
        domain = Domain(safe_eval.safe_eval(self.filter_domain, self._get_eval_context()))
        # The author only limits what the filter reaches (hence sudo).
        author = self.sudo().followup_author_id
        if not author:
            return domain
        records = self.env[self.model_name].with_user(author)
        records = records.with_context(allowed_company_ids=author.company_ids.ids)
        return Domain("id", "in", records._search(domain))

    def _sort_followups(self):
        """Return the rules of ``self`` in the order in which they run: by kind as in FOLLOWUPS, the
        last step of a quotation first.
        """
        places = {kind: place for place, (kind, _label) in enumerate(FOLLOWUPS)}
        return self.sorted(lambda rule: (places[rule.followup_kind], -rule.trg_date_range))

    def _get_followup_action(self):
        """Return the action of the rule that describes the activity to create."""
        self.ensure_one()
        return self.action_server_ids.filtered(lambda item: item.state == "next_activity")[:1]

    def _prepare_followup_action(self):
        """Return the activity values of the rule's action: type, note and user.

        If the type was deleted, the default type applies.
        """
        action = self._get_followup_action()
        default_type = self.env["mail.activity"]._default_activity_type
        activity_type = action.activity_type_id or default_type()
        return {
            "activity_type_id": activity_type.id,
            "note": action.activity_note,
            **({"user_id": action.activity_user_id.id} if action.activity_user_id else {}),
        }

    def _get_followup_deadline(self, timezone):
        """Return the due date of a follow-up created now, in the owner's time zone: at nine in the
        morning in Auckland, it is still the day before in UTC.

        :param timezone: name of the owner's time zone
        """
        action = self._get_followup_action()
        unit = action.activity_date_deadline_range_type or "days"
        return fields.Date.add(
            dates.get_today(fields.Datetime.now(), dates.find_timezone(timezone)),
            **{unit: clamp_days(action.activity_date_deadline_range)},
        )

    def _get_followup_title(self, lang):
        """Return the title of the follow-up in the rule's action.

        An action's title has one language; as long as it is our own, it is translated to ``lang``.
        """
        self.ensure_one()
        env = self.with_context(lang=lang or self.env.lang).env
        title = self._get_followup_action().activity_summary or self.name
        ours = {
            "Follow up": env._("Follow up"),
            "Follow up the quotation": env._("Follow up the quotation"),
            "Second follow-up of the quotation": env._("Second follow-up of the quotation"),
            "URGENT: last follow-up of the quotation": env._(
                "URGENT: last follow-up of the quotation"
            ),
            "Usual order overdue": env._("Usual order overdue"),
            "Look at the costs": env._("Look at the costs"),
        }
        return ours.get(title, title)
