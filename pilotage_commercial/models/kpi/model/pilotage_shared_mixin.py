"""Records of one company, or of all: only users who work in all companies write the latter."""

from odoo import api, fields, models
from odoo.exceptions import AccessError


class PilotageSharedMixin(models.AbstractModel):
    _name = "pilotage.shared.mixin"
    _description = "Record that companies may share"

    company_id = fields.Many2one(
        "res.company",
        index=True,
        copy=False,
        default=lambda self: self._get_default_company(),
        help="Empty: every company.",
    )

    @api.model
    def _get_default_company(self):
        """Return no company for a user who may write for all, else the current one."""
        return False if self._may_write_for_all() else self.env.company

    @api.model
    def _may_write_for_all(self):
        """Return whether the user may write for all companies."""
        if self.env.su or self.env.user._is_system():
            return True
        return self.env["res.company"]._get_every() <= self.env.user.company_ids

    def _check_shared(self):
        """Raise ``AccessError`` if a record belongs to all companies and the user may not write
        it.
        """
        if not self._may_write_for_all() and any(not record.company_id for record in self):
            raise AccessError(
                self.env._(
                    "This is shared by all companies, and you do not work in all of them. Create "
                    "one for your company, or ask an administrator."
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_shared()
        return records

    def write(self, vals):
        if vals.keys() - self._get_unshared_fields():
            self._check_shared()
        result = super().write(vals)
        if "company_id" in vals:
            self._check_shared()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shared(self):
        self._check_shared()

    @api.model
    def _get_unshared_fields(self):
        """Return the names of the fields that hold records with a company of their own."""
        return set()
