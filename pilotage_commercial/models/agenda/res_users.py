"""My agenda: the address at which a calendar application fetches its owner's planned activities.

The address is a secret: everybody who has it can read the activities. It is not stored, but signed
with the secret of the database from a random key that only the code reads. A new key, or another
database secret (that of a copy made for tests), makes every earlier address void.
"""

import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import consteq, hmac

from ...tools import ical
from ...tools.records import check_one

SALES = "sales_team.group_sale_salesman"
SCOPE = "pilotage_commercial-agenda"
PATH = "/pilotage_commercial/agenda/{}/{}.ics"


class ResUsers(models.Model):
    _inherit = "res.users"

    # Not prefetched: during an installation, users are read before the column exists.
    agenda_key = fields.Char(copy=False, readonly=True, prefetch=False, groups=fields.NO_ACCESS)
    agenda_address = fields.Char(
        compute="_compute_agenda_address",
        groups="base.group_user",
        help="Secret: anybody who has it can read your actions, with the names and phone numbers "
        "of your customers. Renew it when somebody else may know it.",
    )

    @api.depends("agenda_key")
    @api.depends_context("uid")
    def _compute_agenda_address(self):
        for user in self:
            own = user.id == self.env.uid
            # Only its owner reads the key, and only in this form.
            token = own and user.sudo()._get_agenda_token()
            path = PATH.format(user.id, token)
            user.agenda_address = token and user.get_base_url() + path

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "agenda_address"]

    def action_renew_agenda(self):
        """Give the current user a new address; earlier ones stop working.

        :raise AccessError: for another user, or a user who does not sell
        """
        check_one(self)
        if self != self.env.user or not self.has_group(SALES):
            raise AccessError(
                self.env._("Salespeople create the address of their agenda themselves.")
            )
        # Nobody may write the key of an agenda, except here, one's own (hence sudo).
        self.sudo().agenda_key = secrets.token_hex(32)
        return self._open_preferences()

    def action_revoke_agenda(self):
        """Make the address of the user's agenda void: one's own, or as an administrator that of a
        user who lost a phone.

        :raise AccessError: for another user without the right to write users
        """
        check_one(self)
        if self != self.env.user:
            self.check_access("write")
        # Nobody may write the key, except here: the user is checked above (hence sudo).
        self.sudo().agenda_key = False
        return self._open_preferences() if self == self.env.user else True

    def _open_preferences(self):
        return {**self.action_get(), "res_id": self.id}

    def _get_agenda_token(self):
        """Return the token of the user's address; "" without one."""
        self.ensure_one()
        if not self.agenda_key:
            return ""
        # Only administrators read the secret of the database; it signs, and does not leave (hence
        # sudo).
        return hmac(self.env(su=True), SCOPE, (self.id, self.agenda_key))

    @api.model
    def _find_agenda_user(self, user_id, token):
        """Return the user whose agenda ``token`` opens; empty for a wrong or revoked token, or a
        user who was archived or does not sell any more.
        """
        # Nobody is logged in: the token is checked instead of access rights.
        user = self.sudo().browse(user_id).exists()
        expected = user._get_agenda_token() if user else ""
        good = consteq((expected or secrets.token_hex(32)).encode(), token.encode())
        return user if good and user.active and user.has_group(SALES) else user.browse()

    def _get_agenda(self):
        """Return the calendar of ``self`` as bytes, with the user's rights, language and
        companies.
        """
        self.ensure_one()
        companies = self.company_id | self.company_ids
        context = {
            "lang": self.lang,
            "tz": self.tz,
            "allowed_company_ids": companies.filtered("active").ids,
        }
        env = self.env(user=self.id, su=False, context=context)
        name = env._("Sales actions of %s", self.name)
        return ical.build(name, env["mail.activity"]._get_agenda_events(), self.tz)
