"""The documents that the real margin is measured on: suppliers, bills, orders with costs.

Put before the measures that ``odoo shell`` runs, which gives ``env``.
"""

from odoo import Command, fields

env = globals()["env"]
LINES = 5
# Number of bill lines per order.
LINES_PER_ORDER = 3


def get_company():
    return env["res.company"].search([], order="id", limit=1)


def make_accounts(company):
    """Create a supplier, an account and a journal for bills: the database has no accounting."""
    journal = env["account.journal"].search([("code", "=", "BENCH")])
    if journal:
        return env["res.partner"].search([("name", "=", "Supplier")], limit=1)
    payable, expense = env["account.account"].create(
        [
            {"code": code, "name": code, "account_type": kind, "company_ids": company.ids}
            for code, kind in (("401900", "liability_payable"), ("604900", "expense"))
        ]
    )
    env["account.journal"].create(
        {
            "name": "Bills",
            "code": "BENCH",
            "type": "purchase",
            "company_id": company.id,
            "default_account_id": expense.id,
        }
    )
    supplier = env["res.partner"].create({"name": "Supplier"})
    supplier.with_company(company).property_account_payable_id = payable
    return supplier


def make_bill(company, supplier, orders=()):
    lines = []
    for position in range(LINES):
        line = {"name": "Materials", "quantity": 1, "price_unit": 10, "tax_ids": []}
        if orders:
            line["cost_order_id"] = orders[position].id
        lines.append(Command.create(line))
    return env["account.move"].create(
        {
            "move_type": "in_invoice",
            "company_id": company.id,
            "partner_id": supplier.id,
            "invoice_date": fields.Date.today(),
            "invoice_line_ids": lines,
        }
    )


def get_orders(limit, **values):
    domain = [("state", "!=", "draft"), *((name, "=", value) for name, value in values.items())]
    orders = env["sale.order"].search(domain, order="id desc", limit=limit)
    if len(orders) < limit:
        raise ValueError(f"{len(orders)} orders where {limit} are needed: generate more")
    return orders


def assign(orders):
    """Give each of ``orders`` lines of a posted bill, in SQL: copies of one line."""
    company = get_company()
    bill = make_bill(company, make_accounts(company))
    bill.action_post()
    env.flush_all()
    line = bill.invoice_line_ids[0]
    env.cr.execute(
        """SELECT column_name FROM information_schema.columns
            WHERE table_name = 'account_move_line' AND column_name NOT IN
                  ('id', 'company_id', 'cost_order_id', 'cost_category', 'balance')"""
    )
    columns = ", ".join(f'"{name}"' for (name,) in env.cr.fetchall())
    env.cr.execute(
        f"""INSERT INTO account_move_line
                   (company_id, balance, cost_order_id, cost_category, {columns})
            SELECT o.company, o.order_id %% 97 + n.n, o.order_id, 'purchase', {columns}
              FROM (SELECT {columns} FROM account_move_line WHERE id = %s) l,
                   (SELECT id AS order_id, company_id AS company FROM sale_order
                     WHERE id = ANY(%s)) o,
                   generate_series(1, %s) AS n (n)""",
        (line.id, orders.ids, LINES_PER_ORDER),
    )
    env.cr.execute("ANALYZE account_move_line")


def fill():
    """Give every confirmed order a cost, as if the cron had run years ago."""
    env.cr.execute(
        """UPDATE sale_order SET
                  net_revenue = amount_untaxed / COALESCE(NULLIF(currency_rate, 0), 1),
                  real_cost = amount_untaxed * (50 + id % 40) / 100,
                  real_cost_purchase = amount_untaxed * (50 + id % 40) / 100,
                  real_margin = amount_untaxed * (50 - id % 40) / 100,
                  real_margin_percent = (50 - id % 40) / 100.0,
                  planned_cost = amount_untaxed * (50 + id % 35) / 100,
                  completion_cost = amount_untaxed * (50 + id % 40) / 100,
                  completion_margin = amount_untaxed * (50 - id % 40) / 100,
                  completion_margin_percent = (50 - id % 40) / 100.0,
                  margin_drift = amount_untaxed * (id % 35 - id % 40) / 100,
                  completion_state = 'final',
                  real_cost_state = 'complete', real_cost_to_update = FALSE
            WHERE state = 'sale'"""
    )
    env.cr.execute("UPDATE sale_order SET real_cost_to_update = FALSE WHERE real_cost_to_update")
    env.cr.commit()
