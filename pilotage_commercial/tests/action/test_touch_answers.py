"""Only a person of the customer answers: raw mails through the gateway, suppliers, meetings."""

from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from ..common_attention import NOW, AttentionCase, days_ago

MAIL = """Message-Id: <{number}@example.com>
From: {author}
To: sales@ours.example.com
In-Reply-To: {parent}
References: {parent}
Subject: {subject}
Date: Wed, 18 Mar 2026 10:00:00 +0000
{headers}MIME-Version: 1.0
Content-Type: {kind}

{body}
"""
BOUNCE = "multipart/report; report-type=delivery-status; boundary=X"
# As Exchange, Gmail, Postfix, older responders and lists send them; RFC 3834, section 5.
AUTOMATIC = {
    "exchange, English": "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\n",
    "exchange, French": "X-Auto-Response-Suppress: DR, OOF, AutoReply\n",
    "gmail": "Auto-Submitted: auto-replied\nPrecedence: bulk\nX-Autoreply: yes\n",
    "with a comment": "Auto-Submitted: auto-replied (vacation)\n",
    "with a parameter": "Auto-Submitted: auto-replied; owner-email=girard@example.com\n",
    "in capitals": "AUTO-SUBMITTED: Auto-Notified\n",
    "older responder": "Precedence: auto_reply\n",
    "list": "Precedence: list\nList-Id: <news.example.com>\n",
    "junk": "Precedence: junk\n",
    "x-autoreply": "X-Autoreply: yes\n",
    "x-autorespond": "X-Autorespond: away until Monday\n",
}
HUMAN = {
    "plain": "",
    "said to be human": "Auto-Submitted: no\n",
    "urgent": "Precedence: first-class\nImportance: high\n",
    "suppresses nothing": "X-Auto-Response-Suppress: None\n",
}


class AnswerCase(AttentionCase):
    number = 0

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = (
            cls.env["res.partner"].sudo().create({"name": "Beton Sud", "email": "sud@example.net"})
        )

    def _mail(self, record, headers="", author="girard@example.com", **values):
        """Receive a mail that answers what we wrote on ``record``."""
        parent = record.message_post(
            body="x",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.customer.ids,
        )
        type(self).number += 1
        raw = MAIL.format(
            **{
                "number": self.number,
                "author": author,
                "parent": parent.message_id,
                "subject": "Re: offer",
                "headers": headers,
                "kind": "text/plain; charset=utf-8",
                "body": "Received, thank you.",
                **values,
            }
        )
        threads = self.env["mail.thread"].with_user(self.robot)
        threads.message_process("crm.lead", raw, save_original=False)
        self._flush_tracking()
        return self.env["mail.message"].search([("message_id", "ilike", f"<{self.number}@")])

    def assertAnswered(self, lead, answered=True):
        kinds = {kind for _at, kind in self._get_touches(lead)}
        self.assertEqual("customer" in kinds, answered)

    def _get_touches(self, lead):
        self._flush_tracking()
        query = self.env["crm.lead"]._get_touches_sql(lead._ids)
        return [(at, kind) for _lead, at, kind, _id in self.env.execute_query(query)]


@tagged("standard", "post_install", "-at_install")
class TestGateway(AnswerCase):
    def test_person_answers(self):
        for name, headers in HUMAN.items():
            lead = self._lead()
            with self.subTest(name):
                self.assertEqual(self._mail(lead, headers).message_type, "email")
                self.assertAnswered(lead)

    def test_machine_does_not(self):
        for name, headers in AUTOMATIC.items():
            lead = self._lead()
            with self.subTest(name):
                message = self._mail(lead, headers)
                self.assertEqual((message.model, message.res_id), ("crm.lead", lead.id))
                self.assertAnswered(lead, False)

    def test_machine_answers_a_quotation(self):
        lead = self._lead()
        self._mail(self._quotation(lead), AUTOMATIC["gmail"])
        self.assertAnswered(lead, False)

    def test_person_answers_a_quotation(self):
        lead = self._lead()
        self._mail(self._quotation(lead))
        self.assertAnswered(lead)

    def test_bounce(self):
        lead = self._lead()
        body = "--X\nContent-Type: text/plain\n\nNo such user\n--X--"
        self._mail(lead, kind=BOUNCE, author="MAILER-DAEMON@example.com", body=body)
        self.assertAnswered(lead, False)

    def test_automatic_mail_is_still_read(self):
        lead = self._lead()
        message = self._mail(lead, AUTOMATIC["exchange, English"], body="Back on 2 April.")
        self.assertIn("Back on 2 April", message.body)
        self.assertIn(message, lead.message_ids)

    def test_other_models_are_left_alone(self):
        message = self._mail(self.customer, AUTOMATIC["gmail"])
        self.assertEqual(message.message_type, "email")


