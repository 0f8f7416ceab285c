"""Reminders of overdue customers when processes die, run concurrently, or run without their lock.

The engine is killed in the middle, then run by two processes at once: each customer gets exactly
one reminder, stored on exactly one order.
"""

import pytest
import sandbox
from test_followup_crash import BATCH, NO_LOCK, kill_in_the_middle, run

DUE = 1500

# Three customers' orders by the ORM, the rest copied from them in SQL: every 30 days, the last one
# 45 days ago, so that the next one was expected 15 days ago.
PREPARE = f"""
from odoo import Command
product = env["product.product"].create({{"name": "Beam", "type": "service"}})
partner = env["res.partner"].create({{"name": "Customer", "is_company": True}})
orders = env["sale.order"].with_context(tracking_disable=True).create([{{
    "partner_id": partner.id,
    "order_line": [Command.create({{"product_id": product.id, "price_unit": 100}})],
}} for _i in range(3)])
orders.action_confirm()
env.flush_all()

def get_columns(table, *others):
    env.cr.execute('''SELECT quote_ident(column_name) FROM information_schema.columns
                       WHERE table_name = %s AND NOT column_name = ANY(%s)''',
                   [table, list(others)])
    return ",".join(name for (name,) in env.cr.fetchall())

names = get_columns("res_partner", "id", "commercial_partner_id")
env.cr.execute(
    f"INSERT INTO res_partner ({{names}}) SELECT {{names}} FROM res_partner p, "
    "generate_series(2, %s) WHERE p.id = %s", [{DUE}, partner.id])
env.cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE name = 'Customer'")
names = get_columns(
    "sale_order", "id", "partner_id", "commercial_partner_id", "partner_invoice_id",
    "partner_shipping_id")
env.cr.execute(
    f'''INSERT INTO sale_order (partner_id, commercial_partner_id, partner_invoice_id,
                                partner_shipping_id, {{names}})
        SELECT p.id, p.id, p.id, p.id, {{', '.join('o.' + name for name in names.split(','))}}
          FROM sale_order o, res_partner p
         WHERE o.id IN %s AND p.name = 'Customer' AND p.id != %s''',
    [tuple(orders.ids), partner.id])
env.cr.execute('''
    UPDATE sale_order SET confirmation_date = ranked.at, date_order = ranked.at FROM (
        SELECT id, now() - interval '15 days' - interval '30 days'
               * row_number() OVER (PARTITION BY commercial_partner_id ORDER BY id) AS at
          FROM sale_order) ranked WHERE ranked.id = sale_order.id''')
env.cr.execute("ANALYZE")
env.cr.commit()
"""
REMINDERS = """
    SELECT reminders, remembered, count(*) FROM (
        SELECT p.id, count(DISTINCT a.id) AS reminders, count(DISTINCT o.id) AS remembered
          FROM res_partner p
          LEFT JOIN mail_activity a ON a.res_model = 'res.partner' AND a.res_id = p.id
          LEFT JOIN sale_order o ON o.commercial_partner_id = p.id
                AND o.repurchase_reminder_date IS NOT NULL
         WHERE p.name = 'Customer' GROUP BY p.id) customer GROUP BY 1, 2 ORDER BY 1, 2
"""
POISON = """
customers = type(env["pilotage.customer"])
summary = customers._get_reminder_summary
bad = env["res.partner"].search([("name", "=", "Customer")], order="id")[7::500].ids
def poisoned(self, rule, lang):
    if self.partner_id.id in bad:
        self.env.cr.execute("SELECT 1 / 0")
    return summary(self, rule, lang)
customers._get_reminder_summary = poisoned
"""
BAD = 3  # as many as POISON's slice of 1 500


@pytest.fixture(scope="module")
def due(make_installed, shell):
    """A database where every customer is overdue; each test works on a copy."""
    name = make_installed()
    shell(name, PREPARE)
    return name


@pytest.fixture
def database(due):
    name = f"{due}_copy"
    sandbox.clone(due, name)
    try:
        yield name
    finally:
        sandbox.drop(name)


@pytest.mark.nightly
def test_killed_then_run_by_two_at_once(database, tmp_path):
    done = kill_in_the_middle(database, tmp_path, 1)
    assert 0 < done < DUE
    assert done % BATCH == 0
    # The stored reminders equal the created ones.
    assert sandbox.query(database, REMINDERS) == [(0, 0, DUE - done), (1, 1, done)]
    outputs = run(database, tmp_path, number=2)
    assert sandbox.query(database, REMINDERS) == [(1, 1, DUE)]
    assert sum("leaving it to it" in output for output in outputs) == 1
    run(database, tmp_path)
    assert sandbox.query(database, REMINDERS) == [(1, 1, DUE)]


@pytest.mark.nightly
def test_two_at_once_without_the_lock(database, tmp_path):
    run(database, tmp_path, number=2, code=NO_LOCK)
    run(database, tmp_path)
    assert sandbox.query(database, REMINDERS) == [(1, 1, DUE)]


@pytest.mark.nightly
def test_poison_stops_nobody(database, tmp_path):
    [output] = run(database, tmp_path, code=POISON)
    assert sandbox.query(database, REMINDERS) == [(0, 0, BAD), (1, 1, DUE - BAD)]
    assert output.count("WARNING") == BAD, output
    # Once repaired, they get theirs.
    run(database, tmp_path)
    assert sandbox.query(database, REMINDERS) == [(1, 1, DUE)]
