"""An update from the first version to the present one keeps a database's data.

The tree of that version comes from the history, installed in English and French with its demo data
and with choices of its users. Then the present tree updates it.
"""

import configparser
import os
import re
import subprocess
import uuid
from collections import Counter
from types import SimpleNamespace

import pytest
import sandbox

ROOT = sandbox.ROOT
FIRST = "3d2b9b0"

# Intended changes of an update, and why: a column ("table.column") that is gone or filled anew, or
# the text of a record (its XML id).
ON_PURPOSE = {
    "ir_act_report_xml.id": "the review is printed by Odoo alone",
    "sale_order.real_cost_to_update": "orders wait for the cron to give their margin at completion",
    "sale_order.forecast_margin": "the margin at completion stands in its place",
    "pilotage_kpi.numerator_domain": "real margins are complete, and refunds are no orders",
    "pilotage_kpi.denominator_domain": "real margins are complete, and refunds are no orders",
    "pilotage_kpi.numerator_field": "what a won deal brought is said by its orders",
    "pilotage_kpi.denominator_field": "what a won deal brought is said by its orders",
    "pilotage_kpi.second_id": "the second reading of real margins is at completion",
    "pilotage_kpi.formula": "says which orders are counted",
    "pilotage_commercial.kpi_real_margin_rate": "says which orders are counted",
    "pilotage_commercial.kpi_average_order_value": "says which orders are counted",
    "pilotage_commercial.kpi_churn_rate": "says which orders are counted, and whose",
    "pilotage_commercial.kpi_win_rate_value": "says what is added up",
    "pilotage_commercial.followups_closed_by_update": "told by the first run after the update",
    "pilotage_commercial.crm_lead_action_to_handle": "lists all that one has to do",
    "pilotage_commercial.pilotage_customer_action": "opens on who is at risk",
    "pilotage_commercial.pilotage_review_action": "names its button by the label of now",
    "pilotage_commercial.sale_order_action_yield": "compares with those not followed up",
    "pilotage_commercial.pilotage_review_record_rule_personal": "deals have their own people",
    "pilotage_commercial.sale_order_action_real_margin": "speaks of margins at completion",
    "pilotage_commercial.pilotage_kpi_snapshot_rule_group": "looks at the fields that are read too",
    **dict.fromkeys(
        (
            "pilotage_commercial.constraint_sale_order_pilotage_unanswered_idx",
            "pilotage_commercial.constraint_sale_order_quotation_to_expire_idx",
            "pilotage_commercial.constraint_sale_order_real_cost_to_update",
        ),
        "two indexes serve more queries than these three",
    ),
    "pilotage_commercial.constraint_res_company_check_cold_delay": "its message, in plainer words",
    "pilotage_commercial.constraint_pilotage_review_check_week": "its message, in plainer words",
    "pilotage_commercial_rating.constraint_res_company_check_satisfaction_request_pause": (
        "its message, in plainer words"
    ),
}
# Fields that are gone or written anew on purpose, of records too.
RENEWED = {"forecast_margin", "real_cost_to_update"}
# Tables with rows that an update writes, and why.
WRITTEN = {
    "sale_order": {"real_cost_to_update": "marked for the cron, as the bridge of projects comes"},
    "mail_activity": {"summary": "reminders on contacts told the orders to everybody"},
}
# Records that are a part of another one: the column and the table of the whole.
PARTS = {
    "account_move_line": ("move_id", "account_move"),
    "sale_order_line": ("order_id", "sale_order"),
    "sale_order_cost": ("order_id", "sale_order"),
}

# The least number of compared columns, values and records.
FACTS, VALUES, RECORDS_COMPARED = 250, 14_000, 500

