"""Mails as programs write them: receipts, calendars, vacations in many languages, forwards."""

from datetime import timedelta

from odoo.tests import tagged

from ..common_attention import NOW
from .test_touch_answers import AnswerCase

# How responders begin their subject, by language, when they mark nothing else.
VACATIONS = {
    "Swedish": "Automatiskt svar: Offert",
    "Danish": "Automatisk svar: Tilbud",
    "Finnish": "Automaattinen vastaus: Tarjous",
    "Polish": "=?utf-8?Q?Odpowied=C5=BA_automatyczna=3A_Oferta?=",
    "Czech": "=?utf-8?B?QXV0b21hdGlja8OhIG9kcG92xJvEjzogTmFiw61ka2E=?=",
    "Hungarian": "=?utf-8?Q?Automatikus_v=C3=A1lasz=3A_Aj=C3=A1nlat?=",
    "Romanian": "=?utf-8?Q?R=C4=83spuns_automat=3A_Ofert=C4=83?=",
    "Russian": "=?utf-8?B?0JDQstGC0L7QvNCw0YLQuNGH0LXRgdC60LjQuSDQvtGC0LLQtdGCOiDQmtCf?=",
    "Turkish": "=?utf-8?Q?Otomatik_Yan=C4=B1t=3A_Teklif?=",
    "Catalan": "=?utf-8?Q?Resposta_autom=C3=A0tica=3A_Oferta?=",
    "Dutch": "Afwezigheidsbericht: Offerte",
    "Portuguese": "=?utf-8?Q?Resposta_autom=C3=A1tica=3A_Proposta?=",
    "French, absent": "Absent du bureau : Re: offre",
    "French, message": "Message d'absence : Re: offre",
    "French, typographic": "=?utf-8?Q?Message_d=E2=80=99absence_=3A_offre?=",
    "French, short": "Absence : offre",
    "French, reply": "=?utf-8?Q?R=C3=A9ponse_d=27absence_=3A_offre?=",
    "French, out": "Hors du bureau : offre",
    "Danish, short": "Autosvar: Tilbud",
    "German, short": "Abwesend: Angebot",
    "Italian": "Fuori ufficio: offerta",
    "Spanish": "Fuera de la oficina: oferta",
    "Greek": "=?utf-8?B?zpHPhc+Ez4zOvM6xz4TOtyDOsc+AzqzOvc+EzrfPg863OiBvZmZlcg==?=",
    "Chinese": "=?utf-8?B?6Ieq5Yqo5Zue5aSNOiBvZmZlcg==?=",
    "Japanese": "=?utf-8?B?6Ieq5YuV5b+c562U77yab2ZmZXI=?=",
    "English, AutoReply": "Out of Office AutoReply: offer",
    "English, bracket": "[Auto-Reply] Re: offer",
    "English, vacation": "Vacation reply: offer",
    "English, OOO": "OOO: Re: offer",
}
FAILURES = {
    "Exchange, French": "Non remis : offre",
    "Exchange 365, French": "=?utf-8?Q?Non_remise_=3A_offre?=",
    "old Exchange, French": "=?utf-8?Q?=C3=89chec_de_la_remise_=3A_offre?=",
    "notice, French": "=?utf-8?Q?Notification_d=27=C3=A9tat_de_remise_(=C3=A9chec)?=",
    "provider, French": "=?utf-8?Q?Message_non_distribu=C3=A9?=",
    "provider, French, mail": "=?utf-8?Q?=C3=89chec_de_livraison_du_message?=",
    "Gmail, delay": "Delivery Status Notification (Delay)",
    "qmail": "failure notice",
    "returned": "Returned mail: see transcript for details",
    "German": "Unzustellbar: Angebot",
    "Spanish": "No se puede entregar: oferta",
}
RECEIPTS = {
    "English": "Read: offer",
    "English, deleted": "Not read: offer",
    "French": "Lu : offre",
    "French, not": "Non lu : offre",
    "French, receipt": "=?utf-8?Q?Accus=C3=A9_de_r=C3=A9ception_(affich=C3=A9)_-_offre?=",
    "French, reading": "=?utf-8?Q?Confirmation_de_lecture_=3A_offre?=",
    "English, displayed": "Return Receipt (displayed) - offer",
    "German": "Gelesen: Angebot",
    "Spanish": "=?utf-8?Q?Le=C3=ADdo=3A_oferta?=",
}
# Subjects of persons that look like them.
PERSONS = (
    "Absence de M. Roux, offre",
    "Lu et approuve",
    "Read and approved",
    "Non, merci",
    "=?utf-8?Q?Accus=C3=A9_de_r=C3=A9ception_de_votre_offre?=",
    "=?utf-8?Q?=C3=89chec_de_livraison_du_12_mars?=",
    "Lu",
    "Absence",
    "Vacation house, offer",
    "Message pour vous",
    "Re: Lu : offre",
    "TR: Non remis : offre",
    "RE: Message d'absence : offre",
)
CALENDAR = """--X
Content-Type: text/plain; charset=utf-8

{text}
--X
Content-Type: text/calendar; charset=utf-8; method={method}
Content-Transfer-Encoding: 7bit

BEGIN:VCALENDAR
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
VERSION:2.0
METHOD:{method}
BEGIN:VEVENT
UID:1234@example.com
DTSTAMP:20260318T100000Z
DTSTART:20260325T090000Z
DTEND:20260325T100000Z
SUMMARY:Visit
ORGANIZER:mailto:sales@ours.example.com
ATTENDEE;PARTSTAT={state}:mailto:girard@example.com
END:VEVENT
END:VCALENDAR
--X--"""
MDN = """--X
Content-Type: text/plain; charset=utf-8

{text}
--X
Content-Type: message/disposition-notification

Final-Recipient: rfc822;girard@example.com
Disposition: manual-action/MDN-sent-manually; displayed
--X--"""


