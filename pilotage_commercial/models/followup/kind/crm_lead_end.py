"""When the follow-up of an opportunity ends, and when it is not created again."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CrmLead(models.Model):
    _inherit = "crm.lead"

    followup_deleted_date = fields.Datetime(
        string="Follow-up Deleted On",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Date on which a follow-up of the opportunity was deleted by hand: none is created "
        "again before the delay of inactivity has passed once more.",
    )

    def write(self, vals):
        ends = not vals.keys().isdisjoint({"active", "probability", "stage_id", "type"})
        moves = not vals.keys().isdisjoint({"user_id", "team_id", "company_id"})
        if not (ends or moves):
            return super().write(vals)
        # A lead that becomes an opportunity has none: nothing is to be looked for.
        followed = self.filtered(lambda lead: lead.type == "opportunity")
        before = {lead: lead._get_followed_state() for lead in followed if ends}
        result = super().write(vals)
        if ends:
            turned = followed.filtered(lambda lead: lead._get_followed_state() != before[lead])
            turned._end_case_followups()
        if moves:
            followed._move_followups()
        return result

    def _get_followed_state(self):
        """Return what ends the follow-up of an opportunity when it changes."""
        self.ensure_one()
        return self.won_status, self.active, self.type

    def _end_case_followups(self):
        """End the follow-ups of each opportunity and of its quotations whose reason is gone."""
        # The quotations may be a colleague's: only follow-ups end (hence sudo).
        self.env["mail.activity"]._end_gone_followups(self, self.sudo().order_ids)

    def _note_deleted_followup(self):
        self.exists().write({"followup_deleted_date": fields.Datetime.now()})

    @api.model
    def _get_followup_ends_sql(self, scope):
        self.flush_model(["active", "won_status", "type"])
        limits = self.env["res.company"]._map_every(lambda company: company._get_inactivity_limit())
        since = min(limits.values(), default=None)
        return SQL(
            """SELECT a.id, CASE
                    WHEN l.won_status = 'won' THEN 'won'
                    WHEN l.won_status = 'lost' THEN 'lost'
                    WHEN l.active IS NOT TRUE THEN 'archived'
                    WHEN l.type != 'opportunity' THEN 'lead'
                    WHEN EXISTS (SELECT FROM mail_activity f JOIN sale_order o ON o.id = f.res_id
                                  WHERE o.opportunity_id = l.id AND o.state IN ('draft', 'sent')
                                    AND f.res_model = 'sale.order'
                                    AND f.active IS TRUE AND f.followup_rule_id IS NOT NULL)
                         THEN 'quotation'
                    WHEN EXISTS (SELECT FROM (%(touches)s) t
                                  WHERE t.lead_id = l.id AND t.kind = 'customer'
                                    AND t.at >= a.create_date) THEN 'answered' END AS reason
                 FROM mail_activity a JOIN crm_lead l ON l.id = a.res_id
                WHERE a.res_model = 'crm.lead' AND a.active IS TRUE
                  AND a.followup_rule_id IS NOT NULL AND %(scope)s""",
            touches=self._get_touches_sql(None, since),
            scope=scope,
        )

    @api.model
    def _get_not_deleted_domain(self):
        """Return the domain of the opportunities whose follow-up was not deleted by hand lately."""
        limits = self.env["res.company"]._map_every(lambda company: company._get_inactivity_limit())
        domain = Domain("followup_deleted_date", "=", False)
        for company, limit in limits.items():
            theirs = [company.id, False] if company == self.env.company else company.ids
            domain |= Domain("company_id", "in", theirs) & Domain(
                "followup_deleted_date", "<", limit
            )
        return domain
