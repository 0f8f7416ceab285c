"""The interface between a model and the follow-up engine, with the common part."""

from odoo import api, models
from odoo.tools import SQL

from ....tools.context import get_ids


class FollowupMixin(models.AbstractModel):
    """Make the records of a model followed up by rules (``base.automation`` with *Follow-up*).

    Put it first in ``_inherit``, before the model itself. A model defines which of its records are
    due (:meth:`_get_followup_due_ids`), the text of their follow-up (:meth:`_prepare_followups`),
    its assignee (:meth:`_get_followup_owner`), and what to store about it
    (:meth:`_mark_followed_up`).
    """

    _name = "followup.mixin"
    _description = "Follow-up Mixin"

    @api.model
    def _get_followup_due_ids(self, rule, ids=None):
        """Return the ids of the records for which ``rule`` is due now, in the order of creation.

        It only depends on the state of the records: a second call returns the same ids.

        :param rule: ``base.automation`` record, one
        :param ids: list of ids to check; every record by default
        """
        raise NotImplementedError

    def _prepare_followups(self, rule):
        """Yield ``(record, values)``: the values of the activity of each record of ``self``.

        ``summary`` gives the reason, in the language of the owner; ``user_id`` is the owner's id or
        False.
        """
        raise NotImplementedError

    @api.model
    def _prepare_due_followups(self, rule, ids):
        """Yield ``(record, values)`` of those of ``ids`` that are still due now."""
        return self.browse(self._get_followup_due_ids(rule, ids))._prepare_followups(rule)

    def _mark_followed_up(self, rule):
        """Store on the records of ``self`` that ``rule`` followed them up.

        Nothing by default: an open follow-up already prevents another one.
        """

    @api.model
    def _note_ended_followups(self, activities, reasons):
        """Store on the records of ``activities`` what follows from the end of these follow-ups.

        Nothing by default.

        :param reasons: ``{activity id: reason}``, see ``mail.activity``
        """

    @api.model
    def _get_followup_ends_sql(self, scope):
        """Return the query of (activity id, reason) of the follow-ups of the model: those whose
        reason is gone have one, see ``mail.activity._get_followup_end_reasons``.

        :param scope: SQL condition on activity ``a``
        """
        raise NotImplementedError

    def _note_deleted_followup(self):
        """Store on the records of ``self``, of which some may be gone, that somebody deleted their
        follow-up by hand. Nothing by default.
        """

    def _get_followup_owner(self):
        """Return the assignee of the follow-up: the salesperson of the record, else the leader of
        its team, else a sales manager of its company; empty when none of them is active.
        """
        self.ensure_one()
        return self._get_first_active(self.user_id, self.team_id.user_id)

    def _get_followup_zone(self, user):
        """Return the time zone in which ``user`` reads days, else that of the company.

        The scheduled action itself has none.
        """
        self.ensure_one()
        return user.tz or (self.company_id[:1] or self.env.company)._get_timezone().zone

    def _get_owner_of_followup(self, activity):
        """Return the assignee of ``activity``, an open follow-up of the record."""
        return self._get_followup_owner()

    def _get_followup_owners(self):
        """Return ``{record id: assignee}``, as :meth:`_get_followup_owner`.

        A salesperson may open all their records of a company, and anybody who sells those without
        a salesperson: one check is enough for all of them.
        """
        owners = {}
        cases = self.grouped(lambda record: (record.user_id, record.team_id, record.company_id))
        for (user, _team, _company), records in cases.items():
            first = next(iter(records))  # with the prefetch of all, unlike records[0]
            if not user or first._may_be_followed_by(user):
                owners.update(dict.fromkeys(records.ids, first._get_followup_owner()))
            else:
                owners.update((record.id, record._get_followup_owner()) for record in records)
        return owners

    @api.model
    def _get_first_active(self, *users):
        """Return the first of ``users`` who is active and may open the record, else a sales manager
        of the company.

        Users who are leaving (``leaving_user_ids`` in the context) do not count.
        """
        there = (user for user in users if self._may_be_followed_by(user))
        company = self.company_id[:1] or self.env.company
        return next(there, None) or company._get_sales_manager()

    def _may_be_followed_by(self, user):
        """Return whether ``user`` is active, sells, works in the company, and may open the
        record.
        """
        leaving = get_ids(self.env.context, "leaving_user_ids")
        if not user.active or user.id in leaving or not user._sells():
            return False
        # Salespeople may not read the companies of other users (hence sudo).
        companies = user.sudo().company_ids
        if self.company_id and self.company_id not in companies:
            return False
        # Salespeople may open their own records and unassigned ones: skip the check of access.
        if self.user_id in (user, self.env["res.users"]):
            return True
        theirs = self.with_user(user).with_context(allowed_company_ids=companies.ids)
        return theirs.has_access("read")

    def _move_followups(self):
        """Assign the open follow-ups of ``self`` to the present owners of the records."""
        if not self.ids:
            return
        # Few records have one: a query of the unique index costs a tenth of a search.
        activities = self.env["mail.activity"]
        activities.flush_model(["active", "followup_rule_id", "res_model", "res_id"])
        found = self.env.execute_query(
            SQL(
                """SELECT a.id FROM mail_activity a
                    WHERE a.res_model = %s AND a.res_id IN %s
                      AND a.active IS TRUE AND a.followup_rule_id IS NOT NULL""",
                self._name,
                tuple(self.ids),
            )
        )
        # The user who reassigns a record also reassigns a colleague's follow-up (hence sudo).
        activities.sudo().browse(activity_id for (activity_id,) in found)._give_followups()

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        # A follow-up adds no follower: see mail.activity._create_followups.
        if self.env["mail.activity"]._get_followup_model():
            return True
        return super().message_subscribe(partner_ids, subtype_ids)