# Choices of users, which no default would restore.
CHOOSE = """
companies = env["res.company"].search([])
companies.write({
    "low_margin_threshold": 0.17, "inactivity_delay": 11, "inactivity_delay_type": "working_day",
    "cold_delay": 123, "stages_follow_facts": False, "next_action_policy": "require",
    "managers_start_on_cockpit": False,
})
french = env["crm.stage"].with_context(lang="fr_FR")
french.search([("name", "=", "Devis")]).ensure_one().name = "Chiffrage"
kpi = env.ref("pilotage_commercial.kpi_win_rate")
kpi.name = "Deals won"
kpi.with_context(lang="fr_FR").name = "Affaires gagnées"
env.ref("pilotage_commercial.automation_quotation_5").trg_date_range = 4
env.ref("pilotage_commercial.automation_quotation_15").active = False
env["sale.order"].search([("state", "=", "draft")], limit=1).write(
    {"low_margin_reason": "A first order", "repurchase_reminder_date": "2026-01-01"})
env["base.automation"]._cron_send_followups()
rule = env.ref("pilotage_commercial.automation_customer_overdue")
customer = env["pilotage.customer"].search([("usual_days", ">", 1)], limit=1).ensure_one()
for lang in ("en_US", "fr_FR"):
    text = customer._get_reminder_summary(rule, lang)
    title = rule._get_followup_title(lang)
    for summary, expected, followed in (
        (text, title, True),
        (f"{text}, ask for Paul", f"{text}, ask for Paul", True),
        (text, text, False),
    ):
        partner = env["res.partner"].create({"name": expected})
        partner.activity_schedule(summary=summary, user_id=env.uid,
            followup_rule_id=rule.id if followed else False, note="REMINDER")
env["pilotage.kpi.target"].create({"kpi_id": kpi.id, "company_id": companies[0].id, "value": 0.42})
env.cr.commit()
"""

# Fields that our addons define or extend.
FIELDS = """
    SELECT DISTINCT field.model, field.name, field.ttype, field.relation_table
      FROM ir_model_fields field
      JOIN ir_model_data data ON data.model = 'ir.model.fields' AND data.res_id = field.id
     WHERE data.module LIKE 'pilotage_commercial%' AND field.store
"""
COLUMNS = """
    SELECT attrelid::regclass::text, attname FROM pg_attribute
      JOIN pg_class ON pg_class.oid = attrelid
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attnum > 0
       AND NOT attisdropped
"""
TRANSLATED = "SELECT model, name FROM ir_model_fields WHERE store AND translate IS NOT NULL"
RECORDS = """
    SELECT module || '.' || name, model, res_id, noupdate FROM ir_model_data
     WHERE module LIKE 'pilotage_commercial%'
"""
PARAMETERS = "SELECT key, value FROM ir_config_parameter WHERE key LIKE 'pilotage_commercial%'"
STAGES = "SELECT id, name, sequence, is_won, is_lost, fold FROM crm_stage ORDER BY id"
# Rows of code, written again by each update; columns that change with time.
CODE = {"ir.ui.view", "ir.model", "ir.model.fields", "ir.model.fields.selection"}
UNCOMPARED = {"write_date", "write_uid", "nextcall", "lastcall"}
VERSIONS = 'SELECT id, xmin::text, to_jsonb(t) FROM "{}" t'
BUSINESS = [
    "account_move",
    "account_move_line",
    "calendar_event",
    "crm_lead",
    "mail_activity",
    "mail_message",
    "sale_order",
    "sale_order_line",
]


TABLES = {
    "ir.actions.act_window": "ir_act_window",
    "ir.actions.client": "ir_act_client",
    "ir.actions.report": "ir_act_report_xml",
    "ir.actions.server": "ir_act_server",
}


def get_table(model):
    return TABLES.get(model) or model.replace(".", "_")


def read_rows(database, table):
    return dict(sandbox.query(database, f'SELECT id, to_jsonb(t) FROM "{table}" t'))


def read_facts(database, columns):
    """Return ``{"table.column": {id: value}}`` of our fields, and the rows of their relations."""
    facts, rows = {}, {}
    for model, name, kind, relation in sandbox.query(database, FIELDS):
        table = get_table(model)
        if kind == "many2many" and relation in columns:
            statement = f'SELECT to_jsonb(t)::text FROM "{relation}" t'
            facts[relation] = dict(Counter(sandbox.query(database, statement)))
        elif name in columns.get(table, ()) and name not in UNCOMPARED:
            if table not in rows:
                rows[table] = read_rows(database, table)
            facts[f"{table}.{name}"] = {key: row[name] for key, row in rows[table].items()}
    return facts


