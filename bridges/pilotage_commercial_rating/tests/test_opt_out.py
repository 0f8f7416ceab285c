"""The link by which a customer asks for no more requests."""

from lxml import html

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import SatisfactionCase


@tagged("standard", "post_install", "-at_install")
class TestOptOut(SatisfactionCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.order = self._delivered()
        [mail] = self._ask()
        [self.link] = [link for link in self._links(mail) if link.endswith("/opt_out")]

    def _open(self):
        page = self.url_open(self.link)
        self.assertEqual(page.status_code, 200)
        return html.fromstring(page.text)

    def test_opt_out(self):
        [form] = self._open().xpath("//form[contains(@action, '/opt_out')]")
        self.env.invalidate_all()
        self.assertFalse(self.customer.satisfaction_opt_out)  # e-mail scanners open every link
        done = self.url_open(form.get("action"), dict(form.form_values()))
        self.assertEqual(done.status_code, 200)
        self.assertIn("You will not be asked any more", done.text)
        self.env.invalidate_all()
        self.assertTrue(self.customer.satisfaction_opt_out)
        self.assertIn("no more satisfaction", self.customer.message_ids[0].body)
        # The page now says so, without a form.
        self.assertFalse(self._open().xpath("//form[contains(@action, '/opt_out')]"))
        self._delivered()
        self.assertFalse(self._ask())
        # An earlier request may still be answered.
        path = f"/rate/{self.order.rating_ids.access_token}/5"
        self.assertEqual(self.url_open(path).status_code, 200)

    def test_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        terms = self.env["ir.module.module"]
        terms._load_module_terms(["pilotage_commercial_rating"], ["fr_FR"], overwrite=True)
        self.customer.lang = "fr_FR"
        text = self._open().text_content()
        self.assertIn("Ne plus recevoir de demandes de satisfaction\xa0?", text)

    def test_forged(self):
        other = self.env["res.partner"].create({"name": "Other", "email": "o@example.com"})
        _empty, path, partner, token, page = self.link.split("/")
        self.assertEqual(partner, str(self.customer.id))
        for wrong in (
            f"/{path}/{other.id}/{token}/{page}",
            f"/{path}/{partner}/{token[:-1]}/{page}",
            f"/{path}/{partner}/{'0' * 64}/{page}",
            f"/{path}/{partner}/é/{page}",
            f"/{path}/999999999/{token}/{page}",
        ):
            with self.subTest(wrong):
                self.assertEqual(self.url_open(wrong).status_code, 404)
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(self.link, {"x": "1"}).status_code, 400)
        self.env.invalidate_all()
        self.assertFalse((self.customer | other).filtered("satisfaction_opt_out"))
