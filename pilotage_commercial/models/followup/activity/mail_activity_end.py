"""A follow-up ends with its reason, and follows its record to another owner."""

from markupsafe import Markup

from odoo import api, models
from odoo.tools import SQL, split_every

from ....tools.checks import ServerValue
from ....tools.context import is_of_server
from ....tools.planner import allow_large_sets

FOLLOWED = ("crm.lead", "sale.order", "res.partner")
BATCH = 1000
# Of activity ``a``: its owner does not work in the company for which a customer is reminded.
OUT_OF_ITS_COMPANY = """(a.followup_company_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM res_company_users_rel c
     WHERE c.user_id = a.user_id AND c.cid = a.followup_company_id))"""


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def unlink(self):
        if not is_of_server(self.env.context, "followup_ending"):
            self._note_deleted_followups()
        return super().unlink()

    def _note_deleted_followups(self):
        """Store on their records that somebody deleted follow-ups by hand."""
        # A system field of the record, written for whoever may delete the activity (hence sudo).
        ours = self.sudo().filtered(lambda activity: activity.followup_rule_id and activity.active)
        for model_name, activities in ours.grouped("res_model").items():
            records = ours.env.get(model_name)
            # Somebody may have put the activity on another document since, or on none.
            if isinstance(records, self.pool["followup.mixin"]):
                records.browse(activities.mapped("res_id"))._note_deleted_followup()

    # --- end ---

    @api.model
    def _get_followup_end_reasons(self):
        """Return ``{reason: text}`` of why a follow-up ends, in the language of the context."""
        env = self.env
        return {
            "signed": env._("the quotation is signed"),
            "cancelled": env._("the quotation is cancelled"),
            "withdrawn": env._("the quotation is being changed"),
            "superseded": env._("another version replaces the quotation"),
            "expired": env._("the quotation has expired"),
            "sent": env._("the quotation was sent again"),
            "answered": env._("the customer answered"),
            "won": env._("the opportunity is won"),
            "lost": env._("the opportunity is lost"),
            "archived": env._("the record is archived"),
            "moved": env._("the contact belongs to another customer"),
            "quotation": env._("its quotation is followed up"),
            "lead": env._("it is no opportunity any more"),
            "ordered": env._("the customer ordered again"),
            "order_cancelled": env._("the order is cancelled"),
            "established": env._("the costs of the order are all in"),
            "recovered": env._("the margin is back to the plan"),
        }

    @api.model
    def _end_gone_followups(self, *recordsets):
        """End the open follow-ups whose reason is gone; return how many.

        :param recordsets: the records that may have one, of one model each
        """
        scopes = {
            records._name: SQL("a.res_id IN %s", tuple(records.ids))
            for records in recordsets
            if records.ids
        }
        if not scopes:
            return 0
        # Few records have one: find them in the unique index.
        self.flush_model(["active", "followup_rule_id", "res_model", "res_id"])
        followed = self.env.execute_query(
            SQL(
                """SELECT DISTINCT a.res_model FROM mail_activity a
                    WHERE a.active IS TRUE AND a.followup_rule_id IS NOT NULL AND (%s)""",
                SQL(" OR ").join(
                    SQL("(a.res_model = %s AND %s)", model, scope)
                    for model, scope in scopes.items()
                ),
            )
        )
        return sum(
            self._end_followups(self._find_gone_followups(model, scopes[model]))
            for (model,) in followed
        )

    @api.model
    def _find_gone_followups(self, model_name, scope):
        """Return the list of (activity id, reason) of the follow-ups on records of ``model_name``
        whose reason is gone.

        :param scope: SQL condition on activity ``a``
        """
        self.flush_model()
        query = self.env[model_name]._get_followup_ends_sql(scope)
        return self.env.execute_query(
            SQL("SELECT id, reason FROM (%s) ending WHERE reason IS NOT NULL ORDER BY id", query)
        )

    @api.model
    def _end_followups(self, ending):
        """Delete follow-ups and post the reason on their records; return how many.

        :param ending: list of (activity id, reason)
        """
        # The follow-ups belong to the application; even a customer who signs ends them (hence
        # sudo).
        activities = self.sudo().browse([activity_id for activity_id, _reason in ending])
        reasons = dict(ending)
        for model_name, ours in activities.grouped("res_model").items():
            bodies = {}
            for activity in ours:
                texts = activity.with_context(
                    lang=activity.user_id.lang or self.env.lang
                )._get_followup_end_reasons()
                bodies[activity.res_id] = self._get_end_note(activity, texts[reasons[activity.id]])
            records = self.env[model_name].sudo().browse(bodies).exists()
            root = self.env.ref("base.partner_root")
            records._message_log_batch(bodies, author_id=root.id)
            self.env[model_name]._note_ended_followups(ours, reasons)
        activities.with_context(followup_ending=ServerValue(True)).unlink()
        return len(ending)

    @api.model
    def _get_end_note(self, activity, reason):
        env = activity.with_context(lang=activity.user_id.lang or self.env.lang).env
        note = env._("Follow-up closed, %(reason)s: %(title)s", reason=reason, title="%s")
        return Markup("<p>%s</p>") % (note % (activity.summary or ""))

    @api.model
    def _sweep_followups(self):
        """End the follow-ups whose reason is gone and assign those without an active owner, in
        batches that commit; return (how many ended, whether time is left).
        """
        count, cron = 0, self.env["ir.cron"]
        for model_name in FOLLOWED:
            allow_large_sets(self.env)
            gone = self._find_gone_followups(model_name, SQL("TRUE"))
            for batch in split_every(BATCH, gone, list):
                count += self._end_followups(batch)
                if not cron._commit_progress(len(batch)):
                    return count, False
        self._find_ownerless_followups()._give_followups()
        return count, True

    # --- owner ---

    @api.model
    def _find_ownerless_followups(self):
        """Return the open follow-ups whose owner is gone: none, archived, without the right to
        sell any more, or out of the company of the record.
        """
        self.flush_model()
        open_followups = SQL("a.active IS TRUE AND a.followup_rule_id IS NOT NULL")
        query = SQL("SELECT DISTINCT a.user_id FROM mail_activity a WHERE %s", open_followups)
        # Called by the scheduled action, for the follow-ups of everybody (hence sudo).
        users = self.env["res.users"].sudo()
        users = users.browse(user_id for (user_id,) in self.env.execute_query(query) if user_id)
        there = users.filtered(lambda user: user.active and user._sells())
        models = [self.env[name] for name in FOLLOWED if "company_id" in self.env[name]]
        for model in models:
            model.flush_model(["company_id"])
        elsewhere = SQL(" OR ").join(
            SQL(
                """a.res_model = %s AND EXISTS (
                    SELECT FROM %s r WHERE r.id = a.res_id AND r.company_id IS NOT NULL
                       AND NOT EXISTS (SELECT FROM res_company_users_rel c
                                        WHERE c.user_id = a.user_id AND c.cid = r.company_id))""",
                model._name,
                SQL.identifier(model._table),
            )
            for model in models
        )
        query = SQL(
            """SELECT a.id FROM mail_activity a
                WHERE %s AND ((a.user_id IN %s) IS NOT TRUE OR %s OR %s) ORDER BY a.id""",
            open_followups,
            tuple(there.ids) or (0,),
            elsewhere,
            SQL(OUT_OF_ITS_COMPANY),
        )
        return self.sudo().browse(found for (found,) in self.env.execute_query(query))

    def _give_followups(self):
        """Assign each follow-up of ``self`` to the present owner of its record."""
        # The follow-ups are the application's: only their owner changes (hence sudo).
        for activity in self.sudo():
            record = self.env[activity.res_model].sudo().browse(activity.res_id).exists()
            owner = record and record._get_owner_of_followup(activity)
            if owner and owner != activity.user_id:
                activity.with_context(mail_activity_quick_update=True).user_id = owner
