"""``script/server --workers 2 --replica``: under load, with killed workers and a stopped replica.

Every acknowledged write is there afterwards, once; reads go on.
"""

import os
import re
import signal
import subprocess
import threading
import time
import uuid
from contextlib import closing, suppress
from pathlib import Path

import psutil
import psycopg2
import pytest
import requests

ROOT = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("PILOTAGE_CACHE", ROOT / ".cache"))
pytestmark = pytest.mark.nightly
CLIENTS = 4


def bash(code):
    done = subprocess.run(
        ["bash", "-c", f"source {ROOT}/script/_common.sh; {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


class Client:
    """Somebody logged in, who calls methods."""

    def __init__(self, address, database):
        self.address, self.session = address, requests.Session()
        self.call(
            "/web/session/authenticate", {"db": database, "login": "admin", "password": "admin"}
        )

    def call(self, path, parameters):
        answer = self.session.post(
            f"{self.address}{path}", json={"params": parameters}, timeout=120
        ).json()
        assert "error" not in answer, answer
        return answer["result"]

    def rpc(self, model, method, *args):
        parameters = {"model": model, "method": method, "args": args, "kwargs": {}}
        return self.call(f"/web/dataset/call_kw/{model}/{method}", parameters)

    def read(self):
        cards = self.rpc("pilotage.kpi", "get_cockpit")["kpis"]
        return {card["code"]: card["value"] for card in cards}


@pytest.fixture(scope="module")
def server():
    """(address, database, process id of Odoo) of a server of the test."""
    database = f"tests_scale_{uuid.uuid4().hex[:8]}"
    command = [ROOT / "script" / "server", "--database", database]
    try:
        done = subprocess.run(
            [*command, "--workers", "2", "--replica", "--background"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        [address] = [
            line.split()[1] for line in done.stdout.splitlines() if line.startswith("Address")
        ]
        yield address, database, int((CACHE / "run" / f"server-{database}.pid").read_text())
    finally:
        subprocess.run([*command, "--stop"], check=False, capture_output=True)
        bash(f"""
            export PATH=$(pg_bindir):$PATH PGHOST=$(pg_socket_dir) PGUSER=odoo PGDATABASE=postgres
            db_drop {database}; db_drop {database}-building; rm -f "$RUN"/*-{database}.*
        """)


def find_bundles(client):
    """Addresses of the scripts and styles of the pages that a new user opens."""
    pages = [client.session.get(f"{client.address}{path}").text for path in ("/web/login", "/odoo")]
    return set(re.findall(r"[\"'](/web/assets/[^\"']+\.(?:js|css))", " ".join(pages)))


def test_first_page_has_its_scripts_and_styles(server):
    """They come from the replica, which has not yet those that are made at that moment."""
    address, database, _odoo = server
    client = Client(address, database)
    addresses = find_bundles(client)
    assert {name.rpartition(".")[2] for name in addresses} == {"js", "css"}
    found = {name: client.session.get(address + name).status_code for name in addresses}
    assert set(found.values()) == {200}, found


def count_readers(database):
    """Connections of Odoo to the replica."""
    replica = bash("pg_socket_dir") + "-replica"
    connection = psycopg2.connect(host=replica, user="odoo", dbname="postgres")
    with closing(connection), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [database])
        return cursor.fetchone()[0]


def get_workers(odoo):
    """Processes that answer: children of the first one that listen to no port of their own."""
    children = psutil.Process(odoo).children()
    return [child for child in children if "gevent" not in " ".join(child.cmdline())]


def write_some(client, prefix, acknowledged, stop):
    """Create opportunities until told to stop; store the names of the acknowledged ones."""
    number = 0
    while not stop.is_set():
        name = f"{prefix}-{number}"
        number += 1
        with suppress(requests.RequestException):
            client.rpc("crm.lead", "create", {"name": name, "type": "opportunity"})
            acknowledged.append(name)


def wait_for(acknowledged, count):
    for _attempt in range(3000):
        if len(acknowledged) >= count:
            return
        time.sleep(0.1)
    pytest.fail(f"{len(acknowledged)} acknowledged, {count} expected")


def test_load_kill_and_fail_over(server):
    address, database, odoo = server
    clients = [Client(address, database) for _number in range(CLIENTS)]
    before = clients[0].read()
    assert before["pipeline_value"]
    assert count_readers(database) > 0, "the replica is not read"

    # Under the load of several clients, every worker is killed.
    acknowledged, stop, run = [], threading.Event(), f"scale-{uuid.uuid4().hex[:6]}"
    threads = [
        threading.Thread(target=write_some, args=(client, f"{run}-{index}", acknowledged, stop))
        for index, client in enumerate(clients)
    ]
    for thread in threads:
        thread.start()
    try:
        wait_for(acknowledged, 20)
        for worker in get_workers(odoo):
            worker.send_signal(signal.SIGKILL)
        wait_for(acknowledged, len(acknowledged) + 40)
    finally:
        stop.set()
    for thread in threads:
        thread.join(120)
    # On the primary: the replica may lag behind.
    with closing(psycopg2.connect(dbname=database)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT name FROM crm_lead WHERE name LIKE %s", [f"{run}-%"])
        found = [name for (name,) in cursor]
    assert len(found) == len(set(found)), "something was written twice"
    assert set(acknowledged) <= set(found), "something acknowledged is lost"
    # Only requests in progress when the workers died may be written without an answer.
    assert len(found) - len(acknowledged) <= CLIENTS

    # Without the replica, the primary serves the reads.
    bash("pg_stop_replica")
    with suppress(requests.JSONDecodeError, requests.ConnectionError):
        clients[1].read()
    after = Client(address, database).read()
    assert {**after, "pipeline_value": None} == {**before, "pipeline_value": None}
    assert psutil.pid_exists(odoo)
