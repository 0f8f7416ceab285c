"""The texts of an action for each reader: its name, its records and its effect."""

from odoo import api, models

from ....tools.records import find_by_name


class PilotageReviewAction(models.Model):
    _inherit = "pilotage.review.action"

    @api.depends("name", "is_generated", "kind", "group_id", "record_ids.reference")
    @api.depends_context("uid", "lang", "review_for_all")
    def _compute_display_name(self):
        for action in self:
            # _is_told decides who may read the name.
            told = action._is_told()
            action.display_name = action.sudo().name if told else action._get_neutral_name()

    @api.model
    def _search_display_name(self, operator, value):
        return find_by_name(self, operator, value)

    def _is_told(self):
        """Return whether the reader may read the name: it was typed by a manager, or depends on no
        figure that the reader may not see.
        """
        self.ensure_one()
        # Nothing leaves but yes or no: the rights of the reader decide below (hence sudo).
        action = self.sudo()
        if not action.is_generated:
            return True
        if not self._filter_shown():
            return False
        rows = action.record_ids
        if len(rows) != 1:
            return True
        # The name of a single record: only for readers of that record.
        shared = self.env.context.get("review_for_all")
        return not shared and not rows._get_readable(self.env.user)[1]

    def _get_neutral_name(self, number=None):
        """Return what to do, without the figures that it depends on.

        :param number: number of deals, by default all of the action
        """
        self.ensure_one()
        # The number and the kind are told to all readers, not which records (hence sudo).
        action, env = self.sudo(), self.env
        number = len(action.record_ids) if number is None else number
        if not number:
            return env._("Decided in the weekly review: ask %s", action.review_id.user_id.name)
        if number == 1:
            return self._get_names_of_one(env).get(action.kind) or env._("Act on one deal")
        names = self._get_names_of_several(env, number)
        return names.get(action.kind) or env._("Act on %s deals", number)

    @api.model
    def _get_names_of_one(self, env):
        """Return ``{kind: what to do with one deal}``, in the language of ``env``."""
        return {
            "blocked": env._("Call one blocked prospect"),
            "quotation": env._("Follow up one quotation without answer"),
            "slow_quotation": env._("Get a decision on one quotation open for long"),
            "late_payment": env._("Ask for one late payment"),
            "at_risk": env._("Call one customer at risk"),
            "margin": env._("Go through one order"),
        }

    @api.model
    def _get_names_of_several(self, env, number):
        """Return ``{kind: what to do with so many deals}``, in the language of ``env``."""
        return {
            "blocked": env._("Call %s blocked prospects", number),
            "quotation": env._("Follow up %s quotations without answer", number),
            "slow_quotation": env._("Get a decision on %s quotations open for long", number),
            "late_payment": env._("Ask for the late payments of %s orders", number),
            "at_risk": env._("Call %s customers at risk", number),
            "margin": env._("Go through %s orders", number),
        }

    @api.depends("record_ids.reference")
    @api.depends_context("uid", "lang")
    def _compute_record_names(self):
        for action in self:
            records, others = action.record_ids._get_readable(self.env.user)
            # The name of a quotation includes its customer.
            named = [record.with_context(pilotage_show_customer=True) for record in records]
            names = [record.display_name for record in named]
            if others:
                names.append(self.env._("%s that you cannot open", others))
            action.record_names = ", ".join(names)

    @api.depends("feedback", "activity_ids.feedback", "activity_ids.active")
    @api.depends_context("uid", "review_for_all")
    def _compute_said_feedback(self):
        shared = self.env.context.get("review_for_all")
        for action in self:
            if not shared and action._has_field_access(action._fields["feedback"], "read"):
                action.said_feedback = action.feedback  # of deleted activities too
                continue
            # Each feedback is for the readers of its deal, whom _may_read_feedback finds (hence
            # sudo).
            done = action.sudo().activity_ids.filtered(lambda x: not x.active and x.feedback)
            said = [x.feedback for x in done if action._may_read_feedback(x)]
            action.said_feedback = "\n".join(dict.fromkeys(said)) or False

    def _may_read_feedback(self, activity):
        """Return whether the reader may read what was said when ``activity`` was done: they said
        it, or may open its record.
        """
        if activity.res_model == "pilotage.review":
            return True
        if self.env.context.get("review_for_all"):
            return False
        record = self.env[activity.res_model].browse(activity.res_id).exists()
        return activity.user_id == self.env.user or bool(record and record.has_access("read"))

    @api.depends("kpi_id", "review_id.line_ids", "review_id.next_ids.line_ids")
    @api.depends_context("uid", "lang", "review_for_all")
    def _compute_effect(self):
        for action in self:
            # The next review may not be the reader's: _find_line checks each line (hence sudo).
            before, after = (
                action._find_line(review)
                for review in (action.review_id, action.review_id.sudo().next_ids[:1])
            )
            action.effect = action._get_effect_text(before, after)

    def _find_line(self, review):
        """Return the line of the KPI of the action in ``review``, if the reader may see it."""
        lines = self.env["pilotage.review.line"]
        # The aim of the action selects the line; the line's own rights decide on reading it.
        kpi = self.sudo().kpi_id
        if not kpi or not review:
            return lines
        domain = [("review_id", "=", review.id), ("kpi_id", "=", kpi.id)]
        return lines.search(domain, limit=1)._filter_shown()

    def _get_effect_text(self, before, after):
        if not (before.has_value and after.has_value):
            return False
        change, none = (
            after._format(value, change=True) for value in (after.value - before.value, 0)
        )
        return self.env._(
            "%(kpi)s: %(before)s → %(after)s (%(change)s)",
            kpi=after.name,
            before=before.value_text,
            after=after.value_text,
            change=self.env._("unchanged") if change == none else change,
        )
