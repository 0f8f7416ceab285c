from odoo import SUPERUSER_ID, models


class MailTemplate(models.Model):
    """A mail sent with a template stays on the weekly review, and must be fit for all its
    readers.
    """

    _inherit = "mail.template"

    def send_mail_batch(self, res_ids, *args, **options):
        template = self
        # The scheduled action renders each mail for its reader, and leaves none on the review.
        if self.model == "pilotage.review" and self.env.uid != SUPERUSER_ID:
            template = self.with_context(review_for_all=True)
        return super(MailTemplate, template).send_mail_batch(res_ids, *args, **options)
