from odoo import models


class MailComposeMessage(models.TransientModel):
    """A message to all readers of a weekly review is rendered with rights that each of them has."""

    _inherit = "mail.compose.message"

    def _generate_template_for_composer(self, res_ids, render_fields, **options):
        composer = self._render_for_all()
        return super(MailComposeMessage, composer)._generate_template_for_composer(
            res_ids, render_fields, **options
        )

    def _set_value_from_template(self, template_fname, composer_fname=False):
        composer = self._render_for_all()
        return super(MailComposeMessage, composer)._set_value_from_template(
            template_fname, composer_fname
        )

    def _render_for_all(self):
        if any(composer.model == "pilotage.review" for composer in self):
            return self.with_context(review_for_all=True)
        return self
