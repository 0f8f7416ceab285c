"""What a review is told by: the guide's table in the chatter, the PDF and the Monday mail."""

import logging
from textwrap import shorten

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import html2plaintext

from .ir_actions_report import REPORT

_logger = logging.getLogger(__name__)

# How much of the conclusions the page takes; Odoo keeps them whole.
CONCLUSIONS = 900


class PilotageReview(models.Model):
    _inherit = "pilotage.review"

    def _get_table_lines(self):
        """Return the KPIs of the table: frozen once the review is open, else measured now.

        The user sees those of their own rights; what is given to every reader of the review
        (``review_for_all`` in the context) has none that is kept for a group.
        """
        self.ensure_one()
        lines = self.line_ids
        if self.state in ("planned", "missed"):
            lines = self._measure_lines()
        if self.env.context.get("review_for_all"):
            # Who may read the groups does not matter: it decides on what everybody reads.
            salesperson = self.env.ref("sales_team.group_sale_salesman").sudo()
            common = salesperson.all_implied_ids
            lines = lines.filtered(
                lambda line: not line.sudo().group_id or line.sudo().group_id in common
            )
        return lines

    def _measure_lines(self):
        """Return lines that are not kept, of the KPIs as they are now."""
        self.ensure_one()
        line_model = self.env["pilotage.review.line"]
        previous = {line.kpi_id.id: line for line in self._find_previous().line_ids}
        cards = self._get_engine().get_cockpit({"team_id": self.team_id.id})["kpis"]
        kpis = self.env["pilotage.kpi"].sudo()
        lines = line_model
        for card in cards:
            if card["state"] == "hidden":
                continue
            lines += line_model.new(
                {
                    "review_id": self.id,
                    "group_id": kpis.browse(card["id"]).group_id.id,
                    **line_model._get_frozen_values(card, previous.get(card["id"])),
                }
            )
        return lines

    def _get_mail_lines(self):
        """Return the lines of the Monday mail: what its reader may see."""
        self.ensure_one()
        reader = self.with_user(self.user_id).with_context(
            allowed_company_ids=self.company_id.ids, lang=self.user_id.lang
        )
        return reader._get_table_lines()

    def _get_mail_actions(self):
        """Return last week's actions, for the Monday mail."""
        self.ensure_one()
        return self._find_previous().action_ids

    def _get_duration_text(self):
        self.ensure_one()
        return self.env._("%s minutes", round(self.duration))

    def _get_printed_note(self):
        """Return the conclusions as the page shows them, cut when they are long."""
        self.ensure_one()
        text = html2plaintext(self.note or "").strip()
        if len(text) <= CONCLUSIONS:
            return self.note if text else False
        return shorten(text, CONCLUSIONS, placeholder=" […]")

    def _post_summary(self):
        """Post what was seen and decided to those who take part, with the PDF."""
        self.ensure_one()
        shown = self.with_context(review_for_all=True)
        shown.message_post_with_source(
            "pilotage_commercial.review_summary",
            render_values={"review": shown},
            subtype_xmlid="mail.mt_comment",
            attachments=shown._get_pdf(),
        )

    def _get_pdf(self):
        """Return the PDF as an attachment to post, none when it cannot be made."""
        self.ensure_one()
        try:
            content, kind = self.env["ir.actions.report"]._render_qweb_pdf(REPORT, self.ids)
        except (UserError, AccessError) as error:
            # A review is not kept open because a program is missing on the server.
            _logger.info("No PDF of weekly review %s: %s", self.id, error)
            return []
        return [(f"{self.display_name.replace('/', '-')}.pdf", content)] if kind == "pdf" else []
