"""Two concurrent imports, by two connections, each in a transaction that began before the other
wrote anything; requests are retried as by Odoo's server. Each deal exists once.
"""

import pytest
import sandbox

ADDON = "pilotage_commercial_import"
ROWS = 40
PREPARE = """
from odoo import Command
company = env.company
env["res.users"].with_context(no_reset_password=True).create([{
    "name": name, "login": name, "email": f"{name}@example.com",
    "group_ids": [Command.link(env.ref("sales_team.group_sale_salesman_all_leads").id)],
} for name in ("import-1", "import-2")])
env.cr.commit()
"""
# Each call is (user, file name, first row, last row): each file is checked beforehand, then all are
# accepted at the same time.
RACE = """
import base64, threading
from odoo import api
from odoo.service.model import retrying

users = env["res.users"].search([("login", "like", "import-")], order="login")
registry, uids, context = env.registry, users.ids, {"tz": "UTC", "lang": "en_US"}

def check(place, name, first, last):
    lines = ["Opportunity / customer;Estimated amount;Status;Next action;Due date"]
    lines += [f"Race {row};{1000 + row};Prospect;Call;2027-01-18" for row in range(first, last)]
    records = env(user=uids[place], context=context)["pilotage.import"]
    record = records.create(
        {"file": base64.b64encode("\\n".join(lines).encode()), "file_name": name})
    record.action_check()
    return record.id

def race(*files, twice=False):
    ids = [check(*file) for file in files]
    places = [file[0] for file in files]
    if twice:
        ids, places = ids * 2, places * 2
    env.cr.commit()
    barrier, failures = threading.Barrier(len(ids)), []
    def play(uid, record_id):
        begun = []
        def request():
            local = api.Environment(cr, uid, context)
            if not begun:
                begun.append(True)
                cr.execute("SELECT count(*) FROM crm_lead")
                barrier.wait(timeout=60)
            return local["pilotage.import"].browse(record_id).action_import()
        with registry.cursor() as cr:
            try:
                retrying(request, api.Environment(cr, uid, {}))
            except Exception as error:
                failures.append(repr(error))
    threads = [
        threading.Thread(target=play, args=(uids[place], record_id))
        for place, record_id in zip(places, ids)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("FAILURES", failures)
"""
COUNTS = """
    SELECT count(*), count(DISTINCT l.name), count(a.id) FROM crm_lead l
      LEFT JOIN mail_activity a ON a.res_model = 'crm.lead' AND a.res_id = l.id
     WHERE l.name LIKE 'Race %'
"""


@pytest.fixture
def race(make_installed, shell):
    name = make_installed()
    sandbox.odoo(name, "-i", ADDON, "--log-level=warn")
    shell(name, PREPARE)

    def run(call):
        output = shell(name, f"{RACE}\nrace({call})")
        assert "FAILURES []" in output, output[-4000:]
        return sandbox.query(name, COUNTS)[0]

    return run


@pytest.mark.nightly
def test_two_at_once(race):
    # The same sheet by two colleagues: the second one finds it imported already.
    assert race(f"(0, 'a.csv', 0, {ROWS}), (1, 'b.csv', 0, {ROWS})") == (ROWS, ROWS, ROWS)
    # Two sheets with some deals in common.
    assert (
        race(f"(0, 'c.csv', {ROWS // 2}, {2 * ROWS}), (1, 'd.csv', {ROWS}, {3 * ROWS})")
        == (3 * ROWS,) * 3
    )
    # One file, accepted by two clicks.
    assert race(f"(0, 'e.csv', {3 * ROWS}, {4 * ROWS}), twice=True") == (4 * ROWS,) * 3
