"""What can be followed up: the interface that a model gives to the engine, and the common part."""

from odoo import api, models


class FollowupMixin(models.AbstractModel):
    """Let a model be followed up by rules (``base.automation`` with a *Follow-up* kind).

    Put it first in ``_inherit``, before the model itself. A model says which of its records are
    due (:meth:`_get_followup_due_ids`), what their follow-up says (:meth:`_prepare_followups`),
    for whom it is (:meth:`_get_followup_owner`), and what it remembers of it
    (:meth:`_mark_followed_up`).
    """

    _name = "followup.mixin"
    _description = "What can be followed up"

    @api.model
    def _get_followup_due_ids(self, rule, ids=None):
        """Return the ids of the records for which ``rule`` owes a follow-up now, in the order in
        which they are made.

        Decided on the state of the records alone: asked twice, it answers the same.

        :param rule: ``base.automation`` record, one
        :param ids: list of ids to look at; every record by default
        """
        raise NotImplementedError

    def _prepare_followups(self, rule):
        """Yield ``(record, values)``: the values of the activity of each record of ``self``.

        ``summary`` says why, in the language of the owner; ``user_id`` is the owner's id or False.
        """
        raise NotImplementedError

    @api.model
    def _prepare_due_followups(self, rule, ids):
        """Yield ``(record, values)`` of those of ``ids`` that are due at this very moment."""
        return self.browse(self._get_followup_due_ids(rule, ids))._prepare_followups(rule)

    def _mark_followed_up(self, rule):
        """Remember that ``rule`` followed up the records of ``self``.

        Nothing by default: an open follow-up is by itself a reason to make no other.
        """

    def _get_followup_owner(self):
        """Return who follows the record up: its salesperson, else the leader of its team, else a
        sales manager of its company; nobody when none of them works here."""
        self.ensure_one()
        return self._get_first_active(self.user_id, self.team_id.user_id)

    @api.model
    def _get_first_active(self, *users):
        """Return the first of ``users`` who is there and may open the record, else a sales
        manager of the company.

        Not who is leaving (``leaving_user_ids`` in the context).
        """
        there = (user for user in users if self._may_be_followed_by(user))
        company = self.company_id[:1] or self.env.company
        return next(there, None) or company._get_sales_manager()

    def _may_be_followed_by(self, user):
        """Return whether ``user`` is there, works in the company, and may open the record."""
        if not user.active or user.id in self.env.context.get("leaving_user_ids", ()):
            return False
        # Where people work is not for every salesperson to read.
        companies = user.sudo().company_ids
        if self.company_id and self.company_id not in companies:
            return False
        # Their own, or nobody's, is theirs to open: most are, and nothing is to be asked.
        if self.user_id in (user, self.env["res.users"]):
            return True
        theirs = self.with_user(user).with_context(allowed_company_ids=companies.ids)
        return theirs.has_access("read")

    def _move_followups(self):
        """Give the open follow-ups of ``self`` to who follows the records up now."""
        # Whoever hands a record over hands its follow-up over, one that is a colleague's.
        self.env["mail.activity"].sudo().search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("followup_rule_id", "!=", False),
            ]
        )._give_followups()

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        # A follow-up makes nobody a follower: see mail.activity._create_followups.
        if self.env["mail.activity"]._get_followup_model():
            return True
        return super().message_subscribe(partner_ids, subtype_ids)
