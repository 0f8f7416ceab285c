from odoo import api, models
from odoo.tools import safe_eval


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def _get_followup_due_ids(self, rule, ids=None):
        """Return the ids of the opportunities for which ``rule`` owes a follow-up, now.

        Inactive ones, the most urgent first; the long dead are for *Cold leads*, and one whose
        quotation is being followed up needs nothing more.

        :param ids: look at these only
        """
        followed = [("active", "=", True), ("followup_rule_id", "!=", False)]
        domain = [
            ("attention", "=", "inactive"),
            ("is_cold", "=", False),
            ("order_ids", "not any", [("activity_ids", "any", followed)]),
        ]
        if rule.filter_domain:
            domain += safe_eval.safe_eval(rule.filter_domain, rule._get_eval_context())
        if ids is not None:
            domain.append(("id", "in", ids))
        query = self._search(domain, order="urgency desc, id desc")
        return [lead_id for (lead_id,) in self.env.execute_query(query.select())]

    def _prepare_followups(self, rule):
        """Yield each lead of ``self`` with the values of its follow-up.

        The summary says why, in the language of who gets it: the salesperson, else the leader
        of the team.
        """
        summary = rule.action_server_ids[:1].activity_summary or rule.name
        by_lang = {}
        for lead in self:
            user = lead.user_id if lead.user_id.active else lead.team_id.user_id
            by_lang.setdefault(user.lang, []).append((lead.id, user))
        for lang, items in by_lang.items():
            leads = self.browse([lead_id for lead_id, _user in items])
            if lang:
                leads = leads.with_context(lang=lang)
            for lead, (_lead_id, user) in zip(leads, items, strict=True):
                yield lead, {
                    "summary": f"{summary}: {lead.attention_reason}",
                    "user_id": user.id,
                }

    def _mark_followed_up(self, rule):
        """An inactive opportunity with a follow-up has a planned action: nothing to remember."""

    def action_reactivate(self):
        """Plan a follow-up on each cold opportunity of ``self`` that has none."""
        rule = self.env.ref("pilotage_commercial.automation_lead_inactive")
        # A manager decides on the leads; the rule itself is the administrator's.
        waiting = self.filtered(lambda lead: lead.attention in ("inactive", "no_action"))
        rule.sudo().with_user(self.env.user).sudo()._create_followups(waiting.sudo(False))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s follow-ups planned.", len(waiting)),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
