"""One answer: the menu, the start page, the cockpit, the review and the mails count the same rows,
for every kind of user.

The oracle knows the data as it was made, and none of the code.
"""

import random
import re
from collections import Counter
from datetime import timedelta
from itertools import product
from unittest.mock import patch

from lxml import etree

from odoo.fields import Domain
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.base.models.ir_cron import IrCron

from ..common_attention import NOW
from .test_day import WEDNESDAY, DayCase

SALES = "sales_team.group_sale_"
DEALS = 120
REMINDERS = 30


@tagged("standard", "post_install", "-at_install")
class TestDayCounts(DayCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        admin = cls.env(user=cls.robot, su=True, context={})
        cls.other = admin["res.company"].create({"name": "Day elsewhere"})
        here, both = cls.company.ids, (cls.company | cls.other).ids
        cls.users = {
            name: new_test_user(
                admin,
                login=f"day-{name}",
                groups=f"{SALES}{group}",
                company_id=companies[0],
                company_ids=[(6, 0, companies)],
                tz="Europe/Paris",
            )
            for name, group, companies in [
                ("own", "salesman", here),
                ("all", "salesman_all_leads", here),
                ("manager", "manager", here),
                ("elsewhere", "manager", cls.other.ids),
                ("two", "salesman", both),
            ]
        }
        cls.made = []
        cls._make(admin, random.Random(20260318))
        admin.flush_all()

    @classmethod
    def _make(cls, env, chance):
        """Create random deals and reminders of customers, and store their values."""
        people = {name: user.id for name, user in cls.users.items()}
        for _index in range(DEALS):
            company = chance.choice([cls.company, cls.company, cls.other])
            fit = [name for name, user in cls.users.items() if company in user.company_ids]
            owner, doer = chance.choice([*fit, None]), chance.choice(fit)
            day = chance.choice([None, *range(-9, 9)])
            on_quotation = day is not None and chance.random() < 0.2
            state = chance.choice(["open"] * 8 + ["won", "lost"])
            lead = env["crm.lead"].create(
                {
                    "name": f"Deal {_index}",
                    "type": "opportunity",
                    "company_id": company.id,
                    "team_id": False,
                    "user_id": people.get(owner, False),
                    "partner_id": cls.customer.id,
                }
            )
            record = lead
            if on_quotation:
                record = env["sale.order"].create(
                    {
                        "partner_id": cls.customer.id,
                        "opportunity_id": lead.id,
                        "company_id": company.id,
                        "user_id": people.get(owner, False),
                    }
                )
            if day is not None:
                cls._remind(env, record, people[doer], day)
            if state == "won":
                lead.action_set_won()
            elif state == "lost":
                lead.action_set_lost()
            cls.made.append(("deal", company, owner, doer if day is not None else None, day, state))
        for _index in range(REMINDERS):
            doer, day = chance.choice([*people]), chance.randint(-9, 9)
            partner = env["res.partner"].create({"name": f"Customer {_index}"})
            values = {"followup_rule_id": cls.rule.id, "automated": True}
            cls._remind(env, partner, people[doer], day, **values)
            company = cls.users[doer].company_id
            cls.made.append(("customer", company, doer, doer, day, "open"))

    @classmethod
    def _remind(cls, env, record, user_id, day, **values):
        env["mail.activity"].create(
            {
                "res_model_id": env["ir.model"]._get_id(record._name),
                "res_id": record.id,
                "date_deadline": WEDNESDAY + timedelta(days=day),
                "user_id": user_id,
                **values,
            }
        )

    def _expect(self, name, companies=None):
        """Return the positions, in the created data, of what ``name`` has to handle today.

        :param companies: selected companies, by default all those of the user
        """
        user = self.users[name]
        companies = companies or user.company_ids
        is_manager, sees_all = name in ("manager", "elsewhere"), name not in ("own", "two")
        found = set()
        for place, (kind, company, owner, doer, day, state) in enumerate(self.made):
            mine = name in (owner, doer)
            readable = company in companies
            if kind == "deal":
                readable = readable and (sees_all or owner in (name, None))
            else:
                readable = doer == name or (readable and sees_all)
            now = day is None or day <= 0
            if state == "open" and readable and now and (mine or is_manager):
                found.add(place)
        return found

    def _as(self, name, companies=None):
        user = self.users[name]
        context = {
            "allowed_company_ids": (companies or user.company_ids).ids,
            "tz": "Europe/Paris",
            "lang": "en_US",
        }
        return self.env(user=user, su=False, context=context)

    def _count_menu(self, env, action=None):
        """Return the rows that the list of the menu shows: its domain with its default filters.

        :param action: another action that opens the same list
        """
        action = action or env["ir.actions.act_window"]._for_xml_id(
            "pilotage_commercial.crm_lead_action_to_handle"
        )
        arch = env["pilotage.day"].get_view(action["search_view_id"][0], "search")["arch"]
        filters = {
            item.get("name"): safe_eval(item.get("domain"), {"uid": env.uid})
            for item in etree.fromstring(arch).iter("filter")
            if item.get("domain")
        }
        domain = action["domain"] or "[]"
        domain = Domain(safe_eval(domain) if isinstance(domain, str) else domain)
        context = action["context"]
        context = safe_eval(context) if isinstance(context, str) else context
        for key in context:
            if key.startswith("search_default_"):
                domain &= Domain(filters[key.removeprefix("search_default_")])
        return env["pilotage.day"].search_count(list(domain))

    def test_counts_agree(self):
        for name in self.users:
            with self.subTest(user=name):
                env = self._as(name)
                expected = len(self._expect(name))
                self.assertGreater(expected, 3)
                self.assertEqual(self._count_menu(env), expected)
                self.assertEqual(env["pilotage.day"].get_count(), expected)
                [block, *_others] = env["pilotage.kpi"].get_lists()
                self.assertEqual((block["code"], block["count"]), ("to_handle", expected))
                found = env[block["model"]].search_count(block["domain"])
                self.assertEqual(found, expected)
                # Row by row, as the list reads them.
                rows = env["pilotage.day"].search(block["domain"])
                self.assertEqual(len(rows.mapped("reason")), expected)

    def _make_review(self, company):
        """This week's review of ``company``, in which each of its people takes part."""
        people = [user for user in self.users.values() if company in user.company_ids]
        holder = self.users["manager" if company == self.company else "elsewhere"]
        reviews = self.env["pilotage.review"].sudo()
        return reviews.create(
            {
                "company_id": company.id,
                "team_id": False,
                "user_id": holder.id,
                "participant_ids": [(6, 0, [user.id for user in people])],
            }
        )

    def _read_mails(self, since):
        """Return the mails sent since, by recipient: ``{(user name, number): mails}``."""
        by_partner = {user.partner_id: name for name, user in self.users.items()}
        mails = self.env["mail.mail"].sudo().search([("id", ">", since.id)])
        found = Counter()
        for mail in mails:
            self.assertEqual(len(mail.recipient_ids), 1)
            numbers = re.findall(r"To handle today:</a>\s*<strong>(\d+)</strong>", mail.body_html)
            found.update((by_partner[mail.recipient_ids], int(number)) for number in numbers)
        return found

    def test_review_and_monday_mail(self):
        """In its own company: the number for each reader in the review, in the mail, and in their
        lists.
        """
        for company in (self.company, self.other):
            review = self._make_review(company)
            since = self.env["mail.mail"].sudo().search([], order="id desc", limit=1)
            review._send_monday_mail()
            people = [name for name, user in self.users.items() if company in user.company_ids]
            expected = {name: len(self._expect(name, company)) for name in people}
            self.assertEqual(self._read_mails(since), Counter(expected.items()))
            for name in people:
                with self.subTest(user=name, company=company.name):
                    env = self._as(name, company)
                    self.assertEqual(self._count_menu(env), expected[name])
                    self._check_review(review.with_env(env), expected[name])
            review.unlink()

    def _check_review(self, review, expected):
        self.assertEqual(review.to_handle_count, expected)
        action = review.action_open_to_handle()
        self.assertTrue(action["context"]["search_disable_custom_filters"])
        self.assertEqual(action["context"]["allowed_company_ids"], review.company_id.ids)
        self.assertEqual(self._count_menu(review.env, action), expected)

    def test_review_of_a_team(self):
        """The team's rows, as in the cockpit of the team, and in the list that opens."""
        team = self.env["crm.team"].create({"name": "Day", "company_id": self.company.id})
        deals = self.env["crm.lead"].sudo().search([("company_id", "=", self.company.id)])
        deals[::3].team_id = team
        review = self._make_review(self.company)
        review.team_id = team
        for name in ("own", "all", "manager"):
            with self.subTest(user=name):
                env = self._as(name)
                [block, *_others] = env["pilotage.kpi"].get_lists({"team_id": team.id})
                self.assertGreater(block["count"], 0)
                self._check_review(review.with_env(env), block["count"])

    def test_closed_review_counts_nothing(self):
        review = self._make_review(self.company)
        review.state = "missed"
        self.assertEqual(review.with_user(self.users["manager"]).to_handle_count, 0)

    def test_notice_of_new_followups(self):
        """The number created for each user, all of which they find in To Handle, due today or
        not.
        """
        since = self.env["mail.message"].sudo().search([], order="id desc", limit=1)
        rules = self.rule.with_user(self.robot).with_context(allowed_company_ids=[])
        rules.followup_told_id = 0
        with patch.object(IrCron, "_commit_progress", lambda *args, **kwargs: 1):
            rules._tell_salespeople()
        notices = (
            self.env["mail.message"]
            .sudo()
            .search([("id", ">", since.id), ("message_type", "=", "user_notification")])
        )
        reminders = [made for made in self.made if made[0] == "customer"]
        made = Counter(doer for _kind, _company, _owner, doer, _day, _state in reminders)
        for name, user in self.users.items():
            with self.subTest(user=name):
                [notice] = notices.filtered(
                    lambda notice, user=user: user.partner_id in notice.notified_partner_ids
                )
                self.assertIn(f"Follow-ups to do: {made[name]}", notice.subject)
                self.assertIn(f"Follow-ups added to your activities: {made[name]}", notice.body)
                mine = [("kind", "=", "customer"), ("is_mine", "=", True)]
                rows = self._as(name)["pilotage.day"].search_count(mine)
                self.assertEqual(rows, made[name])

    def test_users_differ(self):
        """The data distinguishes one kind of user from another."""
        self.assertEqual(len({frozenset(self._expect(name)) for name in self.users}), 5)

    def test_of_one_salesperson(self):
        """A manager filters the cockpit: the salesperson's own deals and reminders."""
        env = self._as("manager")
        [block, *_others] = env["pilotage.kpi"].get_lists({"user_id": self.users["all"].id})
        expected = sum(
            owner == "all" and company == self.company and state == "open" and (day or 0) <= 0
            for _kind, company, owner, _doer, day, state in self.made
        )
        self.assertEqual(block["count"], expected)

    def test_one_query_or_two(self):
        """The lists are the same whether one query counts the open opportunities by attention and
        those to handle, or two: in two currencies, and with cents.
        """
        admin = self.env(user=self.robot, su=True, context={})
        dollar = admin.ref("base.USD")
        dollar.active = True
        if self.company.currency_id == dollar:
            dollar = admin.ref("base.EUR")
            dollar.active = True
        self.other.sudo().currency_id = dollar
        rate = {"currency_id": dollar.id, "rate": 1.37, "company_id": self.company.id}
        admin["res.currency.rate"].create({**rate, "name": WEDNESDAY})
        leads = admin["crm.lead"].search([("company_id", "in", (self.company | self.other).ids)])
        for place, lead in enumerate(leads):
            lead.expected_revenue = 1000.07 + place * 3.11
        leads[::5].company_id = False
        # It is Wednesday 11:00 in Paris, where the company is, Thursday in Kiritimati, and still
        # Tuesday in Pago Pago.
        for place, lead in enumerate(leads[::2]):
            start = NOW + timedelta(hours=place % 40)
            stop = start + timedelta(hours=1)
            meeting = {"name": "Visit", "start": start, "stop": stop, "opportunity_id": lead.id}
            admin["calendar.event"].create(meeting)
        zones = (None, "Pacific/Kiritimati", "Pacific/Pago_Pago")
        for name, zone in product(self.users, zones):
            kpis = self._as(name)["pilotage.kpi"]
            kpis = kpis.with_context(tz=zone) if zone else kpis
            self.assertTrue(kpis._is_read_once(kpis._get_reader()), name)
            once = kpis.get_lists()
            self.assertGreater(sum(block["amount"] for block in once[:4]), 1000)
            with patch.object(type(kpis), "_is_read_once", lambda *_args: False):
                twice = kpis.get_lists()
            for one, two in zip(once, twice, strict=True):
                with self.subTest(user=name, zone=zone, code=one["code"]):
                    self.assertAlmostEqual(one.pop("amount"), two.pop("amount"), places=6)
                    self.assertEqual(one, two)
        team = self.env["crm.team"].create({"name": "Day", "company_id": self.company.id})
        ours = self._as("manager")["pilotage.kpi"]
        self.assertFalse(ours._is_read_once(ours._get_reader({"team_id": team.id})))

    def test_whose_rights_leave_their_own(self):
        """Told by the rules of access, whatever the groups."""
        expected = {"own": True, "two": True, "all": False, "manager": False, "elsewhere": False}
        days = {name: self._as(name)["pilotage.day"] for name in self.users}
        found = {name: day._sees_own_only() for name, day in days.items()}
        self.assertEqual(found, expected)
        self.assertFalse(days["own"].sudo()._sees_own_only())
        # The team of a salesperson is opened to them.
        self.env["ir.rule"].sudo().create(
            {
                "name": "Deals of my team",
                "model_id": self.env["ir.model"].sudo()._get_id("crm.lead"),
                "groups": [(4, self.env.ref(f"{SALES}salesman", False).id)],
                "domain_force": "[('team_id.member_ids', 'in', user.id)]",
            }
        )
        self.assertFalse(days["own"]._sees_own_only())

    def test_no_figure_of_costs(self):
        """The margin at stake is the estimated one, which every salesperson sees; no field of a row
        comes from the cost ledger.
        """
        env = self._as("own")
        fields = env["pilotage.day"].fields_get()
        self.assertIn("margin", fields)
        self.assertFalse([name for name in fields if "cost" in name or "real" in name])
