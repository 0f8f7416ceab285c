"""Why a review acts on a record, in the language of each reader."""

from odoo import api, fields, models

from .pilotage_review_record import MANAGER


class PilotageReviewRecord(models.Model):
    _inherit = "pilotage.review.record"

    proposed_reasons = fields.Json(
        readonly=True,
        groups=MANAGER,
        help="Reason of the proposal, by language; empty once something was typed.",
    )
    reason_text = fields.Char(
        "Why",
        compute="_compute_reason_text",
        inverse="_inverse_reason_text",
        groups=MANAGER,
        help="Why to act on it, in the language of the reader unless somebody typed it.",
    )

    @api.depends("reason", "proposed_reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for row in self:
            row.reason_text = row._get_reason(self.env.lang)

    def _inverse_reason_text(self):
        for row in self:
            row.reason = row.reason_text

    def _get_reason(self, lang):
        """Return the reason in ``lang``, else as it was typed."""
        self.ensure_one()
        proposed = self.proposed_reasons or {}
        return proposed.get(lang or "en_US") or self.reason

    def write(self, vals):
        result = super().write(vals)
        if {"reason", "reference"} & vals.keys() and any(row.proposed_reasons for row in self):
            # A field of the application, for whoever typed another reason (hence sudo).
            self.sudo().write({"proposed_reasons": False})
        return result

    def _propose_reasons(self):
        """Store the reason of each proposed row in the installed languages, if there are several:
        the dates in it are those of today.
        """
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        if len(codes) < 2:
            return
        for row in self:
            reasons = {}
            for code in codes:
                local = row.with_context(lang=code)
                record = row.reference.sudo(False).with_context(lang=code)
                reasons[code] = local._get_facts(record)[-1] or ""
            # A field of the application (hence sudo).
            row.sudo().write({"proposed_reasons": reasons})
