"""Lead scoring on Odoo with the addon equals lead scoring on Odoo alone.

The same seeded history runs in two databases. With a Lost column, half of the losses go through it.
"""

import json
import re

import pytest

PLAY = """
import json, random

SEED, STEPS, LEADS = 20260131, 120, 60
chance = random.Random(SEED)
parameters = env["ir.config_parameter"]
parameters.set_param("crm.pls_start_date", "2000-01-01")
parameters.set_param(
    "crm.pls_fields", "country_id,state_id,email_state,phone_state,source_id,tag_ids,lang_id"
)
env = env(context=dict(env.context, tracking_disable=True))
teams = env["crm.team"].create([{"name": name, "company_id": False} for name in "AB"])
# The four stages of Odoo by their XML id, and two more, of which Negotiation may be ours.
stages = {f"stage_lead{i}": env.ref(f"crm.stage_lead{i}") for i in (1, 2, 3, 4)}
more = env["crm.stage"].search([("name", "=", "Negotiation")]) or env["crm.stage"].create(
    {"name": "Negotiation", "sequence": 4}
)
visit = env["crm.stage"].create({"name": "Visit", "sequence": 3, "team_ids": teams[0].ids})
stages.update(negotiation=more, visit=visit)
keys = {stage.id: key for key, stage in stages.items()}
won = stages["stage_lead4"]
column = "is_lost" in env["crm.stage"] and env["crm.stage"].search([("is_lost", "=", True)])
tags = env["crm.tag"].create([{"name": f"Tag {i}"} for i in range(3)])
countries = env.ref("base.fr") | env.ref("base.be")
sources = env["utm.source"].create([{"name": "Fair"}, {"name": "Call"}])

def create(index):
    stage = chance.choice(["stage_lead1", "stage_lead2", "stage_lead3", "negotiation"])
    return env["crm.lead"].create({
        "name": f"Deal {index:02}",
        "type": chance.choice(["opportunity"] * 6 + ["lead"]),
        "user_id": False,
        "team_id": chance.choice([teams[0].id, teams[1].id, False]),
        "stage_id": stages[stage].id,
        "country_id": chance.choice([*countries.ids, False]),
        "source_id": chance.choice([*sources.ids, False]),
        "tag_ids": [(6, 0, chance.sample(tags.ids, chance.randint(0, 2)))],
        "email_from": chance.choice(["a@example.com", "wrong", False]),
        "phone": chance.choice(["+33 1 23 45 67 89", "12", False]),
    })

def lose(leads, path):
    leads = leads.filtered(lambda lead: lead.won_status == "pending")
    if path == "column" and column:
        leads.write({"stage_id": column[0].id})
    elif path == "wizard":
        env["crm.lead.lost"].create({"lead_ids": leads.ids}).action_lost_reason_apply()
    elif path == "write":
        leads.write({"active": False, "probability": 0})
    else:
        leads.action_set_lost()

def move(leads, stage):
    leads = leads.filtered(
        lambda lead: not stage.team_ids or not lead.team_id or lead.team_id in stage.team_ids
    )
    if not column and stage != won:
        # With the column, dragging a lost opportunity out of it restores it first.
        leads.filtered(
            lambda lead: lead.won_status == "lost" and lead.type == "opportunity"
        ).action_restore()
    leads.write({"stage_id": stage.id})

def act(leads):
    some = leads.browse(sorted(chance.sample(leads.ids, chance.randint(1, 5))))
    action = chance.choice(["lose"] * 4 + ["win", "restore", "unarchive", "move", "team", "tag"])
    if action == "lose":
        lose(some, chance.choice(["column", "column", "button", "wizard", "write"]))
    elif action == "win":
        some.action_set_won()
    elif action == "restore":
        some.filtered(lambda lead: lead.won_status == "lost").action_restore()
    elif action == "unarchive":
        some.action_unarchive()
    elif action == "move":
        move(some, chance.choice(list(stages.values())))
    elif action == "team":
        some.write({"team_id": chance.choice(teams.ids)})
    else:
        some.write({"tag_ids": [(4, chance.choice(tags.ids))]})
    return action

def dump(label, leads):
    env.flush_all()
    env.invalidate_all()
    rows = env["crm.lead.scoring.frequency"].search([])
    names = {
        "stage_id": lambda value: keys.get(int(value), value),
        "tag_id": lambda value: env["crm.tag"].browse(int(value)).name,
        "country_id": lambda value: env["res.country"].browse(int(value)).code,
        "source_id": lambda value: env["utm.source"].browse(int(value)).name,
    }
    frequencies = sorted(
        [row.team_id.name or "", row.variable, names.get(row.variable, str)(row.value),
         round(row.won_count, 1), round(row.lost_count, 1)]
        for row in rows
    )
    state = [
        [lead.name, lead.won_status, lead.active, lead.probability, lead.automated_probability]
        for lead in leads.sorted("name")
    ]
    print("STEP " + json.dumps([label, frequencies, state]))

env["crm.lead"].with_context(active_test=False).search([]).unlink()
env["crm.lead.scoring.frequency"].search([]).unlink()
leads = env["crm.lead"].union(*map(create, range(LEADS)))
for step in range(STEPS):
    dump(act(leads), leads)

env["crm.lead"]._cron_update_automated_probabilities()
dump("rebuild", leads)
"""


@pytest.fixture(scope="module")
def played(make_database, make_installed, shell):
    """The scoring data after each step, on Odoo alone and with the addon."""
    alone, ours = make_database(), make_installed()
    return [
        [json.loads(line) for line in re.findall(r"STEP (.*)", shell(name, PLAY))]
        for name in (alone, ours)
    ]


def test_there_is_something_to_compare(played):
    alone, _ours = played
    assert len(alone) == 121
    _label, frequencies, leads = alone[-1]
    assert len(frequencies) > 40
    assert {lead[1] for lead in leads} == {"won", "lost", "pending"}
    assert len({lead[4] for lead in leads}) > 10


def test_live(played):
    for step, (alone, ours) in enumerate(zip(played[0][:-1], played[1][:-1], strict=True)):
        assert ours[0] == alone[0]
        assert ours[1] == alone[1], f"frequencies differ after step {step} ({alone[0]})"
        assert ours[2] == alone[2], f"probabilities differ after step {step} ({alone[0]})"


def test_after_the_rebuild(played):
    alone, ours = played[0][-1], played[1][-1]
    assert alone[0] == "rebuild"
    assert ours == alone
