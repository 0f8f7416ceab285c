"""Two people click the same button at the same time: what it does is done once.

Each has a cursor of their own, in a transaction that began before the other wrote anything;
requests are retried as by Odoo's server. The second click finds the work done, or is told so.
"""

import pytest

PREPARE = """
from odoo import Command
from odoo.addons.pilotage_commercial.tests.common_real_cost import RealCostCase as case
case.env = env
case.euro = env.ref("base.EUR")
case.euro.active = True
case.company = case._create_company("Race")
env = case.env = env(context={"allowed_company_ids": case.company.ids, "tracking_disable": True})
case.company = company = case.company.with_env(env)
case.customer, case.supplier = env["res.partner"].create(
    [{"name": "Dupont", "email": "dupont@example.com"}, {"name": "Béton"}])
case.work = case._create_product("Masonry", "service", 100, 60)
users = env["res.users"].with_context(no_reset_password=True).create([{
    "name": name, "login": name, "email": f"{name}@example.com", "company_id": company.id,
    "company_ids": [Command.set(company.ids)],
    "group_ids": [Command.link(env.ref(group).id) for group in (
        "sales_team.group_sale_manager", "pilotage_commercial.group_real_cost",
        "account.group_account_invoice")],
} for name in ("race-1", "race-2")])
team = env["crm.team"].create({"name": "Race", "user_id": users[0].id, "company_id": company.id})
"""
# Runs ``call`` as both users at once, on the records of ``model`` with ``ids``; prints what stopped
# them, a sentence or an error.
RACE = """
import threading
from odoo import api
from odoo.exceptions import UserError
from odoo.service.model import retrying

context = {"lang": "en_US", "tz": "UTC", "allowed_company_ids": company.ids}

def race(name, model, ids, call):
    env.flush_all()
    env.cr.commit()
    barrier, said = threading.Barrier(2), []
    def play(uid):
        begun = []
        def request():
            local = api.Environment(cr, uid, context)
            if not begun:
                begun.append(True)
                cr.execute("SELECT count(*) FROM res_users")
                barrier.wait(timeout=60)
            call(local[model].browse(ids))
            local.flush_all()
        with env.registry.cursor() as cr:
            try:
                retrying(request, api.Environment(cr, uid, {}))
            except UserError as error:
                cr.rollback()
                said.append("told")
            except Exception as error:
                cr.rollback()
                said.append(repr(error))
    threads = [threading.Thread(target=play, args=(uid,)) for uid in users.ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    env.cr.rollback()
    env.invalidate_all()
    print("RACE", name, sorted(said), end=" ")
"""
STORY = """
def count_notes(record, text):
    return len(record.message_ids.filtered(lambda message: text in (message.body or "")))

# The experience of past orders: costs of 60 that become 84 (1.4 times), once.
categ = case.work.categ_id
env["pilotage.cost.experience"].create({
    "company_id": company.id, "product_categ_id": categ.id, "category": "labour",
    "order_count": 9, "planned": 100, "real": 140, "ratio": 1.4})
order = case._create_order(confirm=False)
before = order.order_line.mapped("purchase_price")
race("experience", "sale.order", order.ids, lambda orders: orders.action_apply_experience())
costs = order.order_line.mapped("purchase_price")
applied = [round(new / old, 2) for new, old in zip(costs, before)]
print(sorted(set(applied)), count_notes(order, "past orders"))
race("undo", "sale.order", order.ids, lambda orders: orders.action_undo_experience())
print(order.order_line.mapped("purchase_price") == before,
      count_notes(order, "restored"))

# Costs closed, then opened again.
order = case._create_order()
race("close", "sale.order", order.ids, lambda orders: orders.action_close_costs())
print(bool(order.costs_closed_date), count_notes(order, "Costs closed"))
race("reopen", "sale.order", order.ids, lambda orders: orders.action_reopen_costs())
print(bool(order.costs_closed_date), count_notes(order, "reopened"))

# One bill line, given to two orders at once: it is a cost of one.
orders = case._create_order() | case._create_order()
bill = case._create_bill((orders[0], 100), post=False)
line = bill.invoice_line_ids
line.cost_order_id = False
bill.action_post()
def give(lines):
    chosen = orders.ids[lines.env.uid == users.ids[1]]
    lines.with_context(giving_order_id=chosen).action_give_to_order()
race("bill", "account.move.line", line.ids, give)
env["sale.order"]._cron_update_real_costs()
print(sum(orders.mapped("real_cost")))

# The stages of the method.
names = ["Prospect", "Talk", "Offer", "Won"]
env["crm.stage"].search([]).unlink()
stages = env["crm.stage"].create([{"name": name, "sequence": n, "is_won": name == "Won"}
                                  for n, name in enumerate(names)])
leads = env["crm.lead"].create([{"name": f"Deal {n}", "type": "opportunity", "team_id": team.id,
    "user_id": users[0].id, "company_id": company.id, "stage_id": stages[n % 3].id,
    "expected_revenue": 100} for n in range(6)])
def map_stages(wizards):
    wizards.create({}).action_apply()
race("stages", "crm.stage.map", [], map_stages)
found = env["crm.stage"].search([])
print(len(found) == len(set(found.mapped("name"))), len(leads.exists().filtered("active")))

# A quotation sent below the floor, with its reason.
order = case._create_order(confirm=False)
order.order_line.purchase_price = 1000
def accept(orders):
    wizard = orders.env["sale.order.low.margin"].create(
        {"order_id": orders.id, "action": "action_confirm", "reason": "First order"})
    wizard.action_go_on()
race("floor", "sale.order", order.ids, accept)
print(order.state, count_notes(order, "First order"))

# The same row of *To Handle Today*, done from two screens.
lead = leads.exists()[0]
activity = lead.activity_schedule(user_id=users[0].id, summary="Call", date_deadline="2020-01-01")
env.flush_all()
days = env["pilotage.day"].with_user(users[0]).with_context(context).search(
    [("lead_id", "=", lead.id)])
race("done", "pilotage.day", days.ids, lambda rows: rows.action_done())
print(count_notes(lead, "Call"))

# The same, where something else is planned after it: it stays.
lead.activity_schedule(user_id=users[0].id, summary="Call", date_deadline="2020-01-01")
visit = lead.activity_schedule(user_id=users[0].id, summary="Visit", date_deadline="2020-01-02")
shown = {"shown_action": "Call", "shown_date": "2020-01-01"}
race("done_next", "pilotage.day", days.ids,
     lambda rows: rows.with_context(**shown).action_done())
print(visit.active, count_notes(lead, "Visit"))
visit.unlink()

# Somebody adds an action to a weekly review while somebody else closes it: the one who comes second
# starts again, and sees the other's change.
Review = env["pilotage.review"].with_user(users[0]).with_context(context)
review = Review.browse(Review.open_current(team.id)["res_id"])
review.action_start()
review.record_ids.unlink()
def add(local, name):
    local["pilotage.review.action"].create({
        "review_id": review.id, "name": name, "user_id": users[1].id,
        "date_deadline": "2030-01-04"})
def close(local):
    local["pilotage.review"].browse(review.id).action_close()
def interleave(name, first, second):
    env.flush_all()
    env.cr.commit()
    told, begun = [], []
    with env.registry.cursor() as cr:
        def request():
            local = api.Environment(cr, users[0].id, context)
            if not begun:
                begun.append(True)
                cr.execute("SELECT count(*) FROM res_users")
                with env.registry.cursor() as other:
                    first(api.Environment(other, users[1].id, context))
            second(local)
        try:
            retrying(request, api.Environment(cr, users[0].id, {}))
        except UserError:
            cr.rollback()
            told.append("told")
    env.cr.rollback()
    env.invalidate_all()
    print("RACE", name, told, review.state, sorted(review.action_ids.mapped(
        lambda action: (action.name, action.state, len(action.activity_ids)))))
interleave("added", lambda local: add(local, "Visit"), close)
review.action_reopen()
interleave("closed", close, lambda local: add(local, "Too late"))

# The targets that the first hour proposes.
def propose(starts):
    proposed = [{"code": "win_rate", "value": 0.4, "basis": "value"}]
    starts.set_targets(proposed)
race("targets", "pilotage.start", [], propose)
kpi = env.ref("pilotage_commercial.kpi_win_rate")
targets = env["pilotage.kpi.target"].search([("company_id", "=", company.id)])
print(len(targets.filtered(lambda target: target.kpi_id == kpi)))

# A rule that a manager of one company changes.
rule = env["base.automation"].search([("followup_kind", "=", "lead")], limit=1)
race("rule", "base.automation", rule.ids, lambda rules: rules.write({"trg_date_range": 9}))
family = rule.with_context(active_test=False).search([("followup_kind", "=", "lead")])
print(len(family.filtered(lambda r: company in r._get_followup_companies())))

# A cold deal, taken up again.
env.cr.execute("UPDATE crm_lead SET create_date = now() - interval '400 days'")
race("reactivate", "crm.lead", lead.ids, lambda found: found.action_reactivate())
print(len(lead.activity_ids.filtered("followup_rule_id")) <= 1)
"""


@pytest.fixture(scope="module")
def story(make_installed, shell):
    """``{name of the race: what it printed}``."""
    name = make_installed()
    output = shell(name, PREPARE + RACE + STORY)
    rows = [line.split(" ", 2) for line in output.splitlines() if line.startswith("RACE ")]
    return {race: rest for _word, race, rest in rows}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("experience", "['told'] [1.4] 1"),
        ("undo", "[] True 1"),
        ("close", "[] True 1"),
        ("reopen", "[] False 1"),
        ("bill", "[] 100.0"),
        ("stages", "[] True 6"),
        ("floor", "['told'] sale 1"),
        ("done", "['told'] 1"),
        ("done_next", "['told'] True 0"),
        ("added", "[] held [('Visit', 'planned', 1)]"),
        ("closed", "['told'] held [('Visit', 'planned', 1)]"),
        ("targets", "[] 1"),
        ("rule", "[] 1"),
        ("reactivate", "['told'] True"),
    ],
)
def test_done_once(story, name, expected):
    assert story.get(name) == expected
