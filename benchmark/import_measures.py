"""Measures of benchmark/import, run in ``odoo shell`` with OPTIONS set."""

# ruff: noqa: F821  # env and OPTIONS are those of the shell

import base64
import io
import json
import random
import resource
import time
from unittest import mock

import xlsxwriter

from odoo.addons.pilotage_commercial_import.models import base_import_import, pilotage_import_run

HEADERS = (
    "Opportunité / client",
    "Montant estimé",
    "Statut",
    "Prochaine action",
    "Date d’échéance",
)
STATUSES = ("Prospect", "Quote", "Negotiation", "Qualified")
NATIVE = {
    "has_headers": True, "quoting": '"', "separator": ",", "encoding": "utf-8", "limit": 2000, "skip": 0,  # noqa: E501
    "tracking_disable": True, "date_format": "", "datetime_format": "", "float_decimal_separator": ".",  # noqa: E501
    "float_thousand_separator": ",", "fallback_values": {}, "name_create_enabled_fields": {},
    "import_set_empty_fields": [], "import_skip_records": [], "keep_matches": False, "advanced": True,  # noqa: E501
    "sheet": "", "sheets": [],
}  # fmt: skip


def make_rows(number):
    pick = random.Random(42)
    return [
        (
            f"Chantier {index:06}",
            str(pick.randrange(1000, 90000)),
            pick.choice(STATUSES),
            f"Relancer {index % 700}",
            f"{pick.randrange(1, 29):02}/12/2026",
        )
        for index in range(number)
    ]


def upload(rows):
    lines = "\n".join(";".join(row) for row in [HEADERS, *rows])
    return env["pilotage.import"].create(
        {"file": base64.b64encode(lines.encode()), "file_name": "suivi.csv"}
    )


def import_native(rows):
    """Import three columns by Odoo's own import; return the processor time."""
    names = ["name", "expected_revenue", "stage_id"]
    content = "\n".join(",".join(row[:3]) for row in [names, *rows]).encode()
    wizard = env["base_import.import"].create(
        {"res_model": "crm.lead", "file": content, "file_name": "a.csv", "file_type": "text/csv"}
    )
    started, skip = time.process_time(), 0
    with mock.patch.object(base_import_import, "SHEET_MODEL", "none"):
        while True:
            result = wizard.execute_import(names, names, {**NATIVE, "skip": skip})
            env.flush_all()
            skip = result["nextrow"]
            if not skip:
                return time.process_time() - started


def import_ours(rows):
    """Import five columns, checked first; return the processor time."""
    started = time.process_time()
    record = upload(rows)
    record.action_check()
    with mock.patch.object(pilotage_import_run, "DIRECT", len(rows)):
        record.action_import()
    env.flush_all()
    assert record.count_done == len(rows), record.count_done
    return time.process_time() - started


def compare():
    rows = make_rows(OPTIONS["number"])
    found = {}
    for name, run in (
        ("warm", import_native),
        ("ours cpu", import_ours),
        ("Odoo cpu", import_native),
    ):
        found[name] = run(rows[:200] if name == "warm" else rows)
        env.cr.rollback()
        env.invalidate_all()
    found["ratio"] = found["ours cpu"] / found["Odoo cpu"]
    found["ms of processor a row"] = 1000 * found["ours cpu"] / len(rows)
    return {name: value for name, value in found.items() if name != "warm"}


def check_million():
    """Check a workbook of a million cells: 50 000 rows of 20 columns."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, [*HEADERS, *(f"Colonne {place}" for place in range(15))])
    for index, row in enumerate(make_rows(50_000), 1):
        sheet.write_row(
            index, 0, [row[0], index * 10, *row[2:], *(index + place for place in range(15))]
        )
    book.close()
    record = env["pilotage.import"].create(
        {"file": base64.b64encode(stream.getvalue()), "file_name": "million.xlsx"}
    )
    started = time.process_time()
    record.action_check()
    return {"million": time.process_time() - started}


def check():
    record = upload(make_rows(OPTIONS["number"]))
    started = time.process_time()
    record.action_check()
    return {"check": time.process_time() - started, "memory": get_memory()}


def accept():
    record = upload(make_rows(OPTIONS["number"]))
    record.action_check()
    record.action_import()
    env.cr.commit()
    return {}


def verify():
    number = OPTIONS["number"]
    leads = env["crm.lead"]._read_group([("name", "=like", "Chantier %")], ["name"], ["__count"])
    activities = env["mail.activity"].search_count([("res_model", "=", "crm.lead")])
    return {
        "lost": number - len(leads),
        "doubled": sum(count - 1 for _name, count in leads) + max(activities - number, 0),
    }


def get_memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


PARTS = {
    "compare": compare,
    "million": check_million,
    "check": check,
    "accept": accept,
    "verify": verify,
}
print("FOUND", json.dumps(PARTS[OPTIONS["part"]]()))
