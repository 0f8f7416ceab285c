"""An update shortens the open reminders on contacts that told the orders of a customer."""

from odoo.modules.migration import load_script
from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path

SCRIPT = "pilotage_commercial/migrations/19.0.1.1.0/post-reminder.py"
LATE = "Usual order overdue"
RETARD = "Commande habituelle en retard"


@tagged("standard", "post_install", "-at_install")
class TestReminderUpdate(TransactionCase):
    # (text before, text after), as the first version wrote them
    OURS = [
        (f"{LATE}: orders every 30 days, last one on 02/06/2026", LATE),
        (f"{LATE}: orders every day, last one on 02/06/2026", LATE),
        (f"{RETARD} : commande tous les 30 jours, la dernière le 06/02/2026", RETARD),
        (f"{RETARD} : commande tous les jours, la dernière le 6 févr. 2026", RETARD),
        # A title of a manager, with colons.
        ("Call: now: orders every 2 days, last one on 02/06/2026", "Call: now"),
        # Customers selected in the portfolio: the title is typed.
        ("Win back: orders every 30 days, last one 40 days ago", "Win back"),
        ("Win back: orders every day, last one yesterday", "Win back"),
        ("Win back: first order 40 days ago", "Win back"),
        ("Win back: last order today", "Win back"),
        ("Win back: no order since 02/06/2026, 500 days ago", "Win back"),
        ("Win back: quotation or opportunity, no order yet", "Win back"),
        ("À revoir: commande tous les 30 jours, la dernière il y a 40 jours", "À revoir"),
        ("À revoir: commande tous les jours, la dernière hier", "À revoir"),
        ("À revoir: première commande aujourd’hui", "À revoir"),
        ("À revoir: aucune commande depuis le 06/02/2026, il y a 500 jours", "À revoir"),
        ("À revoir: dernière commande il y a 40 jours", "À revoir"),
        ("À revoir: devis ou opportunité, pas encore de commande", "À revoir"),
    ]
    # Texts of somebody, or of the present version.
    THEIRS = [
        LATE,
        f"{LATE}: orders every 30 days, last one on 02/06/2026, ask for Paul",
        f"{LATE}: orders every month, last one on 02/06/2026",
        f"{LATE}: they ordered yesterday",
        "orders every 30 days, last one on 02/06/2026",
        "Call at 10:00",
        False,
    ]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env.ref("pilotage_commercial.automation_customer_overdue")
        languages = cls.env["res.lang"]
        languages._activate_lang("en_US").date_format = "%m/%d/%Y"
        languages._activate_lang("fr_FR").date_format = "%d %b %Y"
        languages._activate_lang("fr_BE").date_format = "%d/%m/%Y"

    def _plan(self, summary, record=None, rule=None):
        record = record or self.env["res.partner"].create({"name": "Charpente Roux"})
        activity = record.activity_schedule(
            "mail.mail_activity_data_call", summary=summary, user_id=self.env.uid
        )
        activity.summary = summary  # none, without the name of the type
        activity.followup_rule_id = self.rule if rule is None else rule
        return activity

    def _update(self):
        self.env.flush_all()
        script = load_script(file_path(SCRIPT), "post_reminder")
        script.migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()

    def test_texts(self):
        texts = [*self.OURS, *((text, text) for text in self.THEIRS)]
        activities = [self._plan(before) for before, _after in texts]
        for _twice in range(2):
            self._update()
            for activity, (before, after) in zip(activities, texts, strict=True):
                with self.subTest(before):
                    self.assertEqual(activity.summary, after)

    def test_open_ones_on_contacts_only(self):
        [(text, title), *_others] = self.OURS
        lead = self.env["crm.lead"].create({"name": "Deal", "type": "opportunity"})
        still_open = self._plan(text)
        left = [self._plan(text, lead), self._plan(text, rule=self.rule.browse())]
        done = self._plan(text)
        done._action_done()
        self.assertFalse(done.active)
        self._update()
        self.assertEqual(still_open.summary, title)
        self.assertEqual([item.summary for item in (*left, done)], [text] * 3)

    def test_nothing_else_is_written(self):
        activity = self._plan(self.OURS[0][0])
        names = ["user_id", "date_deadline", "write_date", "write_uid", "note", "active"]
        before = activity.read(names)
        self._update()
        self.assertEqual(activity.read(names), before)
