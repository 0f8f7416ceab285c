"""Uninstalling leaves a database as if the addon had never been there; it can come back."""

import json
import re
from types import SimpleNamespace

import pytest
import sandbox

# The elements of a schema: each query returns one column of names.
SCHEMA = {
    "tables and views": """
        SELECT relname FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm', 'S')
    """,
    "columns": """
        SELECT table_name || '.' || column_name FROM information_schema.columns
         WHERE table_schema = 'public'
    """,
    "constraints": "SELECT conrelid::regclass || ': ' || conname FROM pg_constraint",
    "indexes": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'",
    "functions": "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "triggers": "SELECT tgrelid::regclass || ': ' || tgname FROM pg_trigger WHERE NOT tgisinternal",
}
# Tables that hold Odoo's data about an addon, with the column that names each row.
CONFIGURATION = {
    "ir_model": "model",
    "ir_model_fields": "model || '.' || name",
    "ir_model_fields_selection": "field_id || '.' || value",
    # Every module on the disk has a record of its own in base.
    "ir_model_data": "CASE module WHEN 'base' THEN '' ELSE module || '.' || name END",
    "ir_model_access": "name",
    "ir_model_constraint": "name",
    "ir_model_relation": "name",
    "ir_config_parameter": "key",
    "ir_cron": "cron_name",
    "ir_act_server": "name",
    "ir_act_window": "name",
    "ir_act_client": "name",
    "ir_act_report_xml": "name",
    "ir_ui_view": "id || ' ' || name",
    "ir_ui_menu": "id || ' ' || name",
    "ir_rule": "name",
    "ir_asset": "name",
    "ir_filters": "name",
    "ir_embedded_actions": "id",
    "base_automation": "name",
    "mail_template": "name",
    "mail_message_subtype": "name",
    "mail_activity_type": "name",
    "res_groups": "name",
    "res_groups_privilege": "name",
    "digest_tip": "name",
    "web_tour_tour": "name",
    "calendar_event": "id",
    "calendar_recurrence": "id",
}
# Texts that could still contain the name of the addon.
TEXTS = {
    "ir_ui_view": "arch_db::text",
    "ir_attachment": "concat(name, url, store_fname)",
    "ir_act_server": "code",
    "ir_act_window": "concat(context, domain, res_model)",
    "ir_model_fields": "concat(related, compute)",
    "ir_config_parameter": "concat(key, value)",
}
STAGES = "SELECT id, name, sequence, is_won, fold, color FROM crm_stage ORDER BY id"

FRENCH = """
env["res.lang"]._activate_lang("fr_FR")
env["ir.module.module"]._load_module_terms(["crm"], ["fr_FR"])
env.cr.commit()
"""
CREATE_LEADS = """
stages = {stage.name: stage for stage in env["crm.stage"].search([])}
def create(stage, name=None):
    return env["crm.lead"].create({
        "name": name or stage, "type": "opportunity", "team_id": False,
        "stage_id": stages[stage].id, "urgency": "3", "estimated_cost": 500,
        "expected_revenue": 1200,
    })

for stage in stages:
    create(stage)
for stage in ("Prospect", "Quote", "Negotiation"):
    create(stage, "Lost at " + stage).action_set_lost()

unknown = create("Quote", "Lost nobody knows where")
unknown.action_set_lost()
unknown.lost_from_stage_id = False
create("Qualified", "With an action").write({"next_action": "Call", "urgency": "2"})
env["pilotage.review"].create({}).action_schedule()
env.flush_all()
env.cr.precommit.run()
print("LOST", env["crm.lead"].search_count([
    ("stage_id.is_lost", "=", True), ("active", "=", False),
]))
env.cr.commit()
"""
# Stage and status of each opportunity in plain Odoo.
EXPECTED = {
    "Prospect": ("New", "pending"),
    "Qualified": ("Qualified", "pending"),
    "Quote": ("Proposition", "pending"),
    "Negotiation": ("Proposition", "pending"),
    "Won": ("Won", "won"),
    "Lost": ("New", "lost"),
    "Lost at Prospect": ("New", "lost"),
    "Lost at Quote": ("Proposition", "lost"),
    "Lost at Negotiation": ("Proposition", "lost"),
    "Lost nobody knows where": ("New", "lost"),
    "With an action": ("Qualified", "pending"),
}
UNINSTALL = """
env["ir.module.module"].search([("name", "=", "pilotage_commercial")]).button_immediate_uninstall()
"""
RESTORE = """
leads = env["crm.lead"].with_context(active_test=False).search([])
lost = leads.filtered(lambda lead: lead.won_status == "lost")
lost.action_restore()
print("RESTORED", json.dumps(sorted(lead.stage_id.name for lead in lost)))
leads.filtered(lambda lead: lead.name == "Quote").action_set_lost()
env.cr.rollback()
"""


