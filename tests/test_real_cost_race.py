"""A bill is posted while the costs of its order are updated: none is lost."""

import pytest

# An order of 1 000 and three draft bills assigned to it.
PREPARE = """
from odoo.addons.pilotage_commercial.tests.common_real_cost import RealCostCase as case
case.env = env
case.euro = env.ref("base.EUR")
case.euro.active = True
case.company = case._create_company("Race")
env = case.env = env(context={"allowed_company_ids": case.company.ids, "tracking_disable": True})
case.company = case.company.with_env(env)
case.customer, case.supplier = env["res.partner"].create([{"name": "Dupont"}, {"name": "Béton"}])
case.work = case._create_product("Masonry", "service", 100, 60)
order = case._create_order()
bills = [case._create_bill((order, amount), post=False) for amount in (100, 20, 3)]
env["sale.order"]._cron_update_real_costs()
env.cr.commit()
"""
LATE = """
from psycopg2.errors import SerializationFailure
with env.registry.cursor() as mine, env.registry.cursor() as theirs:
    slow, quick = (order.with_env(env(cr=cr)) for cr in (mine, theirs))
    quick._mark_real_cost()
    theirs.commit()
    slow.read(["name"])  # what it will see is decided
    bills[0].with_env(quick.env).action_post()
    theirs.commit()
    try:
        slow._update_real_cost()
        mine.commit()
        print("LATE went on")
    except SerializationFailure:
        mine.rollback()
        print("LATE starts again")
env.cr.rollback()
env.invalidate_all()
print("LATE marked", order.real_cost_to_update)
env["sale.order"]._cron_update_real_costs()
print("LATE cost", order.real_cost)
"""
LOCKED = """
with env.registry.cursor() as theirs:
    quick = order.with_env(env(cr=theirs))
    order._mark_real_cost()
    env.cr.commit()
    bills[1].with_env(quick.env).action_post()
    quick.env.flush_all()  # not committed yet
    env["sale.order"]._cron_update_real_costs()
    env.invalidate_all()
    print("LOCKED skipped", order.real_cost_to_update, order.real_cost)
    theirs.commit()
env.cr.rollback()
env.invalidate_all()
env["sale.order"]._cron_update_real_costs()
print("LOCKED cost", order.real_cost)
"""
# Odoo's HTTP server does the same when a transaction must be retried.
WAITING = """
import threading, time
from odoo.service.model import retrying
order._mark_real_cost()
env.cr.commit()

def post():
    with env.registry.cursor() as theirs:
        quick = env(cr=theirs)
        retrying(lambda: bills[2].with_env(quick).action_post() and None, quick)

order.try_lock_for_update(allow_referencing=True)._update_real_cost()
env.flush_all()
thread = threading.Thread(target=post)
thread.start()
for _attempt in range(200):
    with env.registry.cursor() as watching:
        watching.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                         " AND datname = current_database()")
        if watching.fetchone()[0]:
            print("WAITING waits")
            break
    time.sleep(0.1)
env.cr.commit()
thread.join()
env.cr.rollback()
env.invalidate_all()
print("WAITING marked", order.real_cost_to_update)
env["sale.order"]._cron_update_real_costs()
print("WAITING cost", order.real_cost)
"""


@pytest.fixture(scope="module")
def story(make_installed, shell):
    """The output of each scenario, in turn on one order."""
    name = make_installed()
    return shell(name, PREPARE + LATE + LOCKED + WAITING)


def test_bill_posted_after_the_update_looked(story):
    assert "LATE starts again" in story
    assert "LATE marked True" in story
    assert "LATE cost 100.0" in story


def test_bill_being_posted(story):
    """Its order is skipped, and updated by the next run."""
    assert "LOCKED skipped True 100.0" in story
    assert "LOCKED cost 120.0" in story


def test_bill_posted_during_the_update(story):
    """The posting waits for one batch at most, and marks the order again."""
    assert "WAITING waits" in story
    assert "WAITING marked True" in story
    assert "WAITING cost 123.0" in story
