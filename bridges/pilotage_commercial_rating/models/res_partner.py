from odoo import fields, models, tools


class ResPartner(models.Model):
    _inherit = "res.partner"

    satisfaction_opt_out = fields.Boolean(
        "No Satisfaction Requests",
        help="Never ask this contact, nor those of this company, how satisfied they are.",
        groups="base.group_user",
    )

    def _get_satisfaction_opt_out_token(self):
        """Return what proves that who opens the link of the e-mail was sent it."""
        self.ensure_one()
        return tools.hmac(self.env(su=True), "pilotage_commercial_rating.opt_out", self.id)

    def _get_satisfaction_opt_out_url(self):
        """Return the path of the page on which the contact asks for no more requests."""
        return f"/satisfaction/{self.id}/{self._get_satisfaction_opt_out_token()}/opt_out"

    def _opt_out_of_satisfaction(self):
        """Never ask the contact again, and say so in its history, once."""
        self.ensure_one()
        if self.satisfaction_opt_out:
            return
        self.satisfaction_opt_out = True
        self.message_post(
            body=self.env._("The contact asked for no more satisfaction requests."),
            author_id=self.id,
        )

    def _refuses_satisfaction_requests(self):
        """Return the contacts of ``self`` that are not to be asked.

        They or their company opted out, or their address is on the black list.
        """
        emails = [email for email in self.mapped("email_normalized") if email]
        # The list is for administrators: no more is told of it than whether these are on it.
        black = self.env["mail.blacklist"].sudo().search([("email", "in", emails)])
        black = set(black.mapped("email"))
        return self.filtered(
            lambda partner: (
                partner.satisfaction_opt_out
                or partner.commercial_partner_id.satisfaction_opt_out
                or partner.email_normalized in black
            )
        )
