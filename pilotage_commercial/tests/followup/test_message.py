"""The ready message of a quotation's follow-up: sent by a person, and by the engine."""

from datetime import timedelta

import polib

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import file_path, mute_logger

from ..common_attention import NOW, days_ago
from ..common_followup import ENGINE, REPORT, FollowupCase


class MessageCase(FollowupCase):
    def _sent(self, days, lead=None, **values):
        with self._at(days_ago(days)):
            order = self._quotation(lead or self._lead())
            order.with_context(tracking_disable=True).action_quotation_sent()
            self._flush_tracking()
        order.write(values)
        return order

    def _open(self, order):
        """Open the mail composer of the reminder, as the button does."""
        action = order.action_send_followup()
        return Form(self.env["mail.compose.message"].with_context(**action["context"])).save()

    def _send(self, order):
        self._open(order)._action_send_mail()
        self._flush_tracking()

    def _mails(self, order):
        """Return the messages sent to the customer of ``order``."""
        return order.sudo().message_ids.filtered(
            lambda message: self.customer in message.notified_partner_ids
        )


@tagged("standard", "post_install", "-at_install")
class TestMessage(MessageCase):
    def test_template_of_the_step(self):
        """(days since it was sent; step done; template offered)"""
        cases = [
            (1, 0, 5),
            (6, 0, 5),
            (6, 5, 10),
            (12, 0, 10),
            (12, 5, 10),
            (20, 0, 15),
            (20, 10, 15),
            (20, 15, 15),
        ]
        for days, step, expected in cases:
            with self.subTest(days=days, step=step):
                order = self._sent(days)
                order.sudo().followup_step = step
                context = order.action_send_followup()["context"]
                template = self.env.ref(f"pilotage_commercial.mail_template_followup_{expected}")
                self.assertEqual(context["default_template_id"], template.id)
                self.assertNotIn("mark_so_as_sent", context)

    def test_open_followup_says_which_message(self):
        """The engine created the first follow-up; ten days later it is still open."""
        order = self._sent(6)
        self._run()
        with self._at(NOW + timedelta(days=10)):
            context = order.action_send_followup()["context"]
        template = self.env.ref("pilotage_commercial.mail_template_followup_5")
        self.assertEqual(context["default_template_id"], template.id)

    def test_sending_makes_the_followup_done(self):
        order = self._sent(6)
        sent = order.last_sent_date
        self._run()
        self._send(order)
        self.assertFalse(self._followups(order).filtered("active"))
        self.assertEqual(order.followup_step, 5)
        # It is a reminder, no new sending: the steps still count from the quotation.
        self.assertEqual(order.last_sent_date, sent)
        [mail] = self._mails(order)
        self.assertEqual(mail.author_id, self.sales.partner_id)
        self.assertIn("have you been able to read it?", mail.subject)
        self.assertIn(order.name, mail.body)
        with self._at(NOW + timedelta(days=5)):
            self._run()
        self.assertEqual(
            self._followups(order).filtered("active").followup_rule_id.trg_date_range, 10
        )

    def test_sending_before_the_engine_takes_its_step(self):
        order = self._sent(6)
        self._send(order)
        self.assertEqual(order.followup_step, 5)
        self._run()
        self.assertFollowup(order, 0)

    def test_other_mails_move_nothing(self):
        order = self._sent(6)
        self._run()
        order.message_post(body="A word", partner_ids=self.customer.ids)
        self.assertTrue(self._followups(order).filtered("active"))

    def test_what_has_no_reminder(self):
        draft = self._quotation(self._lead())
        signed = self._sent(6)
        signed.action_confirm()
        without = self._sent(6)
        without.partner_id = self.env["res.partner"].create({"name": "M. Sans"})
        for order, words in [
            (draft, "waits for no answer"),
            (signed, "waits for no answer"),
            (without, "M. Sans has no email: write it on the contact, or call."),
        ]:
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                order.action_send_followup()

    def test_rights(self):
        order = self._sent(6)
        with self.assertRaises(AccessError):
            order.with_user(self.colleague).action_send_followup()

    def test_template_of_the_rule_and_of_a_company_s_own(self):
        order = self._sent(6)
        own = self.env.ref("pilotage_commercial.mail_template_followup_15").sudo().copy()
        self.quotation_rules[0].with_user(self.sales).followup_template_id = own
        context = order.action_send_followup()["context"]
        self.assertEqual(context["default_template_id"], own.id)

    def test_deleted_templates_leave_an_empty_mail(self):
        order = self._sent(6)
        self.env.ref("pilotage_commercial.mail_template_followup_5").sudo().unlink()
        self.assertFalse(order.action_send_followup()["context"]["default_template_id"])

    def test_message_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        catalogue = polib.pofile(file_path("pilotage_commercial/i18n/fr.po"))
        french = {entry.msgid: entry.msgstr for entry in catalogue}
        for days in (5, 10, 15):
            template = self.env.ref(f"pilotage_commercial.mail_template_followup_{days}").sudo()
            for name in ("subject", "body_html"):
                template.with_context(lang="fr_FR")[name] = french[template[name]]
        for days, words in [(6, "avez-vous pu"), (12, "en parlons-nous"), (20, "qu’avez-vous")]:
            with self.subTest(days=days):
                composer = self._open(self._sent(days))
                self.assertIn(words, composer.subject)
                self.assertIn("Bonjour", composer.body)
                self.assertNotIn("Hello", composer.body)

    def test_message_tells_nothing_internal(self):
        """The message contains no cost or margin, at any step."""
        for days in (6, 12, 20):
            order = self._sent(days)
            order.order_line.purchase_price = 61.37
            body = self._open(order).body
            self.assertNotIn("61", body.replace(order.name, ""))
            self.assertNotIn("argin", body)


