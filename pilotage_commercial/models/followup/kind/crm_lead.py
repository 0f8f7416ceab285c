import functools

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ....tools.checks import ServerValue


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["followup.mixin", "crm.lead"]

    @api.model
    def _get_followup_due_ids(self, rule, ids=None):
        """Return the ids of the opportunities for which ``rule`` is due now.

        Inactive ones, the most urgent first. Cold ones are left to the list *Cold Leads*, and those
        with an open follow-up of a quotation need no other.

        :param ids: only check these
        """
        if ids is not None and not ids:
            return []
        # A separate query: joined to crm_lead, the planner underestimates the rows and loops.
        query = SQL(
            """SELECT inactive.id FROM (%s) inactive
                WHERE (inactive.id NOT IN (
                    SELECT o.opportunity_id
                      FROM mail_activity f JOIN sale_order o ON o.id = f.res_id
                     WHERE o.opportunity_id IS NOT NULL AND f.res_model = 'sale.order'
                       AND f.active IS TRUE AND f.followup_rule_id IS NOT NULL)) IS TRUE""",
            self._get_inactive_sql(ids and tuple(ids)),
        )
        found = [lead_id for (lead_id,) in self.env.execute_query(query)]
        if not found:
            return []
        domain = Domain("id", "in", found) & self._get_not_deleted_domain()
        domain &= rule._get_followup_company_domain() & rule._get_followup_filter()
        query = self._search(domain, order="urgency desc, id desc")
        return [lead_id for (lead_id,) in self.env.execute_query(query.select())]

    def _prepare_followups(self, rule):
        """Yield each lead of ``self`` with the values of its follow-up.

        The summary says since when nobody touched it.
        """
        # Fetch the few columns that are used.
        self.fetch(["name", "user_id", "team_id", "company_id", "create_date"])
        touches = self._get_touches_to_tell()
        owners = self._get_followup_owners()
        get_day = functools.cache(
            lambda moment, zone: self.with_context(tz=zone)._get_local_day(moment)
        )
        writers = {}
        for lead in self:
            user = owners[lead.id]
            lang = user.lang
            if lang not in writers:
                writers[lang] = functools.cache(self._get_followup_writer(rule, lang))
            date, kind = touches.get(lead.id, (lead.create_date, False))
            day = get_day(date, lead._get_followup_zone(user))
            yield lead, {"summary": writers[lang](day, kind), "user_id": user.id}

    @api.model
    def _get_followup_writer(self, rule, lang):
        """Return the function (day, kind) that writes the summary of a follow-up in ``lang``."""
        leads = self.with_context(lang=lang) if lang else self
        title = rule._get_followup_title(lang)
        write_day = functools.cache(functools.partial(format_date, leads.env))

        def write_summary(day, kind):
            reason = leads._get_untouched_reason(write_day(day), kind)
            return leads.env._("%(title)s: %(reason)s", title=title, reason=reason)

        return write_summary

    def _get_touches_to_tell(self):
        """Return the last touch of each lead, as :meth:`_get_last_touches`.

        Old messages are only read for cold leads, which are few.
        """
        since = self._get_oldest_limit()
        recent = self._get_last_touches(since)
        rest = self.filtered(
            lambda lead: (
                lead.id not in recent and not (lead.create_date and lead.create_date > since)
            )
        )
        return {**recent, **rest._get_last_touches()}

    def _merge_dependences_history(self, opportunities):
        # After a merge, the opportunity keeps one open follow-up, the earliest.
        activities = (self | opportunities).sudo().activity_ids.filtered("active")
        extra = activities.filtered("followup_rule_id").sorted("date_deadline")[1:]
        extra.with_context(followup_ending=ServerValue(True)).unlink()
        return super()._merge_dependences_history(opportunities)

    def action_reactivate(self):
        """Plan a follow-up on each cold opportunity of ``self`` that has none."""
        self.check_access("write")
        waiting = self.filtered(
            lambda lead: lead.id and lead.attention in ("inactive", "no_action")
        )
        for company, leads in waiting.grouped("company_id").items():
            # Users who may write the leads decide on them, but only administrators read the rule
            # (hence sudo).
            rule = self.env["base.automation"]._find_followup_rule(
                "lead", company or self.env.company
            )
            if not rule:
                raise UserError(
                    self.env._(
                        "No follow-up rule of inactive opportunities is left, and it says which "
                        "activity to plan: ask an administrator for one, in Automation Rules."
                    )
                )
            rule._create_followups(leads._prepare_followups(rule))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Follow-ups planned: %s", len(waiting)),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
