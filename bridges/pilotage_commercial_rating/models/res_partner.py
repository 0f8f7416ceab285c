from odoo import fields, models, tools


class ResPartner(models.Model):
    _inherit = "res.partner"

    satisfaction_opt_out = fields.Boolean(
        "No Satisfaction Requests",
        help="Never ask this contact, nor those of this company, how satisfied they are.",
        groups="base.group_user",
    )

    def _get_satisfaction_opt_out_token(self):
        """Return the token that proves that the link comes from the contact's e-mail."""
        self.ensure_one()
        # Only administrators read the secret of the database; it signs, and does not leave (hence
        # sudo).
        return tools.hmac(self.env(su=True), "pilotage_commercial_rating.opt_out", self.id)

    def _get_satisfaction_opt_out_url(self):
        """Return the path of the page on which the contact opts out of requests."""
        return f"/satisfaction/{self.id}/{self._get_satisfaction_opt_out_token()}/opt_out"

    def _opt_out_of_satisfaction(self):
        """Exclude the contact from further requests, and log it in their history, once."""
        self.ensure_one()
        if self.satisfaction_opt_out:
            return
        self.satisfaction_opt_out = True
        self.message_post(
            body=self.env._("The contact asked for no more satisfaction requests."),
            author_id=self.id,
        )

    def _refuses_satisfaction_requests(self):
        """Return the contacts of ``self`` that get no request.

        They or their company opted out, or their address is on the blacklist.
        """
        emails = [email for email in self.mapped("email_normalized") if email]
        # Only administrators read the blacklist: only these addresses are looked up (hence sudo).
        black = self.env["mail.blacklist"].sudo().search([("email", "in", emails)])
        black = set(black.mapped("email"))
        return self.filtered(
            lambda partner: (
                partner.satisfaction_opt_out
                or partner.commercial_partner_id.satisfaction_opt_out
                or partner.email_normalized in black
            )
        )
