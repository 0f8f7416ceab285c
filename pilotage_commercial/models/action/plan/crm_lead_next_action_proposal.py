"""What the question for the next action proposes: working days, types, the user's last
summaries.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ....tools.parameters import LARGEST_ID

# Proposed delays in days, and the one that is chosen at first.
DELAYS = (1, 3, 7, 14)
USUAL = 3
# Activity types of salespeople, in the order in which they are shown.
TYPES = (
    "mail.mail_activity_data_call",
    "mail.mail_activity_data_email",
    "mail.mail_activity_data_meeting",
    "mail.mail_activity_data_todo",
)
WORDS = 6


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _get_proposal(self, day=None):
        """Return what a client proposes for the next action of ``self``, as JSON::

            {"days": [{"date": "2026-03-19", "label": "Tomorrow"}, …], "date": "2026-03-23",
             "types": [{"id": 2, "name": "Call", "icon": "fa-phone"}, …],
             "words": ["Call about the quotation", …]}

        Days are working days of the company; words are the user's own last ones.

        :param day: date to take rather than the usual one
        """
        company = self[:1].company_id or self.env.company
        usual = fields.Date.context_today(self) + timedelta(days=USUAL)
        chosen = day or company._get_working_day(usual)
        return {
            "days": self._get_proposed_days(company),
            "date": fields.Date.to_string(chosen),
            "types": [
                {"id": kind.id, "name": kind.name, "icon": kind.icon or "fa-tasks"}
                for kind in self._get_proposed_types()
            ],
            "words": self._get_last_words(),
        }

    @api.model
    def _get_proposed_days(self, company):
        env, today = self.env, fields.Date.context_today(self)
        labels = {
            1: env._("Tomorrow"),
            3: env._("In 3 days"),
            7: env._("In a week"),
            14: env._("In 2 weeks"),
        }
        days = {}
        for delay in DELAYS:
            wanted = today + timedelta(days=delay)
            day = company._get_working_day(wanted)
            # Moved by a day or two, a week is still a week; tomorrow is not.
            is_called = day == wanted or delay >= 7
            label = labels[delay] if is_called else format_date(env, day, date_format="EEE d")
            days.setdefault(day, label)
        return [{"date": fields.Date.to_string(day), "label": days[day]} for day in days]

    @api.model
    def _get_proposed_types(self):
        """Return the activity types to choose from, without those deleted or archived."""
        types = self.env["mail.activity.type"]
        for xmlid in TYPES:
            types |= self.env.ref(xmlid, raise_if_not_found=False) or types
        return types.filtered("active")

    @api.model
    def _get_next_action_type(self):
        """Return the type of the next action: the one asked for, else a to-do."""
        types = self.env["mail.activity.type"]
        asked = self.env.context.get("next_action_type_id")
        if type(asked) is int and 0 < asked <= LARGEST_ID:
            types = types.search([("id", "=", asked), ("res_model", "in", ["crm.lead", False])])
        todo = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
        return types or todo or types

    @api.model
    def _get_last_words(self):
        """Return the last summaries that the user gave to activities on opportunities."""
        self.env["mail.activity"].flush_model()
        query = SQL(
            """SELECT summary FROM (
                   SELECT a.summary, a.id FROM mail_activity a
                    WHERE a.create_uid = %(me)s AND a.user_id = %(me)s
                      AND a.res_model = 'crm.lead' AND a.summary != ''
                    ORDER BY a.id DESC LIMIT 60) latest
                GROUP BY summary ORDER BY MAX(id) DESC LIMIT %(count)s""",
            me=self.env.uid,
            count=WORDS,
        )
        return [words for (words,) in self.env.execute_query(query)]
