"""Refuse values that a client gives for facts of an opportunity.

This override of ``create`` and ``write`` is loaded last, so it is the outermost: it sees the given
values before the others add theirs.
"""

from odoo import api, models

from ....tools.context import is_of_server


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "pilotage.system.fields"]

    _has_facts = True

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_given_facts(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_given_facts(vals)
        return super().write(vals)

    @api.model
    def _check_given_facts(self, names):
        """Raise ``UserError`` when a fact is given; a merge may carry existing ones over."""
        if is_of_server(self.env.context, "merging_leads"):
            return None
        return super()._check_facts(names)

    @api.model
    def _check_facts(self, names):
        """Accept all values: the client's were checked before the other overrides added theirs."""
