"""The report of an import, before anything is written."""

from odoo import models

from ..engine.plan import ASIDE, NEW
from ..engine.sentences import SHOWN
from ..reader.file.sheets import FileError


class PilotageImport(models.Model):
    _inherit = "pilotage.import"

    def _render_report(self, draft):
        """Return the report as HTML, in the language of the user."""
        values = {
            "record": self,
            "counts": self._count(draft),
            "blocking": self._get_blocking(draft),
            "losses": self._get_losses(draft),
            "warnings": self._get_remarks(draft),
            "asides": self._get_asides(draft),
            "sums": self._get_sums(draft),
        }
        return self.env["ir.qweb"]._render("pilotage_commercial_import.report", values)

    def _get_blocking(self, draft):
        """Return the sentences about what prevents the import."""
        if any(plan.deal.name for plan in draft.plans):
            return []
        return [str(self._get_sentences().get_file_error(FileError("no_name")))]

    def _get_warnings(self, draft):
        """Return all the sentences that the user must read before the import."""
        return self._get_losses(draft) + self._get_remarks(draft)

    def _get_losses(self, draft):
        """Return the sentences about amounts and dates without a field: the red lines."""
        losses = [self._describe_lost_column(column) for column in draft.get_lost_columns()]
        if not draft.table.find("amount") and draft.plans:
            losses.append(
                self.env._(
                    "No column of amounts was found: every deal will be worth 0. Choose it below."
                )
            )
        return losses

    def _get_remarks(self, draft):
        """Return the sentences about cells, currencies, people: the yellow lines."""
        sentences = self._get_sentences()
        remarks = [
            sentences.describe_currency(
                text, self.currency_choice, bool(draft.planner.currencies.find(text))
            )
            for text in draft.planner.get_foreign_currencies()
        ]
        remarks += sentences.describe_problems(draft.get_problems())
        return remarks + self._get_general_remarks(draft)

    def _describe_lost_column(self, column):
        examples = ", ".join(column.examples[:2])
        if column.is_lost_date:
            return self.env._(
                "The dates of the column “%(title)s” (%(examples)s) go to no field: they are "
                "kept in "
                "the notes.",
                title=column.title,
                examples=examples,
            )
        return self.env._(
            "The amounts of the column “%(title)s” (%(examples)s) go to no field: they are "
            "kept in the "
            "notes.",
            title=column.title,
            examples=examples,
        )

    def _count_undated(self, draft):
        """Return the number of new deals that are won or lost and have no closing date."""
        closed = [
            plan
            for plan in draft.get_plans(NEW)
            if plan.stage and (plan.stage.is_won or plan.stage.is_lost)
        ]
        return sum("date_closed" not in plan.facts for plan in closed)

    def _get_general_remarks(self, draft):
        """Return the remarks about the whole file."""
        remarks = []
        if draft.deals and not any(deal.stage or deal.status for deal in draft.deals):
            remarks.append(
                self.env._(
                    "No column of stages was found: every deal begins in the first one. Choose "
                    "it below."
                )
            )
        unknown = dict.fromkeys(
            plan.deal.salesperson
            for plan in draft.plans
            if plan.deal.salesperson and not plan.facts.get("user_id")
        )
        if unknown:
            remarks.append(
                self.env._(
                    "You cannot assign opportunities to these salespeople; their deals have no "
                    "salesperson, and keep the name in their notes: %s.",
                    ", ".join(list(unknown)[:SHOWN]),
                )
            )
        undated = self._count_undated(draft)
        if undated:
            remarks.append(
                self.env._(
                    "Won or lost deals without a closing date: %s. They count as closed today.",
                    undated,
                )
            )
        struck = [row.number for row in draft.table.rows if row.struck]
        if struck:
            remarks.append(
                self.env._(
                    "Deals struck through in the sheet are imported like the others: %s. Delete "
                    "their rows, or say in a column that they are lost.",
                    ", ".join(map(self._get_sentences().get_row_label, struck[:SHOWN]))
                    + (", …" if len(struck) > SHOWN else ""),
                )
            )
        if draft.table.joined:
            remarks.append(
                self.env._(
                    "These sheets have the same columns and are imported together: %s. To import "
                    "only one, write its name below.",
                    ", ".join(draft.table.joined),
                )
            )
        if draft.table.other_sheets:
            remarks.append(
                self.env._(
                    "These sheets look like a pipeline too and are not imported: %s. Import "
                    "the file "
                    "again for each, changing the name of the sheet below.",
                    ", ".join(draft.table.other_sheets),
                )
            )
        return remarks

    def _get_asides(self, draft, told=()):
        """Return the reasons and rows that make no deal; if ``told`` is given, only these
        reasons.
        """
        sentences = self._get_sentences()
        groups = {}
        for row in draft.table.aside:
            if row.why != "empty":
                groups.setdefault(row.why, []).append((row.number, row.text))
        for plan in draft.get_plans(ASIDE):
            groups.setdefault(plan.reason, []).append((plan.deal.number, plan.deal.name))
        return [
            {
                "reason": sentences.get_reason(code),
                "count": len(rows),
                "rows": "; ".join(
                    f"{sentences.get_row_label(number)} “{text[:40]}”"
                    for number, text in rows[:SHOWN]
                )
                + ("…" if len(rows) > SHOWN else ""),
            }
            for code, rows in groups.items()
            if not told or code in told
        ]

    def _get_sums(self, draft):
        """Return the sum of the amounts, and the sheet's own total if it differs."""
        sentences = self._get_sentences()
        total = self._count(draft)["amount_total"]
        sums = [self.env._("Sum of the amounts: %s.", sentences.format_money(total))]
        own = draft.table.totals
        # With several totals, each may cover a part; the last one covers the whole sheet.
        said = {*own, sum(own)}
        if own and all(self.company_currency_id.compare_amounts(one, total) for one in said):
            last = sentences.format_money(own[-1])
            sums.append(self.env._("The sheet's own total says %s.", last))
        return sums
