"""Lists of forgotten money, each with its amount and its oldest date."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Domain

from ....tools.domains import PENDING
from ..engine.measure import Measure
from ..engine.records import describe_amount
from ..engine.scope import NotMeasuredError


def build_money(reader):
    """Return the result of ``get_money``."""
    found = []
    for code, name, text, measure, date in _get_lists(reader):
        model = reader.env[measure.model]
        if not model.has_access("read"):
            continue
        try:
            described = describe_amount(reader, measure, name, code=code, help=text)
        except NotMeasuredError:
            continue  # invoices have no tag
        described["context"]["pilotage_columns"].append(date)
        oldest = reader.read_oldest(measure, date) if described["count"] else None
        found.append({**described, "since": oldest and fields.Date.to_string(oldest)})
    return found


def _get_lists(reader):
    """Return (code, name, help, measure, date field for the oldest date) of each list."""
    env, today = reader.env, reader.scope.today
    first = fields.Date.to_string(today)
    last = fields.Date.to_string(today + timedelta(days=env.company.quotation_expiry_days))
    overdue = [
        ("move_type", "=", "out_invoice"),
        ("state", "=", "posted"),
        ("payment_state", "in", ("not_paid", "partial")),
        ("invoice_date_due", "<", first),
    ]
    accepted = Domain("is_accepted", "=", True)
    expiring = PENDING & Domain("validity_date", ">=", first) & Domain("validity_date", "<=", last)
    delivered = Domain("state", "=", "sale") & Domain("order_progress", "=", "delivered")
    return [
        (
            "not_invoiced",
            env._("Delivered, not invoiced"),
            env._("Orders that are delivered; untaxed amount left to invoice."),
            Measure("sale.order", delivered, "sum", "uninvoiced_revenue"),
            "confirmation_date",
        ),
        (
            "overdue_invoices",
            env._("Invoiced, overdue"),
            env._("Customer invoices past their due date; amount due, taxes included."),
            Measure("account.move", Domain(overdue), "sum", "amount_residual_signed"),
            "invoice_date_due",
        ),
        (
            "accepted",
            env._("Accepted, not ordered"),
            env._("Signed, paid or won, and nobody confirmed the order."),
            Measure("sale.order", accepted, "sum", "net_revenue"),
            "quotation_date",
        ),
        (
            "expiring",
            env._("About to expire"),
            env._("Quotations without answer; the delay is in the settings."),
            Measure("sale.order", expiring & ~accepted, "sum", "net_revenue"),
            "validity_date",
        ),
    ]
