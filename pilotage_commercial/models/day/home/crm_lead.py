"""An opportunity that comes by mail, website or program gets a first action at once."""

import threading
from datetime import timedelta

from odoo import api, models
from odoo.http import request

CALL, MAIL = "mail.mail_activity_data_call", "mail.mail_activity_data_email"


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        if leads._come_from_outside():
            leads._plan_first_action()
        elif leads._come_from_program():
            leads.filtered(lambda lead: not lead.user_id)._plan_first_action()
        return leads

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        lead = super().message_new(msg_dict, custom_values=custom_values)
        # After the assignment to a member of the team.
        lead._plan_first_action()
        return lead

    @api.model
    def _come_from_outside(self):
        """Return whether a visitor of the website or of the portal creates the opportunity."""
        return bool(request) and not self.env.user._is_internal()

    @api.model
    def _come_from_program(self):
        """Return whether a program calls Odoo to create the opportunity.

        Neither scheduled actions nor imports do.
        """
        if self.env.context.get("import_file"):
            return False
        if request:
            return request.dispatcher.routing_type == "json2"
        # XML-RPC has no request: the thread holds the method that was called.
        return getattr(threading.current_thread(), "rpc_model_method", "") == "crm.lead.create"

    def _plan_first_action(self):
        """Plan the first action of the opportunities of ``self`` without one, if the company wants
        it.

        It is due the next working day, for the salesperson, else the leader of the team, else a
        sales manager of the company.
        """
        # A mail gateway or a visitor has no rights on activities (hence sudo).
        leads = self.sudo().filtered(
            lambda lead: (
                lead.active
                and lead.won_status == "pending"
                and (lead.company_id or self.env.company).first_action
            )
        )
        planned = leads._get_planned_actions()
        for lead in leads.filtered(lambda lead: lead.id not in planned):
            owner = lead._get_followup_owner()
            company = lead.company_id or owner.company_id or self.env.company
            tomorrow = company._get_today() + timedelta(days=1)
            env = lead.with_context(lang=owner.lang or self.env.lang).env
            lead.activity_schedule(
                CALL if lead.phone else MAIL,
                date_deadline=company._get_working_day(tomorrow),
                summary=env._("Answer the new prospect"),
                user_id=owner.id or False,
            )
