"""The address of an agenda: its owner, and the access that it gives."""

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .test_ical import check


@tagged("standard", "post_install", "-at_install")
class TestAgendaAddress(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(cls.env, "agenda_seller", "sales_team.group_sale_salesman")
        cls.other = new_test_user(cls.env, "agenda_other", "sales_team.group_sale_manager")
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Barn", "type": "opportunity", "user_id": cls.seller.id}
        )
        cls.lead.activity_schedule(
            "mail.mail_activity_data_call", summary="Call", user_id=cls.seller.id
        )

    def _give(self, user):
        """Return the new address of ``user``, as the path of the site."""
        user.with_user(user).action_renew_agenda()
        return self._get_path(user)

    def _get_path(self, user):
        address = user.with_user(user).agenda_address
        return address and address.removeprefix(user.get_base_url())

    def _fetch(self, path, **headers):
        self.env.flush_all()
        return self.url_open(path, headers=headers, allow_redirects=False)

    def test_address_opens_the_agenda(self):
        path = self._give(self.seller)
        response = self._fetch(path)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "text/calendar; charset=utf-8")
        [event] = check(response.content).values()
        self.assertEqual(event["SUMMARY"], "Call – Barn")
        self.assertNotIn("session_id", response.cookies)

    def test_unchanged_agenda_is_not_sent_again(self):
        path = self._give(self.seller)
        tag = self._fetch(path).headers["ETag"]
        self.assertEqual(self._fetch(path, **{"If-None-Match": tag}).status_code, 304)
        self.lead.activity_ids.summary = "Write"
        response = self._fetch(path, **{"If-None-Match": tag})
        self.assertEqual(response.status_code, 200)
        self.assertNotEqual(response.headers["ETag"], tag)

    def test_what_opens_nothing(self):
        path = self._give(self.seller)
        folder, _slash, name = path.rpartition("/")
        token = name.removesuffix(".ics")
        theirs = self._give(self.other)
        foreign = theirs.rpartition("/")[2]
        gone = max(self.env["res.users"].with_context(active_test=False).search([]).ids) + 1000
        base = folder.rpartition("/")[0]
        wrong = {
            "shorter": f"{folder}/{token[:-1]}.ics",
            "longer": f"{folder}/{token}0.ics",
            "another's token": f"{folder}/{foreign}",
            "empty key": f"{folder}/False.ics",
            "not ASCII": f"{folder}/%C3%A9.ics",
            "nobody": f"{base}/{gone}/{token}.ics",
            "too large": f"{base}/{10**30}/{token}.ics",
            "no number": f"{base}/x/{token}.ics",
        }
        for case, address in wrong.items():
            with self.subTest(case=case):
                self.assertEqual(self._fetch(address).status_code, 404)
        self.assertEqual(self._fetch(path).status_code, 200)

    def test_renewed_and_revoked(self):
        first = self._give(self.seller)
        second = self._give(self.seller)
        self.assertNotEqual(first, second)
        self.assertEqual(self._fetch(first).status_code, 404)
        self.assertEqual(self._fetch(second).status_code, 200)
        self.seller.with_user(self.seller).action_revoke_agenda()
        self.assertFalse(self._get_path(self.seller))
        self.assertEqual(self._fetch(second).status_code, 404)

    def test_who_left_is_not_served(self):
        path = self._give(self.seller)
        self.seller.active = False
        self.assertEqual(self._fetch(path).status_code, 404)
        self.seller.active = True
        self.assertEqual(self._fetch(path).status_code, 200)
        self.seller.group_ids = self.env.ref("base.group_user")
        self.assertEqual(self._fetch(path).status_code, 404)

    def test_what_opens_nothing_says_nothing(self):
        """Wrong, revoked, of a user who left, without a user: one answer, which reveals nothing."""
        paths = [self._give(user) for user in (self.seller, self.other)]
        revoked = self._give(self.seller)
        self.seller.with_user(self.seller).action_revoke_agenda()
        self.other.active = False
        third = new_test_user(self.env, "agenda_third", "sales_team.group_sale_salesman")
        deleted = self._give(third)
        third.unlink()
        never = new_test_user(self.env, "agenda_never", "sales_team.group_sale_salesman")
        folder, token = f"/pilotage_commercial/agenda/{never.id}/", revoked.rpartition("/")[2]
        answers = [self._fetch(path) for path in (*paths, revoked, deleted, f"{folder}{token}")]
        self.assertEqual({answer.status_code for answer in answers}, {404})
        self.assertEqual(len({answer.content for answer in answers}), 1)
        headers = [{*answer.headers} - {"Set-Cookie", "Date"} for answer in answers]
        self.assertTrue(all(names == headers[0] for names in headers))

    def test_renamed_user_keeps_the_address(self):
        path = self._give(self.seller)
        self.seller.write({"name": "Somebody else", "login": "agenda_new_login"})
        content = self._fetch(path).content.decode()
        self.assertIn("Somebody else", content)
        self.assertIn("Call – Barn", content)

    def test_another_secret_of_the_database_voids_the_address(self):
        path = self._give(self.seller)
        self.env["ir.config_parameter"].set_param("database.secret", "of a copy")
        self.assertEqual(self._fetch(path).status_code, 404)

    def test_nobody_else_reads_the_address(self):
        self._give(self.seller)
        admin = self.env.ref("base.user_admin")
        for reader in (self.other, admin):
            with self.subTest(reader=reader.login):
                user = self.seller.with_user(reader)
                self.assertFalse(user.agenda_address)
                with self.assertRaises(AccessError):
                    user.read(["agenda_key"])
        with self.assertRaises(AccessError):
            self.seller.with_user(self.seller).read(["agenda_key"])
        self.assertFalse(self.seller.sudo().agenda_address)
        self.assertTrue(self.seller.with_user(self.seller).read(["agenda_address"]))

    def test_copy_of_a_user_has_no_address(self):
        self._give(self.seller)
        self.assertFalse(self.seller.copy({"login": "agenda_copy"}).agenda_key)

    def test_who_makes_and_revokes(self):
        """(who; renews the seller's; revokes the seller's)"""
        clerk = new_test_user(self.env, "agenda_clerk", "base.group_user")
        admin = self.env.ref("base.user_admin")
        cases = [
            (self.seller, True, True),
            (self.other, False, False),
            (clerk, False, False),
            (admin, False, True),
        ]
        for user, renews, revokes in cases:
            with self.subTest(user=user.login):
                self._give(self.seller)
                seller = self.seller.with_user(user)
                self._try(seller.action_renew_agenda, renews)
                self._try(seller.action_revoke_agenda, revokes)
                self.assertEqual(bool(self.seller.sudo().agenda_key), not revokes)
        self._try(clerk.with_user(clerk).action_renew_agenda, False)

    def _try(self, method, allowed):
        if allowed:
            method()
        else:
            with self.assertRaises(AccessError):
                method()

    def test_preferences_stay_open(self):
        action = self.seller.with_user(self.seller).action_renew_agenda()
        self.assertEqual(action["res_model"], "res.users")
        self.assertEqual(action["res_id"], self.seller.id)
