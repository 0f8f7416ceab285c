"""Stages are shared by all companies: a user who does not sell in all of them changes none of the
others' opportunities through a stage.
"""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_list


class CrmStage(models.Model):
    _inherit = "crm.stage"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_out_of_reach(self):
        # Losses of other companies would forget the stage where they were lost.
        self._check_reach()

    def _filter_out_of_reach(self):
        """Return the stages of ``self`` that hold opportunities which the user may not see, or
        where some were lost.
        """
        leads = self.env["crm.lead"].with_context(
            active_test=False, allowed_company_ids=self.env.user.company_ids.ids
        )
        hidden = self.browse()
        for name in ("stage_id", "lost_from_stage_id"):
            domain = [(name, "in", self.ids)]
            seen = dict(leads._read_group(domain, [name], ["__count"]))
            # Counted as superuser: the user only learns that there are some, not how many.
            for stage, count in leads.sudo()._read_group(domain, [name], ["__count"]):
                if count > seen.get(stage, 0):
                    hidden |= stage.sudo(False)
        return hidden

    def _check_reach(self):
        """Refuse to change opportunities of other companies than the user's.

        :raise UserError: a stage of ``self``, about to change, holds some
        """
        hidden = self.browse() if self.env.su or not self else self._filter_out_of_reach()
        if hidden:
            raise UserError(
                self.env._(
                    "%(stages)s: opportunities of other companies are in these stages, and would "
                    "change too. Keep these stages as they are, or ask somebody who manages sales "
                    "in all the companies.",
                    stages=format_list(self.env, hidden.mapped("name")),
                )
            )