@tagged("standard", "post_install", "-at_install")
class TestMessageByItself(MessageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.quotation_rules[0]

    def test_never_unless_switched_on(self):
        self.assertEqual([rule.followup_sends for rule in self.quotation_rules], [False] * 3)
        order = self._sent(6)
        self._run()
        self.assertFalse(self._mails(order))
        self.assertFollowup(order)

    def test_once_a_step(self):
        for rule in self.quotation_rules:
            rule.followup_sends = True
        order = self._sent(5)
        for later, expected in [(0, 1), (1, 1), (5, 2), (9, 2), (10, 3), (40, 3)]:
            with self.subTest(later=later), self._at(NOW + timedelta(days=later)):
                self._run()
                self.assertEqual(len(self._mails(order)), expected)
        self.assertFollowup(order, 0)
        self.assertEqual(order.followup_step, 15)

    def test_waits_in_the_queue(self):
        """An engine killed before its commit has sent nothing."""
        self.first.followup_sends = True
        order = self._sent(6)
        self._run()
        [message] = self._mails(order)
        mail = self.env["mail.mail"].sudo().search([("mail_message_id", "=", message.id)])
        self.assertEqual(set(mail.mapped("state")), {"outgoing"})
        self.assertIn(self.sales.email_formatted, message.email_from)

    def test_robot_touches_nothing(self):
        self.first.followup_sends = True
        order = self._sent(6)
        before = order.opportunity_id.last_interaction_date
        self._run()
        self.assertEqual(order.opportunity_id.last_interaction_date, before)

    def test_what_ends_reminders_ends_the_mails(self):
        """(event since it was sent; number of mails)"""
        self.first.followup_sends = True

        def answer(order):
            order.message_post(
                body="Yes", author_id=self.customer.id, message_type="email", email_from="g@x.fr"
            )

        cases = [
            ("nothing", lambda order: None, 1),
            ("signed", lambda order: order.action_confirm(), 0),
            ("refused", lambda order: order._action_cancel(), 0),
            ("expired", lambda order: order.write({"validity_date": days_ago(1)}), 0),
            ("answered", answer, 0),
            ("planned", lambda order: order.activity_schedule(date_deadline=NOW.date()), 0),
        ]
        for case, happen, expected in cases:
            with self.subTest(case=case):
                order = self._sent(6)
                happen(order)
                self._flush_tracking()
                before = self._mails(order)
                self._run()
                self.assertEqual(len(self._mails(order) - before), expected)

    def test_who_cannot_be_mailed_gets_a_call(self):
        self.first.followup_sends = True
        nowhere = self._sent(6)
        nowhere.partner_id = self.env["res.partner"].create({"name": "Nowhere"})
        wrong = self._sent(6)
        wrong.partner_id = self.env["res.partner"].create({"name": "Wrong", "email": "wrong"})
        silent = self._sent(6)
        silent.partner_id = self.env["res.partner"].create(
            {"name": "Silent", "email": "silent@example.com"}
        )
        self.env["mail.blacklist"].sudo()._add("silent@example.com")
        mailed = self._sent(6)
        self._run()
        for order in (nowhere, wrong, silent):
            self.assertFollowup(order)
            self.assertEqual(order.followup_step, 5)
        self.assertFollowup(mailed, 0)
        self.assertEqual(len(self._mails(mailed)), 1)

    def test_one_that_fails_stops_no_other(self):
        self.first.followup_sends = True
        template = self.env.ref("pilotage_commercial.mail_template_followup_5").sudo()
        bad, good = self._sent(6), self._sent(6)
        template.subject = f"{{{{ 1 / (object.id - {bad.id}) }}}}"
        with mute_logger(ENGINE, REPORT):
            self._run()
        self.assertEqual([len(self._mails(bad)), len(self._mails(good))], [0, 1])
        self.assertEqual([bad.followup_step, good.followup_step], [0, 5])

    def test_manager_switches_it_on_for_their_companies(self):
        rule = self.first.with_user(self.sales)
        rule.followup_sends = True
        self.assertTrue(self.first.followup_sends)
        self.assertEqual(self.first.followup_company_ids, self.company)
        with self.assertRaises(AccessError):
            self.first.with_user(self.colleague).followup_sends = False
