"""No field of ours is readable by customers and suppliers, unless listed here."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..common_kpi import KpiCase

OURS = "pilotage_commercial"
# Fields without groups, and why.
NO_GROUP = {
    "base.automation": "rules are read by sales managers and administrators only",
    "crm.lead.urgency": "as Odoo's priority beside it",
    "crm.lead.lost_from_stage_id": "as Odoo's stage beside it, and a partner who is given the "
    "opportunity may lose it",
    "crm.stage": "how the columns of a pipeline behave, for whoever moves an opportunity",
    "digest.digest": "computed under the rights of who reads it",
    "mail.activity": "an activity is read by who may read its document",
    "res.config.settings": "made and read by administrators only",
    "res.users.settings": "a user reads their own only",
}
# Fields that customers, suppliers and visitors may read, and why.
OPEN = {
    "sale.order.company_currency_id": "the currency of the company is on every document it sends",
    "sale.order.phase_trigger": "it has no value: written with the state, by who may write that",
    "sale.order.sending_trigger": "the same, for the first sending",
    "sale.order.figures_trigger": "the same, for a change of figures",
}


@tagged("standard", "post_install", "-at_install")
class TestOpenFields(KpiCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = cls._create_user("open-portal", "base.group_portal")
        cls.public = cls.env.ref("base.public_user")

    def _get_readable_models(self):
        """Yield the models that a customer, a supplier or a visitor may read, by their ACL."""
        for name, model in self.env.items():
            if any(model.with_user(user).has_access("read") for user in (self.portal, self.public)):
                yield name

    def test_fields(self):
        """A new field on a model that they may read needs groups, or a reason."""
        found = set()
        for model_name in self._get_readable_models():
            model = self.env[model_name]
            for name, field in model._fields.items():
                if not any(module.startswith(OURS) for module in field._modules):
                    continue
                if field._modules[0].startswith(OURS) and any(
                    model.with_user(user)._has_field_access(field, "read")
                    for user in (self.portal, self.public)
                ):
                    found.add(f"{model_name}.{name}")
        self.assertEqual(found, {name for name in OPEN if name.rpartition(".")[0] in self.env})

    def test_groups(self):
        """A field that we add to a model of another addon has groups, or a reason not to.

        Its model may be closed today, and opened to customers by an addon tomorrow.
        """
        found = set()
        for model_name, model in self.env.items():
            if model._abstract or model._original_module.startswith(OURS):
                continue
            for name, field in model._fields.items():
                ours = field._modules and all(module.startswith(OURS) for module in field._modules)
                known = {model_name, f"{model_name}.{name}"} & (NO_GROUP.keys() | OPEN.keys())
                if ours and not field.groups and not known:
                    found.add(f"{model_name}.{name}")
        self.assertFalse(found, "give them groups, or list them with a reason")

    def test_order(self):
        """A customer reads their quotation as in plain Odoo."""
        order = self._quotation(partner_id=self.portal.partner_id.id)
        own = order.with_user(self.portal)
        self.assertTrue(own.read(["name", "amount_total"]))
        for name in ("low_margin_reason", "quoted_margin", "quotation_outcome", "followup_step"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                own.read([name])
        with self.assertRaises(AccessError):
            own.search([("low_margin_accepted", ">", 0)])
        with self.assertRaises(AccessError):
            own.company_id.read(["low_margin_threshold"])
        self.assertNotIn("low_margin_threshold", own.company_id.fields_get())

    def test_bill(self):
        """A supplier does not see the order that the bill is a cost of."""
        order = self._sale()
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "company_id": self.company.id,
                "partner_id": self.portal.partner_id.id,
                "invoice_date": "2026-03-10",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Stone",
                            "price_unit": 10,
                            "tax_ids": False,
                            "cost_order_id": order.id,
                        }
                    )
                ],
            }
        )
        bill.action_post()
        line = bill.invoice_line_ids.with_user(self.portal)
        self.assertTrue(line.read(["name", "price_unit"]))
        for name in ("cost_order_id", "cost_category"):
            with self.assertRaises(AccessError):
                line.read([name])

    def test_pages(self):
        """Odoo's own pages of the customer, from the list to the signature."""
        self.portal.write({"password": "open-portal-password"})
        order = self._quotation(
            partner_id=self.portal.partner_id.id, require_signature=True, require_payment=False
        )
        order.message_subscribe(self.portal.partner_id.ids)
        self.env.flush_all()
        self.authenticate("open-portal", "open-portal-password")
        for path in ("/my", "/my/quotes", "/my/orders", f"/my/orders/{order.id}", "/my/invoices"):
            with self.subTest(path=path):
                self.assertEqual(self.url_open(path).status_code, 200)
        signed = self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept",
            {
                "access_token": order._portal_ensure_token(),
                "name": "Client",
                "signature": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
                "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
            },
        )
        self.assertTrue(signed.get("force_refresh"))
        self.assertEqual((order.state, order.quotation_outcome), ("sale", "won"))