def read_names(database, queries):
    return {label: {row[0] for row in sandbox.query(database, sql)} for label, sql in queries}


def read_configuration(database):
    existing = read_names(database, SCHEMA.items())["tables and views"]
    return read_names(
        database,
        [
            (table, f"SELECT ({name})::text FROM {table}")
            for table, name in CONFIGURATION.items()
            if table in existing
        ],
    )


def added(before, after):
    """Return the elements of ``after`` that are not in ``before``, by kind."""
    more = {kind: sorted(after[kind] - before.get(kind, set()), key=str) for kind in after}
    return {kind: names for kind, names in more.items() if names}


def read_state(database):
    return SimpleNamespace(
        schema=read_names(database, SCHEMA.items()),
        configuration=read_configuration(database),
        stages=sandbox.query(database, STAGES),
    )


@pytest.fixture(scope="module")
def cycle(make_database, shell):
    """A database before, with and after the addon, and with it again."""
    name = make_database()
    # In French too: our names must not stay in any language.
    shell(name, FRENCH)
    states = SimpleNamespace(name=name, before=read_state(name))
    sandbox.odoo(name, "-i", sandbox.ADDON, "--log-level=warn")
    states.lost = shell(name, CREATE_LEADS)
    states.during = read_state(name)
    states.uninstalling = shell(name, UNINSTALL)
    states.after = read_state(name)
    states.texts = {
        table: sandbox.query(
            name,
            f"SELECT id, {text} FROM {table} WHERE {text} LIKE '%pilotage%'",
        )
        for table, text in TEXTS.items()
        if table in states.after.schema["tables and views"]
    }
    states.leads = sandbox.query(
        name,
        """
        SELECT lead.name, stage.name->>'en_US', won_status, lead.active FROM crm_lead lead
          LEFT JOIN crm_stage stage ON stage.id = lead.stage_id
        """,
    )
    states.reinstalling = sandbox.odoo(name, "-i", sandbox.ADDON, "--log-level=warn")[1]
    states.again = read_state(name)
    states.restored = shell(name, "import json\n" + RESTORE)
    return states


def test_it_was_there(cycle):
    assert "LOST 5" in cycle.lost
    assert "crm_stage_map" in cycle.during.schema["tables and views"]
    assert "crm_lead.lost_from_stage_id" in cycle.during.schema["columns"]
    assert "calendar_recurrence" in added(cycle.before.configuration, cycle.during.configuration)


def test_nothing_is_left_in_the_schema(cycle):
    assert added(cycle.before.schema, cycle.after.schema) == {}


def test_nothing_is_missing_in_the_schema(cycle):
    assert added(cycle.after.schema, cycle.before.schema) == {}


def test_nothing_is_left_in_the_configuration(cycle):
    assert added(cycle.before.configuration, cycle.after.configuration) == {}


def test_nothing_is_missing_in_the_configuration(cycle):
    assert added(cycle.after.configuration, cycle.before.configuration) == {}


def test_nothing_names_it(cycle):
    assert {table: found for table, found in cycle.texts.items() if found} == {}


def test_stages_are_the_stock_ones(cycle):
    assert cycle.during.stages != cycle.before.stages
    assert cycle.after.stages == cycle.before.stages
    names = [name for _id, name, *_rest in cycle.after.stages]
    assert [name["en_US"] for name in names] == sandbox.STOCK_STAGES
    assert names[0]["fr_FR"] == "Nouveau"


def test_each_lead_has_its_stage(cycle):
    assert {name: (stage, status) for name, stage, status, _active in cycle.leads} == EXPECTED
    assert all(active == (status != "lost") for _name, _stage, status, active in cycle.leads)


def test_it_comes_back(cycle):
    assert sandbox.installed(cycle.name)
    during = [row[1:4] for row in cycle.during.stages]
    assert [row[1:4] for row in cycle.again.stages] == during
    assert added(cycle.during.schema, cycle.again.schema) == {}
    assert added(cycle.again.schema, cycle.during.schema) == {}
    restored = json.loads(cycle.restored.split("RESTORED ")[1].splitlines()[0])
    assert restored == ["Prospect"] * 3 + ["Quote"] * 2


def test_nothing_was_logged(cycle):
    for output in (cycle.uninstalling, cycle.reinstalling):
        assert not re.findall(r"(?:WARNING|ERROR|CRITICAL) \S+ odoo\..*", output)