def read_records(database, columns):
    """Return ``{XML id: values}`` of our records: translatable fields, and all fields of those that
    an update leaves to users.
    """
    translated, rows, records = {}, {}, {}
    for model, name in sandbox.query(database, TRANSLATED):
        translated.setdefault(model, set()).add(name)
    for xmlid, model, key, noupdate in sandbox.query(database, RECORDS):
        table = get_table(model)
        if model in CODE:
            continue
        if table not in rows:
            rows[table] = read_rows(database, table)
        names = columns[table] - UNCOMPARED if noupdate else translated.get(model, set())
        values = rows[table].get(key, {})
        records[xmlid] = {name: values.get(name) for name in names & columns[table]}
    return records


def read_state(database):
    columns = {}
    for table, name in sandbox.query(database, COLUMNS):
        columns.setdefault(table, set()).add(name)
    return SimpleNamespace(
        columns=columns,
        facts=read_facts(database, columns),
        records=read_records(database, columns),
        parameters=dict(sandbox.query(database, PARAMETERS)),
        stages=sandbox.query(database, STAGES),
        versions={
            table: {key: rest for key, *rest in sandbox.query(database, VERSIONS.format(table))}
            for table in BUSINESS
            if table in columns
        },
        footprint=sandbox.Footprint.of(database),
    )


def get_changes(before, after):
    """Return ``{key: (old, new)}`` of the entries of ``before`` that differ in ``after``."""
    return {key: (old, after.get(key)) for key, old in before.items() if after.get(key) != old}


@pytest.fixture(scope="module")
def first_tree(tmp_path_factory):
    """Folder with our addons of the first version."""
    folder = tmp_path_factory.mktemp("first")
    command = ["git", "archive", FIRST, "pilotage_commercial", "bridges", "script/load_demo.py"]
    archive = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if archive.returncode:
        pytest.fail(
            f"The history does not go back to {FIRST}: a whole clone is needed "
            f"(git fetch --unshallow). {archive.stderr.decode()}"
        )
    subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
    return folder


def forget_later_addons(database, addons):
    """Remove all our addons but ``addons`` from the database's list: newer ones would install
    themselves, and the first tree does not have them.
    """
    sandbox.query(
        database,
        """WITH gone AS (DELETE FROM ir_module_module
                          WHERE name LIKE %s AND name != ALL(%s) RETURNING id)
         DELETE FROM ir_model_data WHERE model = 'ir.module.module'
            AND res_id IN (SELECT id FROM gone) RETURNING id""",
        [f"{sandbox.ADDON}%", addons],
    )


def get_addons_path(folder):
    """Return Odoo's ``--addons-path`` with ``folder`` in place of this repository."""
    configuration = configparser.RawConfigParser()
    configuration.read(os.environ["ODOO_RC"])
    paths = configuration["options"]["addons_path"].split(",")
    ours = {str(ROOT): str(folder), str(ROOT / "bridges"): str(folder / "bridges")}
    assert set(ours) <= set(paths)
    return "--addons-path=" + ",".join(ours.get(path, path) for path in paths)


def run_shell(database, code, *options):
    command = [ROOT / "script" / "odoo", "shell", "-d", database, "--log-level=warn", *options]
    code += "\nprint('THE END')\n"
    done = subprocess.run(command, input=code, capture_output=True, text=True, check=False)
    assert "THE END" in done.stdout, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr


