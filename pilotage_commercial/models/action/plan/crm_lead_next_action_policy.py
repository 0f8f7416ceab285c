"""Ask for the next action when a person's move leaves an open opportunity with nothing planned.

The server decides on the state at the end of the operation, so an operation that also plans the
next action raises no question. A client that can ask sends ``ask_next_action`` in the context; the
operation then ends in :class:`NextActionRequiredError` and is rolled back. The client repeats it
with the answer (``next_action_answer``), or without asking when the user skips.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import request

from ....exceptions import NextActionRequiredError
from ....tools.context import is_of_server, is_set_by_server
from ...common.res_company import POLICIES

# Context keys of operations that no person makes. The server sets them; a client cannot.
AUTOMATED = ("import_file", "install_mode", "ir_cron_progress_id", "mail_gateway")
PENDING = "pilotage_commercial.next_action"


class CrmLead(models.Model):
    _inherit = "crm.lead"

    next_action_policy = fields.Selection(
        POLICIES,
        string="Next Action Asked",
        compute="_compute_next_action_policy",
        groups="base.group_user",
        help="Whether the user who creates an opportunity is asked for its next action: see the "
        "settings.",
    )

    def write(self, vals):
        if not vals.get("stage_id"):
            return super().write(vals)
        moving = self._get_moving(vals)
        result = super().write(vals)
        moving._settle_next_action()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        if not leads._is_person_at_work():
            return leads
        # A user who saw the next action in the form and left it empty is not asked again.
        unasked = leads.browse(
            lead.id
            for lead, vals in zip(leads, vals_list, strict=True)
            if "next_action" not in vals or lead._get_next_action_policy() == "require"
        )
        unasked._filter_asked()._settle_next_action()
        return leads

    def message_update(self, msg_dict, update_vals=None):
        leads = self.with_context(mail_gateway=True)
        return super(CrmLead, leads).message_update(msg_dict, update_vals=update_vals)

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_next_action_policy(self):
        for lead in self:
            lead.next_action_policy = lead._get_next_action_policy()

    @api.model
    def _is_person_at_work(self):
        """Return whether an employee makes the operation through a web request.

        Scheduled actions, mail gateways and programs (XML-RPC) have no web request.
        """
        return bool(
            request
            and not self.env.su
            and self.env.user._is_internal()
            and not is_of_server(self.env.context, "merging_leads")
            and not any(is_set_by_server(self.env.context, key) for key in AUTOMATED)
        )

    def _get_moving(self, vals):
        """Return the opportunities to ask about when writing ``vals`` moves them a stage."""
        if not self._is_person_at_work():
            return self.browse()
        return self._filter_asked().filtered(lambda lead: lead.stage_id.id != vals["stage_id"])

    def _filter_asked(self):
        """Return the open opportunities of ``self`` whose company asks for a next action here."""
        policies = {"require"}
        if self.env.context.get("ask_next_action") or self.env.context.get("next_action_answer"):
            policies.add("ask")
        return self._filter_open().filtered(lambda lead: lead._get_next_action_policy() in policies)

    def _get_next_action_policy(self):
        """Return the policy of the company of the opportunity, else of the user's company."""
        # A setting of the company of the deal, which may be another than the user's (hence sudo).
        return (self.company_id.sudo() or self.env.company).next_action_policy

    def _get_unplanned(self):
        """Return the opportunities of ``self`` without a planned action that the user may write, to
        ask about.
        """
        leads = self.with_context(active_test=True).exists()._filtered_access("write")
        leads = leads._filter_asked()
        planned = leads._get_planned_actions()
        return leads.filtered(lambda lead: lead.id not in planned)

    def _settle_next_action(self):
        """Plan the answer on the opportunities without a next action; without an answer, ask when
        the operation ends.
        """
        answer = self.env.context.get("next_action_answer")
        if not self:
            return
        if answer:
            self._get_unplanned()._plan_answer(answer)
            return
        precommit = self.env.cr.precommit
        if PENDING not in precommit.data:
            precommit.data[PENDING] = set()
            precommit.add(self.browse()._check_next_actions)
        precommit.data[PENDING].update(self.ids)

    def _plan_answer(self, answer):
        """Plan the client's answer on each opportunity: see :meth:`_parse_answer`."""
        values = self._parse_answer(answer)
        kind = answer.get("activity_type_id")
        self.with_context(next_action_type_id=kind).write(values)

    @api.model
    def _parse_answer(self, answer):
        """Return the values to write from the ``answer`` that a client sent.

        :raise UserError: the answer is not an action and a day
        """
        refusal = UserError(self.env._("Enter the next action and its date, then try again."))
        try:
            action, day = answer.get("next_action"), answer.get("next_action_date")
            day = fields.Date.to_date(day)
        except (AttributeError, TypeError, ValueError) as error:
            raise refusal from error
        if not (action or day) or not isinstance(action or "", str):
            raise refusal
        return {"next_action": action, "next_action_date": day}

    def _check_next_actions(self):
        """Refuse the operation when it leaves opportunities with nothing planned."""
        leads = self.browse(self.env.cr.precommit.data.pop(PENDING, ()))._get_unplanned()
        if not leads:
            return
        message = self.env._(
            "%(leads)s would be left without a next action. Schedule an activity or a meeting, "
            "then try again.",
            leads=", ".join(lead.display_name for lead in leads[:5]),
        )
        required = any(lead._get_next_action_policy() == "require" for lead in leads)
        raise NextActionRequiredError(message, leads, required, leads._get_proposal())
