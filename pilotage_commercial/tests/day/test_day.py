"""The rows to handle: which ones, their owner, date, order and reason."""

from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common_attention import AttentionCase

WEDNESDAY = date(2026, 3, 18)  # today, in every time zone of the tests
MORNING = datetime(2026, 3, 18, 8, 0)


class DayCase(AttentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.days = cls.env["pilotage.day"]
        cls.rule = cls.env["base.automation"].sudo().search([("followup_kind", "!=", False)])[:1]

    def _row(self, lead):
        return self.days.search([("lead_id", "=", lead.id)])

    def _on(self, record, day, user=None, **values):
        """Create an activity of ``user`` on any record, due on ``day``."""
        return (
            self.env["mail.activity"]
            .sudo()
            .create(
                {
                    "res_model_id": self.env["ir.model"]._get_id(record._name),
                    "res_id": record.id,
                    "summary": "Call",
                    "date_deadline": day,
                    "user_id": (user or self.sales).id,
                    **values,
                }
            )
        )


@tagged("standard", "post_install", "-at_install")
class TestDay(DayCase):
    def test_when(self):
        """Sunday 22 March is the last day of this week."""
        for day, horizon in [
            (date(2025, 12, 31), "overdue"),
            (date(2026, 3, 17), "overdue"),
            (date(2026, 3, 18), "today"),
            (date(2026, 3, 19), "week"),
            (date(2026, 3, 22), "week"),
            (date(2026, 3, 23), "later"),
            (None, "none"),
        ]:
            with self.subTest(day=day):
                lead = self._lead()
                if day:
                    self._activity(lead, day)
                row = self._row(lead)
                self.assertEqual((row.date or None, row.horizon), (day, horizon))
                self.assertEqual(row.action or "", "Call" if day else "")

    def test_customer_of_another_company(self):
        """A contact that one may not read has no number here, and stops no list."""
        elsewhere = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        partner = (
            self.env["res.partner"].sudo().create({"name": "Martin", "phone": "01 02 03 04 05"})
        )
        lead = self._lead(partner_id=partner.id)
        other = self._lead(name="Other")
        meeting = (
            self.env["calendar.event"]
            .sudo()
            .create(
                {
                    "name": "Visit",
                    "start": "2026-03-18 13:00:00",
                    "stop": "2026-03-18 14:00:00",
                    "partner_ids": [(6, 0, (self.sales.partner_id | partner).ids)],
                }
            )
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET company_id = %s WHERE id = %s", [elsewhere.id, partner.id]
        )
        self.env.cr.execute("UPDATE crm_lead SET phone = NULL WHERE id = %s", [lead.id])
        self.env.invalidate_all()
        sales = self.env(
            user=self.sales, context={"allowed_company_ids": self.sales.company_id.ids}
        )
        rows = sales["pilotage.day"].search(
            ["|", ("lead_id", "in", (lead | other).ids), ("event_id", "=", meeting.id)]
        )
        found = rows.read(["name", "customer_name", "phone", "email", "display_name", "reason"])
        self.assertEqual(len(found), 3)
        self.assertNotIn("01 02 03 04 05", str(found))
        sales["pilotage.kpi"].get_lists({})

    def test_on_sunday_and_monday(self):
        lead = self._lead()
        self._activity(lead, date(2026, 3, 23))
        for now, horizon in [
            (datetime(2026, 3, 22, 12), "later"),
            (datetime(2026, 3, 23, 12), "today"),
            # 23:30 UTC is already Monday in Paris
            (datetime(2026, 3, 22, 23, 30), "today"),
        ]:
            with self.subTest(now=now), self._at(now):
                self.env.invalidate_all()
                self.assertEqual(self._row(lead).horizon, horizon)

    def test_a_deal_and_its_quotations_are_one_case(self):
        lead = self._lead()
        quotation = self._quotation(lead)
        self._activity(lead, date(2026, 3, 25))
        self._on(quotation, date(2026, 3, 17))
        rows = self.days.search([])
        self.assertEqual(rows.mapped("lead_id"), lead)
        self.assertEqual(len(rows), 1)
        self.assertEqual((rows.date, rows.kind), (date(2026, 3, 17), "deal"))

    def test_closed_is_not_to_handle(self):
        won, lost, idea = self._lead(), self._lead(), self._lead(type="lead")
        won.action_set_won()
        lost.action_set_lost()
        self.assertFalse(self.days.search([("lead_id", "in", (won | lost | idea).ids)]))

    def test_quotation_of_no_deal(self):
        quotation = self._quotation(self._lead())
        quotation.opportunity_id = False
        self.assertFalse(self.days.search([("kind", "=", "order")]))
        activity = self._on(quotation, WEDNESDAY)
        row = self.days.search([("kind", "=", "order")])
        self.assertEqual((row.order_id, row.activity_id), (quotation, activity))
        self.assertEqual((row.customer_name, row.horizon), ("Mme Girard", "today"))

    def test_customer_to_remind(self):
        """A reminder by our rules is shown to everybody, a user's own activity only to that
        user.
        """
        ours = self._on(
            self.customer, WEDNESDAY, user=self.colleague, followup_rule_id=self.rule.id
        )
        self._on(self.customer, WEDNESDAY, user=self.colleague)
        mine = self._on(self.customer, WEDNESDAY)
        rows = self.days.search([("kind", "=", "customer")])
        self.assertEqual(rows.activity_id, ours | mine)
        self.assertEqual(rows.filtered("is_mine").activity_id, mine)

    def test_meetings_of_the_week(self):
        """The reader's own, neither over nor declined; that of a deal is its next action."""
        lead = self._lead()
        meetings = {
            name: self.env["calendar.event"].create(
                {
                    "name": name,
                    "start": start,
                    "stop": start.replace(hour=start.hour + 1),
                    "partner_ids": [(6, 0, self.sales.partner_id.ids)],
                    **values,
                }
            )
            for name, start, values in [
                ("over", MORNING, {}),
                ("today", datetime(2026, 3, 18, 14), {}),
                ("sunday", datetime(2026, 3, 22, 14), {}),
                ("monday", datetime(2026, 3, 23, 14), {}),
                ("declined", datetime(2026, 3, 18, 15), {}),
                ("colleague", datetime(2026, 3, 18, 16), {}),
                ("deal", datetime(2026, 3, 18, 17), {"opportunity_id": lead.id}),
            ]
        }
        meetings["colleague"].sudo().partner_ids = self.colleague.partner_id
        meetings["declined"].attendee_ids.sudo().state = "declined"
        rows = self.days.search([("kind", "=", "meeting")])
        self.assertEqual(
            {row.name: row.horizon for row in rows}, {"today": "today", "sunday": "week"}
        )
        row = self._row(lead)
        self.assertEqual((row.action, row.action_kind, row.horizon), ("deal", "meeting", "today"))

    def test_order(self):
        """Urgency, then margin, unknown last, then the longest late; nothing planned last."""

        def lead(urgency, margin=None, day=None):
            values = (
                {} if margin is None else {"expected_revenue": 900, "estimated_cost": 900 - margin}
            )
            found = self._lead(urgency=urgency, **values)
            if day:
                self._activity(found, day)
            return found

        expected = [
            lead("3", None, date(2026, 3, 18)),
            lead("2", 300, date(2026, 3, 20)),
            lead("2", 100, date(2026, 3, 10)),
            lead("2", 100, date(2026, 3, 12)),
            lead("2", 100),
            lead("2", 0, date(2026, 1, 1)),
            lead("2", None, date(2026, 3, 1)),
            lead("2", None, date(2026, 3, 18)),
            lead("2", None),
            lead("1", 800, date(2026, 1, 1)),
        ]
        self.env.flush_all()
        self.assertEqual(self.days.search([]).mapped("lead_id.id"), [item.id for item in expected])

    def test_unknown_margin_is_empty(self):
        unknown, known = self._lead(), self._lead(expected_revenue=900, estimated_cost=0)
        rows = self.days.search([("margin", "=", False)])
        self.assertEqual(rows.lead_id, unknown)
        self.assertEqual(self._row(known).margin, 900)

    def test_why(self):
        """The reason repeats neither the action nor its date."""
        late, none = self._lead(), self._lead()
        self._activity(late, date(2026, 3, 16))
        self.assertEqual(
            self._row(late).reason, "2 days late · created on 02/16/2026, never touched"
        )
        self.assertEqual(self._row(none).reason, "created on 02/16/2026, never touched")
        self._on(self.customer, date(2026, 3, 17))
        [row] = self.days.search([("kind", "=", "customer")])
        self.assertIn("1 day late", row.reason)
        for reason in self.days.search([]).mapped("reason"):
            self.assertNotIn("Call", reason)

    def test_search_by_customer(self):
        lead = self._lead()
        other = self._lead(partner_id=False, partner_name="Sans fiche")
        self.assertEqual(self.days.search([("partner_id", "=", self.customer.id)]).lead_id, lead)
        self.assertEqual(self._row(other).customer_name, "Sans fiche")

    def test_search_by_name(self):
        lead, other = self._lead(name="Loading bay"), self._lead(name="Roof")
        self.assertEqual(self.days.search([("display_name", "ilike", "bay")]).lead_id, lead)
        found = self.days.search([("display_name", "not ilike", "bay")]).lead_id
        self.assertEqual(found & (lead | other), other)

    def test_read_by_id(self):
        """A row read by its id equals the row that was found."""
        lead = self._lead()
        self._activity(lead, WEDNESDAY)
        self._on(self.customer, WEDNESDAY)
        found = self.days.search([]).read(["kind", "date", "action", "horizon"])
        self.env.invalidate_all()
        ids = [row["id"] for row in found]
        self.assertEqual(self.days.browse(ids).read(["kind", "date", "action", "horizon"]), found)
        # Unknown ids, and ids that are no rows, return nothing.
        self.assertFalse(self.days.browse([8 * 10**9, 7]).exists())

    def test_columns_of_the_board(self):
        self._lead()
        groups = self.days._read_group([], ["horizon"], ["__count"])
        self.assertEqual(groups, [("none", 1)])
        days = self.days.with_context(read_group_expand=True)  # with the context of the board
        board = days.web_read_group([], ["horizon"], [])["groups"]
        self.assertEqual(
            [group["horizon"] for group in board], ["overdue", "today", "none", "week", "later"]
        )
        now = [("horizon", "in", ("overdue", "today", "none"))]
        [only] = days.web_read_group([("horizon", "=", "today")], ["horizon"], [])["groups"]
        self.assertEqual((only["horizon"], only["__count"]), ("today", 0))
        board = days.web_read_group(now, ["horizon"], [])["groups"]
        self.assertEqual([group["horizon"] for group in board], ["overdue", "today", "none"])

    def test_nothing_of_a_row_is_written(self):
        row = self._row(self._lead())
        with self.assertRaisesRegex(UserError, "Only the day can be changed here"):
            row.write({"amount": 3})

    def test_other_company(self):
        lead = self._lead()
        other = self.env["res.company"].sudo().create({"name": "Other"})
        self.sales.sudo().company_ids |= other
        elsewhere = self._lead(team_id=False)
        elsewhere.sudo().company_id = other
        nowhere = self._lead(company_id=False)
        for companies, expected in [
            (self.company, lead | nowhere),
            (other, elsewhere | nowhere),
            (self.company | other, lead | elsewhere | nowhere),
        ]:
            days = self.days.with_context(allowed_company_ids=companies.ids)
            self.assertEqual(days.search([]).lead_id, expected, companies.mapped("name"))
