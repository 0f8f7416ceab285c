"""Who gets a request, when, and never twice."""

from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import SatisfactionCase

REQUEST = "odoo.addons.pilotage_commercial_rating.models.sale_order_request"


@tagged("standard", "post_install", "-at_install")
class TestRequest(SatisfactionCase):
    def _addresses(self, mails):
        return sorted(address for mail in mails for address in mail["email_to"])

    def test_once(self):
        order = self._delivered()
        [mail] = self._ask()
        self.assertIn("girard@example.com", mail["email_to"][0])
        self.assertIn(order.name, mail["subject"])
        self.assertEqual(order.satisfaction_request, "sent")
        self.assertEqual(order.satisfaction_request_date, fields.Datetime.now())
        rates = [link for link in self._links(mail) if link.startswith("/rate/")]
        token = order.rating_ids.access_token
        self.assertEqual(rates, [f"/rate/{token}/{rate}" for rate in (5, 3, 1)])
        self.assertFalse(order.rating_ids.consumed)
        self.assertFalse(order.satisfaction)
        self.assertFalse(self._ask())
        # Not even when more is ordered and delivered.
        order.order_line.product_uom_qty = 12
        self.env.flush_all()
        self.assertFalse(order.delivered_on)
        self._deliver(order)
        self.env.flush_all()
        self.assertEqual(order.delivered_on, fields.Date.to_date("2026-03-10"))
        with freeze_time("2026-03-20 10:00"):
            self.assertFalse(self._ask())
        self.assertEqual(len(order.rating_ids), 1)

    def test_delay(self):
        """Delivered on the 8th, three days make the 11th, from 8 in the morning on."""
        order = self._delivered("2026-03-08")
        for moment in ("2026-03-10 10:00", "2026-03-10 23:30", "2026-03-11 06:30"):
            with freeze_time(moment), self.subTest(moment):
                self.assertFalse(self._ask())
        with freeze_time("2026-03-11 07:00"):
            self.assertEqual(len(self._ask()), 1)
        self.assertEqual(order.satisfaction_request, "sent")

    def test_delivered_on(self):
        """The day on which the order was delivered; being paid later changes nothing."""
        order = self._order((self.panel, 2, 50), state="sale")
        self.assertFalse(order.delivered_on)
        self._deliver(order, 1)
        self.assertProgress(order, "confirmed")
        self.assertFalse(order.delivered_on)
        # 23:30 UTC on the 11th is the 12th in Paris
        with freeze_time("2026-03-11 23:30"):
            self._deliver(order)
            self.assertProgress(order, "delivered")
        self.assertEqual(order.delivered_on, fields.Date.to_date("2026-03-12"))
        with freeze_time("2026-03-15 10:00"):
            self._pay(self._invoice(order))
            self.assertProgress(order, "paid")
        self.assertEqual(order.delivered_on, fields.Date.to_date("2026-03-12"))
        self.assertFalse(order.copy().delivered_on)

    def test_delivered_on_follows_the_order(self):
        """Stored when it is delivered; cancelled, then sold again on the 12th, still delivered."""
        order = self._order((self.work, 2, 50), state="sale")
        self._deliver(order)
        self.env.flush_all()
        self.assertEqual(order.delivered_on, fields.Date.to_date("2026-03-10"))
        order._action_cancel()
        self.env.flush_all()
        self.assertFalse(order.delivered_on)
        with freeze_time("2026-03-12 10:00"):
            order.action_draft()
            order.action_confirm()
            self.env.flush_all()
        self.assertEqual(order.order_progress, "delivered")
        self.assertEqual(order.delivered_on, fields.Date.to_date("2026-03-12"))

    def test_not_delivered(self):
        draft, confirmed, cancelled = self._order(), self._order(state="sale"), self._delivered()
        cancelled._action_cancel()
        self.env.flush_all()
        self.assertFalse(cancelled.delivered_on)
        self.assertFalse(self._ask())
        for order in draft | confirmed | cancelled:
            self.assertFalse(order.satisfaction_request)

    def test_switch(self):
        """No request for deliveries before the switch, however often it is used."""
        self.company.satisfaction_request = False
        self.env.flush_all()
        self.assertFalse(self.company.satisfaction_request_since)
        before = self._delivered("2026-03-09")
        today = self._delivered("2026-03-10")
        self.assertFalse(self._ask())
        self.company.satisfaction_request = True
        self.env.flush_all()
        day = fields.Date.to_date("2026-03-10")
        self.assertEqual(self.company.satisfaction_request_since, day)
        with freeze_time("2026-04-01 10:00"):
            # The settings write it again.
            self.company.satisfaction_request = True
            self.env.flush_all()
            self.assertEqual(self.company.satisfaction_request_since, day)
            self.assertEqual(len(self._ask()), 1)
        self.assertEqual(today.satisfaction_request, "sent")
        self.assertFalse(before.satisfaction_request)

    def test_history(self):
        """Orders older than the addon have no day of delivery, and get no request."""
        order = self._delivered()
        self.env.flush_all()
        self.cr.execute(
            "UPDATE sale_order SET delivered_on = NULL, order_progress = NULL WHERE id = %s",
            [order.id],
        )
        self.env.invalidate_all()
        self.env["sale.order"]._complete_history_facts(100)
        self.assertEqual(order.order_progress, "delivered")
        self.assertFalse(order.delivered_on)
        with freeze_time("2026-04-01 10:00"):
            self.assertFalse(self._ask())

    def test_companies(self):
        """Each has its switch, its delay and its day: in Auckland the 11th has begun."""
        other = self._create_company("Auckland Timber", "Pacific/Auckland")
        silent = self._create_company("Silent")
        companies = self.company | other | silent
        self.env.user.company_ids |= companies
        orders = self.env["sale.order"]
        for company in companies:
            company.email = f"{company.id}@example.com"
            line = {"product_id": self.beam.id, "price_unit": 100, "tax_ids": False}
            order = orders.with_context(allowed_company_ids=companies.ids).create(
                {
                    "partner_id": self.customer.id,
                    "company_id": company.id,
                    "user_id": False,
                    "order_line": [Command.create(line)],
                }
            )
            order.action_confirm()
            self._deliver(order)
            order.delivered_on = "2026-03-10"
            orders += order
        other.write({"satisfaction_request": True, "satisfaction_request_delay": 1})
        other.satisfaction_request_since = "2026-03-01"
        # 11 in the morning in Paris, 23 in Auckland: nobody; 20:00 UTC is 9 in Auckland.
        self.assertFalse(self._ask())
        with freeze_time("2026-03-10 20:00"):
            [mail] = self._ask()
        self.assertIn(f"{other.id}@example.com", mail["email_from"])
        self.assertIn(other.name, mail["subject"])
        self.assertEqual(orders.mapped("satisfaction_request"), [False, "sent", False])
        with freeze_time("2026-03-13 10:00"):
            [mail] = self._ask()
        self.assertIn(self.company.name, mail["subject"])
        self.assertEqual(orders.mapped("satisfaction_request"), ["sent", "sent", False])

    def test_obstacles(self):
        """No request when there is an obstacle, whose reason the order shows."""
        partners = self.env["res.partner"].create(
            [
                {"name": "No address"},
                {"name": "Wrong address", "email": "somewhere"},
                {"name": "Opted out", "email": "out@example.com", "satisfaction_opt_out": True},
                {"name": "Black", "email": "Black@Example.com"},
                {"name": "SA Out", "is_company": True, "satisfaction_opt_out": True},
            ]
        )
        self.env["mail.blacklist"]._add("black@example.com")
        of_company = self.env["res.partner"].create(
            {"name": "Mme Out", "email": "sa@example.com", "parent_id": partners[-1].id}
        )
        partners = partners[:4] | of_company
        orders = [self._delivered(partner_id=partner.id) for partner in partners]
        known = self._delivered()
        known.satisfaction = 4
        free = self._order((self.beam, 1, 0), state="sale")
        self._deliver(free)
        free.delivered_on = "2026-03-07"
        good = self._delivered()
        self.assertEqual(len(self._ask()), 1)
        found = [order.satisfaction_request for order in (*orders, known, free, good)]
        expected = ["no_email", "no_email", "opt_out", "opt_out", "opt_out", "known", "free"]
        self.assertEqual(found, [*expected, "sent"])
        self.assertFalse(self._ask())

    def test_pause(self):
        """A customer who buys every week gets a request once a month, and one for two orders of a
        day.
        """
        self.company.satisfaction_request_pause = 30
        first, same_day = self._delivered(), self._delivered()
        self.assertEqual(len(self._ask()), 1)
        self.assertEqual((first | same_day).mapped("satisfaction_request"), ["sent", "recent"])
        later, colleague = self._delivered(), self._delivered(partner_id=self.customer.copy().id)
        with freeze_time("2026-04-09 09:59"):
            self.assertEqual(len(self._ask()), 1)
        self.assertEqual((later | colleague).mapped("satisfaction_request"), ["recent", "sent"])
        month = self._delivered("2026-04-01")
        with freeze_time("2026-04-09 10:00"):
            self.assertEqual(len(self._ask()), 1)
        self.assertEqual(month.satisfaction_request, "sent")
        # The button still sends the request.
        with self.mock_mail_gateway():
            later.action_request_satisfaction()
        self.assertEqual(later.satisfaction_request, "sent")

    def test_failure(self):
        """An e-mail that cannot be created is reported and stops no other."""
        first, bad, last = (self._delivered() for _number in range(3))
        template = self.env.ref("pilotage_commercial_rating.mail_template_satisfaction")
        template.body_html = f"""<p><t t-out="1 // (object.id != {bad.id})"/></p>"""
        with self.assertLogs(REQUEST, "ERROR") as logs:
            self.assertEqual(len(self._ask()), 2)
        self.assertIn(f"order {bad.id} failed", logs.output[0])
        self.assertEqual(
            (first | bad | last).mapped("satisfaction_request"), ["sent", "failed", "sent"]
        )
        self.assertFalse(bad.rating_ids)

    def test_batches(self):
        """The next run continues one without time left, each order once."""
        orders = self.env["sale.order"]
        for _number in range(5):
            orders += self._delivered()
        with patch(f"{REQUEST}.BATCH", 2):
            self.assertEqual(len(self._ask(time_left=0)), 2)
            self.assertEqual(self.commits, [(2, 3)])
            self.assertEqual(orders.mapped("satisfaction_request"), ["sent"] * 2 + [False] * 3)
            self.assertEqual(len(self._ask()), 3)
            self.assertEqual(self.commits, [(2, 1), (1, 0)])
        self.assertEqual(len(orders.rating_ids), 5)

    def test_being_changed(self):
        """An order that somebody is changing waits for the next run."""
        order = self._delivered()
        with patch.object(type(order), "try_lock_for_update", lambda self, **_options: self[:0]):
            self.assertFalse(self._ask())
        self.assertFalse(order.satisfaction_request)
        self.assertEqual(len(self._ask()), 1)

    def test_template(self):
        """A company may use its own words; without a template there is no request."""
        order = self._delivered()
        template = self.env.ref("pilotage_commercial_rating.mail_template_satisfaction")
        own = template.copy({"subject": "And so, {{ object.name }}?"})
        self.company.satisfaction_template_id = own
        [mail] = self._ask()
        self.assertEqual(mail["subject"], f"And so, {order.name}?")
        (own | template).unlink()
        order = self._delivered()
        self.assertFalse(self._ask())
        self.assertFalse(order.satisfaction_request)
        with self.assertRaisesRegex(UserError, "settings"):
            order.action_request_satisfaction()

    def test_language(self):
        """The request is in the customer's language, whatever the company's."""
        self.env["res.lang"]._activate_lang("fr_FR")
        terms = self.env["ir.module.module"]
        terms._load_module_terms(["pilotage_commercial_rating"], ["fr_FR"], overwrite=True)
        self.customer.lang = "fr_FR"
        order = self._delivered()
        [mail] = self._ask()
        self.assertIn(f"êtes-vous satisfait de la commande {order.name}", mail["subject"])
        self.assertIn("est livrée", str(mail["body"]))
        self.assertIn("Ne plus m’interroger", str(mail["body"]))
        self.assertEqual(len(self._links(mail)), 4)

    def test_by_hand(self):
        user = new_test_user(
            self.env,
            "satisfaction-camille",
            "sales_team.group_sale_salesman",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        other = user.copy({"login": "satisfaction-alex"})
        self.company.satisfaction_request = False  # by itself
        order = self._order(state="sale", user_id=user.id)
        with self.assertRaises(AccessError):
            order.with_user(other).action_request_satisfaction()
        order = order.with_user(user)
        self.customer.email = False
        with self.assertRaisesRegex(UserError, "Mme Girard has no valid e-mail"):
            order.action_request_satisfaction()
        self.customer.write({"email": "girard@example.com", "satisfaction_opt_out": True})
        with self.assertRaisesRegex(UserError, "does not want"):
            order.action_request_satisfaction()
        self.customer.satisfaction_opt_out = False
        with self.mock_mail_gateway():
            order.action_request_satisfaction()
            self.env.cr.postcommit.run()
        self.assertEqual(self._addresses(self._mails), ['"Mme Girard" <girard@example.com>'])
        with self.assertRaisesRegex(UserError, "asked already"):
            order.action_request_satisfaction()
        with self.assertRaisesRegex(UserError, "Confirm the order"):
            self._order().action_request_satisfaction()

    def test_delay_is_checked(self):
        for name in ("satisfaction_request_delay", "satisfaction_request_pause"):
            with (
                self.subTest(name),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.company[name] = -1
                self.env.flush_all()

    def test_days_beyond_ten_years(self):
        """Refused; an older value of this kind stops neither this company nor others."""
        order = self._delivered("2026-03-08")
        other = self.env["res.company"].create({"name": "Far", "satisfaction_request": True})
        for name in ("satisfaction_request_delay", "satisfaction_request_pause"):
            with self.subTest(name), self.assertRaises(ValidationError):
                other[name] = 3651
            other[name] = 3650
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_company SET satisfaction_request_delay = 1000000,"
            " satisfaction_request_pause = 1000000 WHERE id = %s",
            [other.id],
        )
        self.env.cr.execute(
            "UPDATE res_company SET satisfaction_request_pause = 1000000 WHERE id = %s",
            [self.company.id],
        )
        self.env.invalidate_all()
        with freeze_time("2026-03-12 10:00"):
            self.assertEqual(len(self._ask()), 1)
        self.assertEqual(order.satisfaction_request, "sent")

    def test_settings(self):
        """The settings belong to the company, and describe its requests."""
        company = self.env["res.company"].create({"name": "New"})
        self.assertFalse(company.satisfaction_request)
        self.assertEqual(company.satisfaction_request_delay, 3)
        settings = self.env["res.config.settings"].with_company(company).create({})
        self.assertTrue(settings.module_pilotage_commercial_rating)
        settings.write({"satisfaction_request": True, "satisfaction_request_delay": 10})
        self.assertTrue(company.satisfaction_request)
        self.assertEqual(company.satisfaction_request_since, fields.Date.to_date("2026-03-10"))
        self.assertEqual(company.satisfaction_request_delay, 10)