@tagged("standard", "post_install", "-at_install")
class TestMailsOfPrograms(AnswerCase):
    def _check(self, cases, answered, returned=False):
        """Receive a mail for each of ``cases``.

        :param returned: Odoo takes it for a returned mail, and posts none
        """
        for name, values in cases.items():
            lead = self._lead()
            with self.subTest(name):
                message = self._mail(lead, **values)
                self.assertEqual((message.model, message.res_id), self._place(lead, returned))
                self.assertAnswered(lead, answered)

    def _place(self, lead, returned):
        return (False, 0) if returned else ("crm.lead", lead.id)

    def test_vacation(self):
        self._check({name: {"subject": subject} for name, subject in VACATIONS.items()}, False)

    def test_failure(self):
        self._check({name: {"subject": subject} for name, subject in FAILURES.items()}, False)

    def test_failure_by_its_sender(self):
        senders = {
            "Exchange": "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.com",
            "postmaster": "postmaster@example.com",
            "in French": '"Systeme de remise" <postmaster@orange.example.com>',
        }
        self._check({name: {"author": author} for name, author in senders.items()}, False)
        daemon = "Mail Delivery Subsystem <mailer-daemon@googlemail.com>"
        self._check({"daemon": {"author": daemon}}, False, returned=True)

    def test_receipt(self):
        self._check({name: {"subject": subject} for name, subject in RECEIPTS.items()}, False)

    def test_receipt_by_its_type(self):
        kind = "multipart/report; report-type=disposition-notification; boundary=X"
        cases = {
            "English": {"body": MDN.format(text="Your message was displayed."), "kind": kind},
            "French": {"body": MDN.format(text="Votre message a ete lu."), "kind": kind},
        }
        self._check(cases, False, returned=True)

    def test_person_with_such_a_subject(self):
        self._check({subject: {"subject": subject} for subject in PERSONS}, True)

    def test_calendar(self):
        """Accepted or declined by a click: the meeting says so, nobody answered the offer."""
        cases = {
            state: {
                "kind": "multipart/alternative; boundary=X",
                "subject": f"{state.title()}: Visit",
                "body": CALENDAR.format(method="REPLY", state=state, text=""),
            }
            for state in ("ACCEPTED", "DECLINED", "TENTATIVE")
        }
        self._check(cases, False)

    def test_calendar_of_a_person(self):
        """Another time is proposed, or a meeting is asked for: somebody chose it."""
        cases = {
            method: {
                "kind": "multipart/alternative; boundary=X",
                "subject": "New Time Proposed: Visit",
                "body": CALENDAR.format(method=method, state="TENTATIVE", text="Thursday?"),
            }
            for method in ("COUNTER", "REQUEST")
        }
        self._check(cases, True)

    def test_calendar_with_a_word(self):
        body = CALENDAR.format(method="REPLY", state="DECLINED", text="Call me on Monday.")
        body = body.replace("END:VEVENT", "COMMENT;LANGUAGE=en:Call me on Monday.\nEND:VEVENT")
        self._check({"word": {"kind": "multipart/alternative; boundary=X", "body": body}}, True)

    def test_calendar_beside_an_answer(self):
        """An answer that carries the file of a meeting is an answer."""
        body = CALENDAR.format(method="PUBLISH", state="ACCEPTED", text="We sign on Monday.")
        self._check({"file": {"kind": "multipart/mixed; boundary=X", "body": body}}, True)

    def test_empty_body(self):
        quoted = "\n\n> On Wed, sales wrote:\n> Our offer"
        cases = {
            "nothing": {"body": ""},
            "quoted only": {"body": quoted},
            "signature of a telephone": {"body": "\n\nSent from my iPhone"},
            "HTML": {"kind": "text/html; charset=utf-8", "body": "<div><br></div>"},
        }
        self._check(cases, True)

    def test_encodings(self):
        cases = {
            "Latin": {"body": "caf=E9", "kind": "text/plain; charset=iso-8859-1"},
            "no charset": {"body": "Bonjour", "kind": "text/plain"},
            "no subject": {"subject": ""},
        }
        self._check(cases, True)


