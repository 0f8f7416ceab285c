"""The summaries of a review: the guide's table in the chatter, the PDF and the Monday mail."""

import logging

from odoo import SUPERUSER_ID, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import html2plaintext

from ....tools.plural import is_singular

_logger = logging.getLogger(__name__)

SUMMARY = "pilotage_commercial.review_summary"
REPORT = "pilotage_commercial.pilotage_review_report"
# Font sizes of the printed review, in pixels, with the number of characters up to which each
# applies.
SIZES = ((13, 2200), (11, 3800))
SMALLEST = 9


class PilotageReview(models.Model):
    _inherit = "pilotage.review"

    # --- contents ---

    def _get_table_lines(self):
        """Return the KPIs of the table: frozen once the review is open, else measured now.

        Only those that the reader may see, see ``pilotage.review.kept``.
        """
        self.ensure_one()
        is_frozen = self.state not in ("planned", "missed")
        lines = self.line_ids if is_frozen else self._measure_lines()
        return lines._filter_shown()

    def _measure_lines(self):
        """Return unsaved lines with the present values of the KPIs."""
        self.ensure_one()
        line_model = self.env["pilotage.review.line"]
        # Frozen values show what the holder saw: other readers compare with the week before
        # instead.
        is_holding = self.has_access("write")
        frozen = self._find_previous().line_ids if is_holding else line_model
        previous = {line.kpi_id.id: line for line in frozen}
        cards = self._get_engine().get_cockpit({"team_id": self.team_id.id})["kpis"]
        kpis = self.env["pilotage.kpi"].sudo()
        lines = line_model
        for card in cards:
            if card["state"] == "hidden":
                continue
            lines += line_model.new(
                {
                    "review_id": self.id,
                    **kpis.browse(card["id"])._get_frozen_rights(),
                    **line_model._get_frozen_values(card, previous.get(card["id"])),
                }
            )
        return lines

    def _get_duration_text(self):
        self.ensure_one()
        minutes = round(self.duration)
        if is_singular(self.env, minutes):
            return self.env._("%s minute", minutes)
        return self.env._("%s minutes", minutes)

    # --- Monday mail ---

    def _get_mail_lines(self):
        """Return the lines of the Monday mail that its reader may see."""
        return self._get_mail_reader()._get_table_lines()

    def _get_mail_actions(self):
        """Return last week's actions, for the Monday mail."""
        return self._get_mail_reader()._find_previous().action_ids

    def _get_mail_reader(self):
        """Return the review with the rights of the reader of the rendered mail.

        The scheduled action sets the reader; in any other rendering of the template it is the user.
        """
        self.ensure_one()
        if self.env.uid != SUPERUSER_ID:
            return self.sudo(False)
        reader = self._get_mail_user()
        if not reader:
            return self.with_context(review_for_all=True)
        return self.with_user(reader).with_context(
            allowed_company_ids=self.company_id.ids, lang=reader.lang
        )

    def _get_mail_user(self):
        """Return the user that the scheduled action writes to."""
        return self.env["res.users"].browse(self.env.context.get("review_reader_id") or [])

    # --- PDF and chatter ---

    def _get_print_size(self):
        """Return the font size of the print in pixels: smaller for long texts."""
        self.ensure_one()
        lines, actions = self._get_table_lines(), self.action_ids | self.previous_action_ids
        texts = [
            html2plaintext(self.note or ""),
            *lines.filtered("is_off").mapped("action_text"),
            *lines.mapped("note"),
            *actions.mapped("display_name"),
            *actions.mapped("record_names"),
        ]
        written = sum(len(text or "") for text in texts)
        return next((size for size, limit in SIZES if written <= limit), SMALLEST)

    def message_post_with_source(self, source_ref, **options):
        """Post on a review what is rendered for every reader of it."""
        shared = self.with_context(review_for_all=True)
        return super(PilotageReview, shared).message_post_with_source(source_ref, **options)

    def _post_summary(self):
        """Post the figures and decisions to the participants, with the PDF."""
        self.ensure_one()
        shown = self.with_context(review_for_all=True)
        options = {"subtype_xmlid": "mail.mt_comment", "attachments": shown._get_pdf()}
        if not self.env.ref(SUMMARY, False):
            _logger.info("No summary of weekly review %s: its template was deleted", self.id)
            shown.message_post(**options)
            return
        shown.message_post_with_source(SUMMARY, render_values={"review": shown}, **options)

    def _get_pdf(self):
        """Return the PDF as an attachment to post, an empty list when it cannot be created."""
        self.ensure_one()
        report = self.env.ref(REPORT, False)
        if not report:
            _logger.info("No PDF of weekly review %s: its report was deleted", self.id)
            return []
        try:
            content, kind = self.env["ir.actions.report"]._render_qweb_pdf(REPORT, self.ids)
        except (UserError, AccessError) as error:
            # The review closes even if wkhtmltopdf is missing on the server.
            _logger.info("No PDF of weekly review %s: %s", self.id, error)
            return []
        return [(f"{self.display_name.replace('/', '-')}.pdf", content)] if kind == "pdf" else []
