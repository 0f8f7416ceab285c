"""The reminder of a customer ends when they order again, or belong to another customer."""

from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if "user_id" in vals:
            self._move_followups()
        return result

    @api.model
    def _get_followup_ends_sql(self, scope):
        """Return the query of (activity id, reason) of the follow-ups whose reason is gone.

        The reminder is stored on an order: any newer order ends it.

        :param scope: SQL condition on activity ``a``
        """
        for model in ("sale.order", "res.partner"):
            self.env[model].flush_model()
        return SQL(
            """SELECT a.id, CASE
                    WHEN p.active IS NOT TRUE THEN 'archived'
                    WHEN p.commercial_partner_id != p.id THEN 'moved'
                    WHEN EXISTS (
                        SELECT FROM sale_order o JOIN sale_order reminded
                            ON reminded.commercial_partner_id = o.commercial_partner_id
                           AND reminded.company_id = o.company_id
                         WHERE o.commercial_partner_id = p.id AND o.state = 'sale'
                           AND o.amount_untaxed > 0 AND o.repurchase_reminder_date IS NULL
                           AND reminded.repurchase_reminder_date >= a.create_date::date - 1
                           AND (o.confirmation_date, o.id)
                             > (reminded.confirmation_date, reminded.id)) THEN 'ordered' END
                    AS reason
                 FROM mail_activity a JOIN res_partner p ON p.id = a.res_id
                WHERE a.res_model = 'res.partner' AND a.active IS TRUE
                  AND a.followup_rule_id IS NOT NULL AND %s""",
            scope,
        )
