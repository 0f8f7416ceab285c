"""What the application notes of an opportunity is typed by nobody.

The last of the overrides of ``create`` and ``write`` that are loaded, so the outermost: it sees
what was asked for, before the others add what follows from it.
"""

from odoo import api, models

from ...tools.context import is_set_by_server


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
        """Raise ``UserError`` when somebody gives a fact; a merge carries those it found over."""
        if is_set_by_server(self.env.context, "merging_leads"):
            return None
        return super()._check_facts(names)

    @api.model
    def _check_facts(self, names):
        """Accept all: by then the overrides of the application have added theirs."""