@tagged("standard", "post_install", "-at_install")
class TestMailsOfPeople(AnswerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.env["res.partner"].sudo()
        cls.firm = partners.create({"name": "Girard SA", "is_company": True})
        cls.customer.sudo().parent_id = cls.firm

    def test_colleague_forwards(self):
        """It is work on the deal, and no answer of the customer."""
        lead = self._lead()
        author = f"Colleague <{self.colleague.email}>"
        body = "FYI\n\n---------- Forwarded message ---------\nFrom: girard@example.com\n\nYes"
        self._mail(lead, author=author, subject="Fwd: Re: offer", body=body)
        self.assertAnswered(lead, False)
        self.assertAttention(lead, "no_action", "message", NOW)

    def test_unknown_employee(self):
        lead = self._lead()
        self._mail(lead, author="achats@example.com", subject="RE: offer")
        self.assertAnswered(lead)

    def test_other_address_to_an_old_version(self):
        lead = self._lead()
        with self._at(NOW - timedelta(days=9)):
            older = self._quotation(lead)
            older.action_quotation_sent()
            self._flush_tracking()
        with self._at(NOW - timedelta(days=6)):
            newer = self._quotation(lead)
            newer.action_quotation_sent()
            self._flush_tracking()
        self.assertTrue(newer.is_unanswered)
        self._mail(older, author="Compta <compta@example.com>")
        self.env.invalidate_all()
        self.assertFalse(newer.is_unanswered)

    def test_customer_forwards_to_us(self):
        lead = self._lead()
        self._mail(lead, subject="TR: offre", body="Voir avec mon associe.")
        self.assertAnswered(lead)

    def test_read_receipt_of_a_quotation_ends_nothing(self):
        lead = self._lead()
        with self._at(NOW - timedelta(days=6)):
            order = self._quotation(lead)
            order.action_quotation_sent()
            self._flush_tracking()
        kind = "multipart/report; report-type=disposition-notification; boundary=X"
        self._mail(order, kind=kind, body=MDN.format(text="Lu"), subject="Lu : offre")
        self.env.invalidate_all()
        self.assertTrue(order.is_unanswered)