@pytest.fixture(
    scope="module",
    # The run without bridges covers nothing that the other one does not.
    params=["bridges", pytest.param("application", marks=pytest.mark.nightly)],
)
def upgrade(request, base, first_tree):
    """A database of the first version, its state before and after its update."""
    name, template, addons = f"tests_{uuid.uuid4().hex[:8]}", base, [sandbox.ADDON]
    if request.param == "bridges":
        template = os.environ["PILOTAGE_TEST_APPS_BASE"]
        addons += sorted(path.parent.name for path in first_tree.glob("bridges/*/__manifest__.py"))
    path = get_addons_path(first_tree)
    languages = "--load-language=fr_FR,en_US"
    sandbox.clone(template, name)
    forget_later_addons(name, addons)
    try:
        sandbox.odoo(name, "-i", ",".join(addons), languages, path, "--log-level=warn")
        run_shell(name, (first_tree / "script" / "load_demo.py").read_text(), path)
        run_shell(name, CHOOSE, path)
        before = read_state(name)
        _time, output = sandbox.odoo(name, "-u", sandbox.ADDON, "--log-level=warn")
        yield SimpleNamespace(
            name=name, addons=addons, before=before, after=read_state(name), output=output
        )
    finally:
        sandbox.drop(name)


def test_every_addon_was_there(upgrade):
    rows = sandbox.query(
        upgrade.name, "SELECT name FROM ir_module_module WHERE state = 'installed'"
    )
    assert set(upgrade.addons) <= {name for (name,) in rows}


def test_nothing_is_logged(upgrade):
    assert re.findall(r"(?:WARNING|ERROR|CRITICAL) \S+ .*", upgrade.output) == []


def test_enough_is_compared(upgrade):
    facts = upgrade.before.facts
    some = {
        name: sum(value not in (None, False, 0) for value in facts[name].values())
        for name in (
            "mail_activity.followup_rule_id",
            "crm_lead.urgency",
            "crm_lead.estimated_cost",
            "crm_lead.lost_from_stage_id",
            "sale_order.quotation_date",
            "sale_order.quotation_outcome",
            "sale_order.real_margin",
            "sale_order.low_margin_reason",
            "sale_order_cost.amount",
            "account_move_line.cost_order_id",
            "pilotage_kpi.name",
            "pilotage_kpi_target.value",
            "pilotage_kpi_snapshot.value",
            "pilotage_review.week",
            "pilotage_review_line.value",
            "pilotage_review_action.name",
            "pilotage_review_participant_rel",
            "res_company.low_margin_threshold",
        )
    }
    assert min(some.values()) > 0, some
    assert len(facts) > FACTS
    assert sum(map(len, facts.values())) > VALUES
    assert len(upgrade.before.records) > RECORDS_COMPARED
    assert upgrade.before.parameters


def test_every_fact_is_as_before(upgrade):
    kept = {name: rows for name, rows in upgrade.before.facts.items() if name not in ON_PURPOSE}
    after = upgrade.after.facts
    assert sorted(set(kept) - set(after)) == [], "gone"
    changes = {name: get_changes(rows, after[name]) for name, rows in kept.items()}
    assert {name: found for name, found in changes.items() if found} == {}


def test_a_new_row_is_a_record_of_ours(upgrade):
    """Only records that we ship are added, and parts of them (``PARTS``)."""
    ours, added = {}, {}
    for xmlid, model, key, _noupdate in sandbox.query(upgrade.name, RECORDS):
        if xmlid not in upgrade.before.records:
            ours.setdefault(get_table(model), set()).add(key)
    for name, rows in upgrade.before.facts.items():
        table = name.partition(".")[0]
        added.setdefault(table, set()).update(set(upgrade.after.facts.get(name, ())) - set(rows))
    modules = sandbox.query(upgrade.name, "SELECT id, name FROM ir_module_module")
    ours["ir_module_module"] = {key for key, name in modules if name.startswith(sandbox.ADDON)}
    notes = sandbox.query(upgrade.name, "SELECT id, model, res_id FROM mail_message")
    ours["mail_message"] = {
        key for key, model, whole in notes if whole in ours.get(get_table(model or ""), ())
    }
    strange = {table: keys - ours.get(table, set()) for table, keys in added.items()}
    for table, (column, whole) in PARTS.items():
        rows = sandbox.query(upgrade.name, f'SELECT id, {column} FROM "{table}"')
        parents = ours.get(whole, ())
        strange[table] = {key for key in strange.get(table, ()) if dict(rows)[key] not in parents}
    assert {table: keys for table, keys in strange.items() if keys} == {}


