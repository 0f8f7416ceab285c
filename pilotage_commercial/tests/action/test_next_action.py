from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tests.common import freeze_time


@tagged("standard", "post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestNextAction(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = new_test_user(
            cls.env,
            login="next-action",
            groups="sales_team.group_sale_salesman_all_leads",
            tz="Europe/Paris",
        )
        cls.env = cls.env(
            user=cls.salesperson,
            context={**cls.env.context, "tracking_disable": True, "tz": "Europe/Paris"},
        )
        cls.lead = cls._create_lead()

    @classmethod
    def _create_lead(cls, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "user_id": cls.salesperson.id,
                **values,
            }
        )

    def _meeting(self, start, stop, lead=None, name="Site visit", **values):
        return self.env["calendar.event"].create(
            {
                "name": name,
                "start": start,
                "stop": stop,
                "opportunity_id": (lead or self.lead).id,
                **values,
            }
        )

    def _activity(self, day, summary="Call", lead=None, **values):
        return (lead or self.lead).activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=date.fromisoformat(day),
            summary=summary,
            user_id=self.salesperson.id,
            **values,
        )

    def assertNext(self, summary, day, lead=None):
        lead = lead or self.lead
        expected = date.fromisoformat(day) if day else False
        self.assertEqual((lead.next_action, lead.next_action_date), (summary, expected))
        # The values read one by one agree with the search.
        found = self.env["crm.lead"].search(
            [
                ("id", "=", lead.id),
                ("next_action_date", "=", expected),
            ]
        )
        self.assertEqual(found, lead)

    # --- reading ---

    def test_nothing_planned(self):
        self.assertNext(False, False)

    def test_earliest_open_activity(self):
        self._activity("2026-03-20", "Send the offer")
        self._activity("2026-03-12", "Call back")
        self.assertNext("Call back", "2026-03-12")
        self.lead.activity_ids[0].action_feedback("done")
        self.assertNext("Send the offer", "2026-03-20")
        self.lead.activity_ids.unlink()
        self.assertNext(False, False)

    def test_among_archived_records(self):
        """What is done is archived: a list that shows archived records does not plan it again."""
        self._activity("2026-03-12", "Call back")
        self._meeting("2026-03-15 08:00:00", "2026-03-15 09:00:00").active = False
        self.lead.activity_ids.action_feedback("done")
        self.env.invalidate_all()
        lead = self.lead.with_context(active_test=False)
        self.assertEqual((lead.next_action, lead.next_action_date), (False, False))
        lead.next_action = "Send the offer"
        self.assertEqual(lead.activity_ids.filtered("active").summary, "Send the offer")
        self.assertEqual(lead.activity_ids.filtered("feedback").summary, "Call back")

    def test_without_summary_the_type_is_named(self):
        self._activity("2026-03-12", "")
        self.assertNext(self.env.ref("mail.mail_activity_data_todo").name, "2026-03-12")

    def test_meetings(self):
        self._meeting("2026-03-09 08:00:00", "2026-03-09 09:00:00", name="Held yesterday")
        self.assertNext(False, False)
        self._meeting("2026-03-15 08:00:00", "2026-03-15 09:00:00")
        self.assertNext("Site visit", "2026-03-15")
        self._activity("2026-03-18")
        self.assertNext("Site visit", "2026-03-15")
        self._activity("2026-03-15", "Prepare the visit")
        self.assertNext("Prepare the visit", "2026-03-15")

    def test_meeting_is_next_until_it_is_over(self):
        self._meeting("2026-03-10 08:30:00", "2026-03-10 09:30:00")
        self.assertNext("Site visit", "2026-03-10")
        with freeze_time("2026-03-10 09:31:00"):
            self.lead.invalidate_recordset()
            self.assertNext(False, False)

    def test_day_of_a_meeting_is_the_users(self):
        # 23:30 in UTC is 00:30 the next day in Paris, 12:30 the next day in Auckland and
        # 16:30 the same day in Los Angeles.
        self._meeting("2026-03-12 23:30:00", "2026-03-13 00:30:00")
        for timezone, day in [
            ("Europe/Paris", "2026-03-13"),
            ("Pacific/Auckland", "2026-03-13"),
            ("America/Los_Angeles", "2026-03-12"),
        ]:
            with self.subTest(timezone=timezone):
                self.env = self.env(context={**self.env.context, "tz": timezone})
                self.assertNext("Site visit", day, self.lead.with_env(self.env))

    def test_cancelled_meeting_is_not_next(self):
        meeting = self._meeting("2026-03-15 08:00:00", "2026-03-15 09:00:00")
        meeting.active = False
        self.assertNext(False, False)

    def test_another_users_private_meeting_keeps_its_subject(self):
        boss = new_test_user(self.env(user=1), login="boss", groups="sales_team.group_sale_manager")
        self.env["calendar.event"].with_user(boss).create(
            {
                "name": "Secret talk",
                "start": datetime(2026, 3, 15, 8),
                "stop": datetime(2026, 3, 15, 9),
                "opportunity_id": self.lead.id,
                "privacy": "private",
                "user_id": boss.id,
                "partner_ids": [(6, 0, boss.partner_id.ids)],
            }
        )
        self.lead.invalidate_recordset()
        self.env["calendar.event"].invalidate_model()
        self.assertEqual(self.lead.next_action_date, date(2026, 3, 15))
        self.assertNotIn("Secret", self.lead.next_action)
        groups = self.env["crm.lead"]._read_group([("id", "=", self.lead.id)], ["next_action"])
        self.assertNotIn("Secret", str(groups))

    # --- writing ---

    def test_writing_makes_then_moves_one_activity(self):
        self.lead.write({"next_action": "Relance téléphonique", "next_action_date": "2026-12-18"})
        activity = self.lead.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.salesperson)
        self.assertFalse(activity.automated)
        self.assertNext("Relance téléphonique", "2026-12-18")
        self.lead.next_action_date = "2026-12-20"
        self.assertNext("Relance téléphonique", "2026-12-20")
        self.lead.next_action = "Visite"
        self.assertNext("Visite", "2026-12-20")
        self.assertEqual(self.lead.activity_ids, activity)

    def test_written_in_one_time_zone_and_read_in_another(self):
        """In one transaction, as an import or a scheduled action reads for several people."""
        self.lead.next_action = "Call"
        elsewhere = self.lead.with_context(tz="Pacific/Auckland")
        self.assertNext("Call", str(date.today()), elsewhere)
        self.lead.write({"next_action": "Visit", "next_action_date": "2031-01-31"})
        self.assertNext("Visit", "2031-01-31", elsewhere)
        elsewhere.next_action = "Quote"
        self.assertNext("Quote", "2031-01-31")

    def test_writing_the_same_changes_nothing(self):
        values = {"next_action": "Call", "next_action_date": "2026-03-12"}
        self.lead.write(values)
        before = self.lead.activity_ids.write_date
        self.lead.write(values)
        self.assertEqual(len(self.lead.activity_ids), 1)
        self.assertEqual(self.lead.activity_ids.write_date, before)

    def test_at_creation(self):
        lead = self._create_lead(next_action="Call", next_action_date="2026-03-12")
        self.assertNext("Call", "2026-03-12", lead)
        for empty in ({"next_action": False}, {"next_action": "", "next_action_date": False}):
            self.assertFalse(self._create_lead(**empty).activity_ids)

    def test_at_creation_by_somebody_who_follows_it(self):
        # Creating a lead adds its salesperson as a follower, and so does the activity.
        lead = (
            self.env["crm.lead"]
            .with_context(tracking_disable=False)
            .create(
                {
                    "name": "Deal",
                    "type": "opportunity",
                    "next_action": "Call",
                    "next_action_date": "2026-12-18",
                }
            )
        )
        self.assertEqual(len(lead.message_partner_ids), 1)
        self.assertNext("Call", "2026-12-18", lead)

    def test_without_date_it_is_due_today(self):
        self.lead.next_action = "Call"
        self.assertNext("Call", "2026-03-10")

    def test_without_summary_a_date_is_enough(self):
        self.lead.next_action_date = "2026-03-12"
        self.assertEqual(self.lead.activity_ids.date_deadline, date(2026, 3, 12))

    def test_salesperson_of_the_lead_gets_it(self):
        colleague = new_test_user(
            self.env(user=1), login="colleague", groups="sales_team.group_sale_salesman"
        )
        lead = self._create_lead(user_id=colleague.id, next_action="Call")
        self.assertEqual(lead.activity_ids.user_id, colleague)
        lead = self._create_lead(user_id=False, next_action="Call")
        self.assertEqual(lead.activity_ids.user_id, self.salesperson)

    def test_salesperson_who_left_gets_nothing(self):
        """Nobody would see it, and the deal would seem taken care of."""
        system = self.env(user=1)
        gone = new_test_user(system, login="gone", groups="sales_team.group_sale_salesman")
        lead = self._create_lead(user_id=gone.id)
        gone.action_archive()
        lead.next_action = "Call"
        self.assertEqual(lead.activity_ids.user_id, self.salesperson)

    def test_emptying_is_refused_and_loses_nothing(self):
        self._activity("2026-03-12")
        with self.assertRaisesRegex(UserError, "Call"):
            self.lead.write({"next_action": False, "next_action_date": False})
        self.lead.invalidate_recordset()
        self.assertNext("Call", "2026-03-12")

    def test_meeting_is_not_moved_from_here(self):
        self._meeting("2026-03-15 08:00:00", "2026-03-15 09:00:00")
        with self.assertRaisesRegex(UserError, "Site visit"):
            self.lead.next_action_date = "2026-03-20"
        self.lead.invalidate_recordset()
        self.lead.write({"next_action": "Prepare", "next_action_date": "2026-03-12"})
        self.assertNext("Prepare", "2026-03-12")

    def test_what_was_exported_comes_back(self):
        """An import that gives the next action again changes nothing, be it a meeting."""
        self._meeting("2026-03-15 08:00:00", "2026-03-15 09:00:00")
        other = self._create_lead()
        activity = self._activity("2026-03-12", lead=other)
        leads = self.lead + other
        names = [".id", "next_action", "next_action_date"]
        self.salesperson.sudo().group_ids += self.env.ref("base.group_allow_export")
        exported = leads.export_data(names)["datas"]
        rows = [[str(cell) for cell in row] for row in exported]
        self.assertEqual([row[1] for row in rows], ["Site visit", "Call"])
        self.assertEqual(self.env["crm.lead"].load(names, rows)["ids"], leads.ids)
        self.assertFalse(self.lead.activity_ids)
        self.assertEqual(other.activity_ids, activity)

    def test_in_the_form(self):
        with Form(self.lead) as form:
            form.next_action = "Call"
            form.next_action_date = "2026-03-12"
        self.assertNext("Call", "2026-03-12")
        with Form(self.lead) as form:
            form.name = "Renamed"
        self.assertEqual(len(self.lead.activity_ids), 1)

    # --- searching, ordering, grouping ---

    def _four_leads(self):
        late = self._create_lead(name="late")
        self._activity("2026-03-01", "Zebra", lead=late)
        soon = self._create_lead(name="soon")
        self._meeting("2026-03-11 08:00:00", "2026-03-11 09:00:00", lead=soon)
        later = self._create_lead(name="later")
        self._activity("2026-04-20", "Apple", lead=later)
        return late, soon, later, self.lead

    def test_search(self):
        late, soon, later, none = self._four_leads()
        everything = late | soon | later | none
        for domain, expected in [
            ([("next_action_date", "=", False)], none),
            ([("next_action_date", "!=", False)], late | soon | later),
            ([("next_action_date", "<", "2026-03-10")], late),
            ([("next_action_date", "<=", "2026-03-11")], late | soon),
            ([("next_action_date", ">", "2026-03-11")], later),
            ([("next_action_date", "=", "2026-03-11")], soon),
            ([("next_action_date", "!=", "2026-03-11")], late | later | none),
            ([("next_action_date", "in", ["2026-03-01", False])], late | none),
            ([("next_action_date", "not in", ["2026-03-01", False])], soon | later),
            ([("next_action", "=", False)], none),
            ([("next_action", "ilike", "ZEB")], late),
            ([("next_action", "not ilike", "zeb")], soon | later | none),
            ([("next_action", "=", "Apple")], later),
        ]:
            with self.subTest(domain=domain):
                found = self.env["crm.lead"].search([("id", "in", everything.ids), *domain])
                self.assertEqual(found, everything & found)
                self.assertEqual(set(found), set(expected))

    def test_order(self):
        late, soon, later, none = self._four_leads()
        scope = [("id", "in", (late | soon | later | none).ids)]
        search = self.env["crm.lead"].search
        self.assertEqual(search(scope, order="next_action_date, id"), late | soon | later | none)
        descending = search(scope, order="next_action_date desc nulls last, id")
        self.assertEqual(descending, later | soon | late | none)
        by_label = search([*scope, ("id", "!=", soon.id)], order="next_action")
        self.assertEqual(by_label, later | late | none)
        # The pages of the web client: the second one continues where the first one ends.
        pages = search(scope, order="next_action_date", limit=2)
        pages |= search(scope, order="next_action_date", limit=2, offset=2)
        self.assertEqual(pages, late | soon | later | none)

    def test_group_by_week(self):
        late, soon, later, none = self._four_leads()
        scope = [("id", "in", (late | soon | later | none).ids)]
        groups = (
            self.env["crm.lead"]
            .with_context(lang="fr_FR")
            ._read_group(scope, ["next_action_date:month"], ["__count"])
        )
        self.assertEqual(groups, [(date(2026, 3, 1), 2), (date(2026, 4, 1), 1), (False, 1)])
        formatted = self.env["crm.lead"].formatted_read_group(
            scope, ["next_action_date:week"], ["__count"]
        )
        # Each group opens on the records that it counts.
        for group in formatted:
            count = self.env["crm.lead"].search_count([*scope, *group["__extra_domain"]])
            self.assertEqual(count, group["__count"])

    def test_one_query_whatever_the_number(self):
        leads = self.env["crm.lead"].create([{"name": f"Lead {i}"} for i in range(30)])
        for lead in leads:
            self._activity("2026-03-12", lead=lead)
        self.env.flush_all()

        def count_queries(records):
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            records.mapped("next_action")
            records.mapped("next_action_date")
            return self.env.cr.sql_log_count - start

        count_queries(leads[:1])  # caches of rules and types
        self.assertLessEqual(count_queries(leads), count_queries(leads[:1]))
