"""The events of a salesperson's agenda."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import new_test_user, tagged

from ..common import PipelineCase
from .test_ical import check

NOON = "2026-11-25 12:00:00"  # a Wednesday


@tagged("standard", "post_install", "-at_install")
@freeze_time(NOON)
class TestAgenda(PipelineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.here = cls.env.company
        cls.there = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.seller = new_test_user(
            cls.env, "agenda_own", "sales_team.group_sale_salesman", tz="Europe/Paris"
        )
        cls.customer = cls.env["res.partner"].create({"name": "Mairie", "phone": "+33 1 23"})
        cls.lead = cls._create_lead(
            cls.prospect, name="Barn", user_id=cls.seller.id, partner_id=cls.customer.id
        )

    def _plan(self, record, summary="Call", days=0, user=None, **values):
        return self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id(record._name),
                "res_id": record.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                "summary": summary,
                "date_deadline": fields.Date.to_date("2026-11-25") + timedelta(days=days),
                "user_id": (user or self.seller).id,
                **values,
            }
        )

    def _read(self, user=None):
        """Return the events of ``user`` by their summary."""
        self.env.flush_all()
        self.env.invalidate_all()
        events = check((user or self.seller)._get_agenda())
        return {event["SUMMARY"]: event for event in events.values()}

    def _uid(self, activity):
        return (
            f"activity-{activity.id}@{self.env['ir.config_parameter'].get_param('database.uuid')}"
        )

    def test_last_day_there_is(self):
        """One day that no calendar goes beyond does not close the whole agenda."""
        self._plan(self.lead, "Never", date_deadline="9999-12-31")
        self._plan(self.lead, "Tomorrow", days=1)
        content = self.seller._get_agenda().decode()
        self.assertIn("DTSTART;VALUE=DATE:99991231", content)
        self.assertIn("DTEND;VALUE=DATE:20261127", content)

    def test_actions_of_every_kind_of_document(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "user_id": self.seller.id, "name": "S1"}
        )
        self._plan(self.lead, "Call", 2)
        self._plan(order, "Follow up", -1)
        self._plan(self.customer, "Usual order overdue")
        found = self._read()
        self.assertEqual(
            {summary: event["DTSTART"] for summary, event in found.items()},
            {
                "Call – Barn": "20261127",
                "Follow up – Mairie\\, S1": "20261124",
                "Usual order overdue – Mairie": "20261125",
            },
        )
        self.assertEqual(found["Call – Barn"]["CATEGORIES"], "Call")

    def test_event_says_whom_to_call_and_opens_the_record(self):
        activity = self._plan(self.lead, note="<p>About the <b>roof</b></p>")
        event = self._read()["Call – Barn"]
        link = f"{self.lead.get_base_url()}/mail/view?model=crm.lead&res_id={self.lead.id}"
        self.assertEqual(event["URL"], link)
        words = event["DESCRIPTION"].split("\\n")
        self.assertEqual(words[:2], ["Mairie", "+33 1 23"])
        self.assertIn("About the *roof*", words)
        self.assertEqual(words[-1], link)
        self.assertEqual(event["UID"], self._uid(activity))

    def test_what_is_left_out(self):
        done = self._plan(self.lead, "Done")
        done._action_done()
        meeting = self.env["calendar.event"].create(
            {"name": "Visit", "start": "2026-11-26 09:00:00", "stop": "2026-11-26 10:00:00"}
        )
        self._plan(self.lead, "Meeting", calendar_event_id=meeting.id)
        self._plan(self.lead, "Of a colleague", user=self.salesperson)
        self._plan(self.lead, "Overdue for too long", -32)
        self._plan(self.lead, "Overdue", -31)
        self._plan(self.seller.partner_id, "On a contact")
        self.env["mail.activity"].create({"summary": "Personal", "user_id": self.seller.id})
        self.assertEqual(
            set(self._read()), {"Overdue – Barn", f"On a contact – {self.seller.name}"}
        )

    def test_reader_sees_no_document_of_others(self):
        """An activity on a document that the user may not read (any more) reveals nothing of it."""
        self.seller.company_ids |= self.there
        others = self._create_lead(self.prospect, name="Secret", user_id=self.salesperson.id)
        elsewhere = self._create_lead(
            self.prospect,
            name="Abroad",
            user_id=self.seller.id,
            team_id=False,
            company_id=self.there.id,
        )
        for record in (self.lead, others):
            self._plan(record)
        self._plan(elsewhere, "Call")
        self.seller.company_ids -= self.there
        self.assertEqual(set(self._read()), {"Call – Barn"})
        self.seller.company_ids |= self.there
        self.assertEqual(set(self._read()), {"Call – Barn", "Call – Abroad"})

    def test_customer_of_another_company_is_not_named(self):
        """The document is the reader's, but not its customer."""
        self._plan(self.lead)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET company_id = %s WHERE id = %s",
            [self.there.id, self.customer.id],
        )
        event = self._read()["Call – Barn"]
        self.assertNotIn("Mairie", event["DESCRIPTION"])

    def test_kind_of_document_that_is_closed_leaves_the_others(self):
        """Who lost the right to a whole model still has an agenda of the rest."""
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "user_id": self.seller.id}
        )
        self._plan(order)
        self._plan(self.lead)
        self.env["ir.model.access"].search([("model_id.model", "=", "sale.order")]).active = False
        self.assertEqual(set(self._read()), {"Call – Barn"})

    def test_archived_document_stays(self):
        """An activity of an archived customer is still to do."""
        self._plan(self.customer)
        self.customer.active = False
        self.assertEqual(set(self._read()), {"Call – Mairie"})

    def test_rename_keeps_the_identity_and_says_that_it_changed(self):
        activity = self._plan(self.lead)
        before = self._read()["Call – Barn"]
        self.lead.name = "Hangar"
        self.seller.login = "agenda_renamed"
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET write_date = write_date + interval '90 seconds' WHERE id = %s",
            [self.lead.id],
        )
        after = self._read()["Call – Hangar"]
        self.assertEqual(after["UID"], before["UID"])
        self.assertEqual(after["UID"], self._uid(activity))
        self.assertGreater(int(after["SEQUENCE"]), int(before["SEQUENCE"]))
        self.assertGreater(after["LAST-MODIFIED"], before["LAST-MODIFIED"])

    def test_postponed_action_moves(self):
        activity = self._plan(self.lead)
        before = self._read()["Call – Barn"]
        activity.date_deadline += timedelta(days=6)
        after = self._read()["Call – Barn"]
        self.assertEqual((before["DTSTART"], after["DTSTART"]), ("20261125", "20261201"))
        self.assertEqual(after["UID"], before["UID"])

    def test_deleted_document_leaves_the_others(self):
        second = self._create_lead(self.prospect, name="Roof", user_id=self.seller.id)
        self._plan(self.lead)
        kept = self._plan(second)
        self.lead.unlink()
        self.assertEqual(self._read()["Call – Roof"]["UID"], self._uid(kept))
        # Deleted behind Odoo's back: its activity points nowhere.
        self.env.cr.execute("DELETE FROM crm_lead WHERE id = %s", [second.id])
        self.env.invalidate_all()
        self.assertEqual(check(self.seller._get_agenda()), {})

    def test_due_day_is_the_same_in_every_zone(self):
        """(zone; moment; an activity 31 days overdue there). The day of an activity has no zone;
        the first day of the agenda is the reader's.
        """
        activity = self._plan(self.lead)
        cases = [
            ("Pacific/Auckland", "2026-11-24 23:30:00", "2026-10-25", True),
            ("Pacific/Auckland", "2026-11-24 23:30:00", "2026-10-24", False),
            ("America/Los_Angeles", "2026-11-25 07:30:00", "2026-10-24", True),
            ("America/Los_Angeles", "2026-11-25 07:30:00", "2026-10-23", False),
        ]
        for zone, moment, deadline, expected in cases:
            with self.subTest(zone=zone, deadline=deadline), freeze_time(moment):
                self.seller.tz = zone
                activity.date_deadline = deadline
                found = self._read()
                self.assertEqual(bool(found), expected)
                if expected:
                    self.assertEqual(found["Call – Barn"]["DTSTART"], deadline.replace("-", ""))

    def test_words_are_the_reader_s(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        activity = self._plan(self.lead, summary=False)
        activity.activity_type_id.with_context(lang="fr_FR").name = "Appel"
        self.seller.lang = "fr_FR"
        self.assertIn("Appel – Barn", self._read())

    def test_number_of_queries_does_not_grow(self):
        self._plan(self.lead)
        self._read()
        few = self._count_queries()
        for index in range(20):
            lead = self._create_lead(self.prospect, name=f"Deal {index}", user_id=self.seller.id)
            self._plan(lead)
        self.assertEqual(self._count_queries(), few)

    def _count_queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.seller._get_agenda()
        return self.env.cr.sql_log_count - before