def test_records_and_their_translations_are_as_before(upgrade):
    kept = {key: values for key, values in upgrade.before.records.items() if key not in ON_PURPOSE}
    kept = {
        key: {name: value for name, value in values.items() if name not in RENEWED}
        for key, values in kept.items()
    }
    changes = {
        key: get_changes(values, upgrade.after.records.get(key, {})) for key, values in kept.items()
    }
    assert sorted(key for key, found in changes.items() if found) == []


def test_settings_are_as_before(upgrade):
    after = upgrade.after.parameters
    kept = {key: value for key, value in after.items() if key not in ON_PURPOSE}
    assert kept == upgrade.before.parameters


def test_low_margins_still_ask_for_a_reason(upgrade):
    """The question became a choice: whoever had it keeps it."""
    asks = sandbox.query(upgrade.name, "SELECT ask_low_margin_reason FROM res_company")
    assert set(asks) == {(True,)}


def test_reminders_tell_nothing_of_the_orders(upgrade):
    """The name of each contact says what its reminder is to be called."""
    rows = sandbox.query(
        upgrade.name,
        """SELECT p.name, a.summary FROM mail_activity a JOIN res_partner p ON p.id = a.res_id
            WHERE a.res_model = 'res.partner' AND a.note LIKE '%REMINDER%'""",
    )
    assert len(rows) == 6
    assert [name for name, summary in rows if summary != name] == []
    changed = [
        (values["summary"], upgrade.after.versions["mail_activity"][key][1]["summary"])
        for key, (_version, values) in upgrade.before.versions["mail_activity"].items()
        if upgrade.after.versions["mail_activity"][key][1]["summary"] != values["summary"]
    ]
    assert len(changed) >= 2, changed
    assert all(before.startswith(after) for before, after in changed), changed


def test_stages_are_as_before(upgrade):
    assert upgrade.after.stages == upgrade.before.stages
    assert upgrade.after.footprint.stage_by_lead == upgrade.before.footprint.stage_by_lead
    assert "Chiffrage" in str(upgrade.after.stages)


def test_no_table_is_rewritten(upgrade):
    assert upgrade.before.footprint.rewritten(upgrade.after.footprint) == []


def test_replaced_indexes_are_gone(upgrade):
    """Odoo drops those of a model by itself, those of a field never."""
    statement = "SELECT indexname FROM pg_indexes WHERE tablename = 'sale_order'"
    found = {name for (name,) in sandbox.query(upgrade.name, statement)}
    assert "sale_order_pilotage_pending_idx" in found
    assert not found & {
        "sale_order__quotation_outcome_index",
        "sale_order__order_progress_index",
        "sale_order_pilotage_unanswered_idx",
        "sale_order_quotation_to_expire_idx",
        "sale_order_real_cost_to_update",
    }


def test_no_business_row_is_updated(upgrade):
    """No existing row has another version, except for our columns of marks."""
    found = {}
    for table, rows in upgrade.before.versions.items():
        later = upgrade.after.versions[table]
        for key, (version, values) in rows.items():
            if key not in later:
                found[table, key] = "gone"
            elif later[key][0] != version:
                now = later[key][1]
                names = {name for name in values.keys() & now.keys() if values[name] != now[name]}
                if not names or names - WRITTEN.get(table, {}).keys() - UNCOMPARED:
                    found[table, key] = sorted(names)
    assert found == {}


# The last test, as it changes the database.
def test_updating_again_writes_nothing(upgrade):
    sandbox.odoo(upgrade.name, "-u", sandbox.ADDON, "--log-level=warn")
    again, before = read_state(upgrade.name), upgrade.after
    assert again.columns == before.columns
    assert before.footprint.rewritten(again.footprint) == []
    assert {name: get_changes(rows, again.facts[name]) for name, rows in before.facts.items()} == {
        name: {} for name in before.facts
    }
    assert get_changes(before.records, again.records) == {}
    assert again.versions == before.versions
    assert again.parameters == before.parameters
    assert again.stages == before.stages