@tagged("standard", "post_install", "-at_install")
class TestWhoAnswers(AnswerCase):
    def test_supplier_in_copy(self):
        lead = self._lead()
        self._mail(lead, author="sud@example.net")
        self.assertAnswered(lead, False)

    def test_supplier_in_copy_of_a_quotation(self):
        lead = self._lead()
        self._mail(self._quotation(lead), author="sud@example.net")
        self.assertAnswered(lead, False)

    def test_colleague_of_the_customer(self):
        company = self.env["res.partner"].sudo().create({"name": "Girard SA", "is_company": True})
        self.customer.sudo().parent_id = company
        self.env["res.partner"].sudo().create(
            {"name": "M. Petit", "email": "petit@example.com", "parent_id": company.id}
        )
        lead = self._lead()
        self._mail(lead, author="petit@example.com")
        self.assertAnswered(lead)

    def test_somebody_unknown(self):
        lead = self._lead()
        self._mail(lead, author="who@example.org")
        self.assertAnswered(lead)

    def test_deal_without_a_customer(self):
        lead = self._lead(partner_id=False)
        self._mail(lead, author="girard@example.com")
        self.assertAnswered(lead)

    def test_supplier_on_a_deal_without_a_customer(self):
        """Known as a supplier, who never bought: no answer of anybody's customer."""
        lead = self._lead(partner_id=False)
        self.supplier.supplier_rank = 3
        self._mail(lead, author="sud@example.net")
        self.assertAnswered(lead, False)

    def test_employee_of_a_supplier_on_a_deal_without_a_customer(self):
        lead = self._lead(partner_id=False)
        self.supplier.supplier_rank = 3
        self.env["res.partner"].sudo().create(
            {"name": "M. Sable", "email": "sable@example.net", "parent_id": self.supplier.id}
        )
        self._mail(lead, author="sable@example.net")
        self.assertAnswered(lead, False)

    def test_supplier_who_buys_too(self):
        lead = self._lead(partner_id=False)
        self.supplier.write({"supplier_rank": 3, "customer_rank": 1})
        self._mail(lead, author="sud@example.net")
        self.assertAnswered(lead)

    def test_supplier_whose_deal_it_is(self):
        """The deal has their address: they are the prospect."""
        lead = self._lead(partner_id=False, email_from="Beton Sud <SUD@example.net>")
        self.supplier.supplier_rank = 3
        self._mail(lead, author="sud@example.net")
        self.assertAnswered(lead)

    def test_unknown_company_on_a_deal_without_a_customer(self):
        """A contact of ours who never sold us anything may be the prospect."""
        lead = self._lead(partner_id=False)
        self._mail(lead, author="sud@example.net")
        self.assertAnswered(lead)


@tagged("standard", "post_install", "-at_install")
class TestDeclinedMeeting(AnswerCase):
    def _meet(self, lead, start, **states):
        """Create a meeting with attendees who answer: customer, supplier, sales."""
        people = {"customer": self.customer, "supplier": self.supplier}
        partners = self.sales.partner_id.union(*(people[name] for name in states))
        meeting = self._meeting(lead, start)
        meeting.partner_ids = [Command.set(partners.ids)]
        for name, state in states.items():
            meeting.attendee_ids.filtered(lambda x, n=name: x.partner_id == people[n]).write(
                {"state": state}
            )
        return meeting

    def test_declined_is_not_planned(self):
        lead = self._lead()
        self._meet(lead, NOW + timedelta(days=3), customer="declined")
        self.assertAttention(lead, "inactive")
        self.assertFalse(lead.next_action_date)

    def test_accepted_is(self):
        lead = self._lead()
        self._meet(lead, NOW + timedelta(days=3), customer="accepted", supplier="declined")
        self.assertAttention(lead, "ok")

    def test_one_of_two_declined(self):
        lead = self._lead()
        child = (
            self.env["res.partner"]
            .sudo()
            .create({"name": "M. Petit", "parent_id": self.customer.id, "email": "p@example.com"})
        )
        meeting = self._meet(lead, NOW + timedelta(days=3), customer="declined")
        meeting.partner_ids = [Command.link(child.id)]
        self.assertAttention(lead, "ok")

    def test_declined_was_not_held(self):
        lead = self._lead()
        self._meet(lead, days_ago(2), customer="declined")
        self.assertAttention(lead, "inactive")

    def test_supplier_declined_was_held(self):
        lead = self._lead()
        meeting = self._meet(lead, days_ago(2), supplier="declined", customer="needsAction")
        self.assertAttention(lead, "no_action", "meeting", meeting.stop)
