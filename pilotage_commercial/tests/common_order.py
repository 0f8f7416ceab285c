"""Orders, invoices and payments in a company of the tests."""

from datetime import datetime

from freezegun import freeze_time

from odoo import Command, fields
from odoo.tests import TransactionCase

from .common_books import create_books

# A Tuesday, 11 in the morning in Paris.
NOW = datetime(2026, 3, 10, 10, 0)


class OrderCase(TransactionCase):
    frozen_at = NOW  # None: now, as a browser wants it

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.frozen_at:
            cls.startClassPatcher(freeze_time(cls.frozen_at))
        cls.euro, cls.dollar = cls.env.ref("base.EUR"), cls.env.ref("base.USD")
        (cls.euro | cls.dollar).active = True
        cls.company = cls._create_company("Charpente Roux")
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": cls.company.ids,
                "tracking_disable": True,
                "no_reset_password": True,  # nobody is invited
                "lang": "en_US",
            }
        )
        cls.company = cls.company.with_env(cls.env)
        cls.customer = cls.env["res.partner"].create({"name": "Mme Girard"})
        cls.beam = cls._create_product("Beam", "consu", "order")
        cls.panel = cls._create_product("Panel", "consu", "delivery")
        cls.study = cls._create_product("Study", "service", "order")
        cls.work = cls._create_product("Work", "service", "delivery")
        cls.bank = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )

    @classmethod
    def _create_company(cls, name, timezone="Europe/Paris"):
        company = cls.env["res.company"].create(
            {"name": name, "currency_id": cls.euro.id, "logo": False}
        )
        # Not with the rest: Odoo would look for the accounting of each country.
        company.partner_id.country_id = cls.env.ref("base.fr")
        create_books(company)
        company.resource_calendar_id.tz = timezone
        # 1 EUR = 1.25 USD until 10 March, 1.60 after.
        cls.env["res.currency.rate"].create(
            [
                {
                    "currency_id": cls.dollar.id,
                    "company_id": company.id,
                    "name": day,
                    "rate": rate,
                }
                for day, rate in (("2020-01-01", 1.25), ("2026-03-11", 1.60))
            ]
        )
        return company

    @classmethod
    def _create_product(cls, name, kind, policy):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": kind,
                "invoice_policy": policy,
                "taxes_id": False,
                "supplier_taxes_id": False,
                "company_id": False,
            }
        )

    @classmethod
    def _order(cls, *lines, state="draft", currency=None, **values):
        """Create an order of ``(product, quantity, price)`` lines, in ``state``."""
        if currency:
            pricelist = cls.env["product.pricelist"].create(
                {"name": currency.name, "currency_id": currency.id}
            )
            values["pricelist_id"] = pricelist.id
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                            "tax_ids": False,
                        }
                    )
                    for product, quantity, price in lines or [(cls.beam, 10, 100)]
                ],
                **values,
            }
        )
        if state == "sent":
            order.action_quotation_sent()
        elif state == "sale":
            order.action_confirm()
        return order

    @classmethod
    def _deliver(cls, order, quantity=None):
        for line in order.order_line.filtered(lambda x: not x.is_downpayment):
            line.qty_delivered = line.product_uom_qty if quantity is None else quantity

    @classmethod
    def _invoice(cls, order, day=None, post=True):
        """Invoice what Odoo proposes to invoice."""
        invoice = order._create_invoices(final=True)
        invoice.invoice_date = day or fields.Date.today()
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def _down_payment(cls, order, amount):
        wizard = cls.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": order.ids,
                "advance_payment_method": "fixed",
                "fixed_amount": amount,
            }
        )
        invoice = wizard._create_invoices(order)
        invoice.invoice_date = fields.Date.today()
        invoice.action_post()
        return invoice

    @classmethod
    def _credit(cls, invoice, day=None, price=None, post=True):
        """Credit ``invoice`` entirely, or the ``price`` of one unit of its first line."""
        wizard = (
            cls.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id, "date": day or fields.Date.today()})
        )
        wizard.reverse_moves()
        credit = wizard.new_move_ids
        if price:
            line, *others = credit.invoice_line_ids
            credit.write(
                {
                    "invoice_line_ids": [
                        Command.update(line.id, {"quantity": 1, "price_unit": price}),
                        *(Command.delete(other.id) for other in others),
                    ]
                }
            )
        if post:
            credit.action_post()
        return credit

    @classmethod
    def _pay(cls, invoices, day=None, amount=None, currency=None):
        """Register a payment of ``invoices``, of the amount due or of ``amount``."""
        values = {"payment_date": day or fields.Date.today(), "journal_id": cls.bank.id}
        if currency:
            values["currency_id"] = currency.id
        if amount:
            values["amount"] = amount
        if len(invoices) > 1:
            values["group_payment"] = True
        wizard = (
            cls.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoices.ids)
            .create(values)
        )
        return wizard._create_payments()

    @classmethod
    def _pay_alone(cls, amount, day, kind="inbound"):
        """Post a payment that settles nothing yet."""
        payment = cls.env["account.payment"].create(
            {
                "amount": amount,
                "date": day,
                "payment_type": kind,
                "partner_type": "customer",
                "partner_id": cls.customer.id,
                "journal_id": cls.bank.id,
            }
        )
        payment.action_post()
        return payment

    @classmethod
    def _reconcile(cls, *moves):
        lines = (
            cls.env["account.move"]
            .union(*moves)
            .line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        )
        lines.reconcile()

    def assertProgress(self, order, progress, revenue=None):
        self.env.flush_all()
        order.invalidate_recordset()
        self.assertEqual(order.order_progress, progress)
        if revenue is not None:
            self.assertEqual(order.net_revenue, revenue)
