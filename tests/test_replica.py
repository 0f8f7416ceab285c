"""The cockpit reads from a streaming replica, and from the primary while the replica is down.

Two clusters of the test: a primary with one database, and its replica, which logs every statement.
Odoo serves the primary with ``db_replica_host``.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests
import sandbox

ROOT = sandbox.ROOT
CALLS = {
    "get_cockpit": [],
    "get_left_out": ["win_rate"],
    "get_lists": [],
    "get_coverage": [],
    "get_funnel": [],
    "get_table": [],
    "get_forecast": [],
    "get_changes": [],
}


def drop_domains(answer):
    """Return ``answer`` without its domains: that of a week ago changes with the time."""
    if isinstance(answer, dict):
        return {key: drop_domains(value) for key, value in answer.items() if key != "domain"}
    return [drop_domains(value) for value in answer] if isinstance(answer, list) else answer


class Cluster:
    """A PostgreSQL server reached by a socket in its own folder."""

    def __init__(self, folder):
        self.folder, self.data = folder, folder / "data"
        self.log = folder / "server.log"
        folder.mkdir()
        self.owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        if self.owner:
            os.chown(folder, self.owner.pw_uid, self.owner.pw_gid)

    def run(self, program, *arguments):
        """Run a program of PostgreSQL, which refuses to be root."""
        given = {"user": self.owner.pw_uid, "group": self.owner.pw_gid} if self.owner else {}
        with (self.folder / "run.log").open("ab") as output:
            subprocess.run(
                [shutil.which(program), *arguments],
                check=True,
                cwd=self.folder,
                stdout=output,
                stderr=output,
                **given,
            )

    def start(self):
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": self.folder,
            "log_statement": "all",
            "fsync": "off",
            "hot_standby_feedback": "on",
        }
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        self.run("pg_ctl", "-D", self.data, "-l", self.log, "-w", "-o", options, "start")

    def stop(self):
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def count(self, text):
        """How many statements of the log hold ``text``."""
        lines = self.log.read_text(errors="replace").splitlines()
        return sum("statement:" in line and text in line for line in lines)


def find_odoo():
    """Return the path of Odoo's command."""
    cache = Path(os.environ.get("PILOTAGE_CACHE", ROOT / ".cache"))
    given = os.environ.get("ODOO_HOME")
    return Path(given) / "odoo-bin" if given else cache / "odoo" / "usr" / "bin" / "odoo"


@contextmanager
def serving(primary, replica, database):
    """Odoo on the primary and the replica; yields a function that calls a method by RPC."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (primary.folder.parent / "odoo.log").open("wb")
    environment = {key: value for key, value in os.environ.items() if key != "ODOO_RC"}
    command = [
        sys.executable, find_odoo(), "--config=/dev/null",
        f"--addons-path={ROOT},{ROOT / 'bridges'}",
        f"--db_host={primary.folder}", f"--db_replica_host={replica.folder}", "--db_user=odoo",
        f"--database={database}", f"--http-port={port}", "--http-interface=127.0.0.1",
        "--max-cron-threads=0", f"--data-dir={primary.folder.parent / 'files'}",
    ]  # fmt: skip
    server = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    session = requests.Session()

    def call(path, parameters):
        answer = session.post(
            f"http://127.0.0.1:{port}{path}", json={"params": parameters}, timeout=120
        ).json()
        assert "error" not in answer, answer
        return answer["result"]

    def rpc(method, *arguments):
        parameters = {"model": "pilotage.kpi", "method": method, "args": arguments, "kwargs": {}}
        return call(f"/web/dataset/call_kw/pilotage.kpi/{method}", parameters)

    try:
        for _attempt in range(240):
            with suppress(requests.ConnectionError):
                session.get(f"http://127.0.0.1:{port}/web/health", timeout=60)
                break
            assert server.poll() is None, Path(log.name).read_text()[-3000:]
            time.sleep(0.5)
        rpc.log_in = lambda: call(
            "/web/session/authenticate",
            {"db": database, "login": "admin", "password": "admin"},
        )
        rpc.log_in()
        yield rpc
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)
        log.close()


@pytest.fixture(scope="module")
def clusters(make_installed):
    """A primary with a database of ours, and its replica."""
    database = make_installed()
    # A short path: that of a socket is limited to 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="replica"))
    folder.chmod(0o755)
    started = []
    try:
        primary = Cluster(folder / "primary")
        primary.run("initdb", "-D", primary.data, "-U", "odoo", "--auth=trust", "--no-sync")
        primary.start()
        started.append(primary)
        target = f"host={primary.folder} user=odoo dbname=postgres"
        subprocess.run(["createdb", "--maintenance-db", target, database], check=True)
        target = f"host={primary.folder} user=odoo dbname={database}"
        # As in Odoo's own databases: indexes use this function, and a dump does not contain it.
        unaccent = "CREATE EXTENSION unaccent; ALTER FUNCTION unaccent(text) IMMUTABLE"
        subprocess.run(["psql", "-qX", "-d", target, "-c", unaccent], check=True)
        dump = folder / "dump.sql"
        subprocess.run(["pg_dump", "--no-owner", "-f", dump, database], check=True)
        subprocess.run(
            ["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-d", target, "-f", dump],
            stdout=subprocess.DEVNULL,
            check=True,
        )
        replica = Cluster(folder / "replica")
        replica.run(
            "pg_basebackup", "-h", primary.folder, "-U", "odoo", "-D", replica.data,
            "--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync",
        )  # fmt: skip
        replica.start()
        started.append(replica)
        yield primary, replica, database
    finally:
        for cluster in reversed(started):
            with suppress(subprocess.CalledProcessError):
                cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def test_cockpit_reads_the_replica(clusters):
    primary, replica, database = clusters
    with serving(primary, replica, database) as rpc:
        # A first call, for rows that a process writes on its first request.
        before = {
            method: drop_domains(rpc(method, *arguments)) for method, arguments in CALLS.items()
        }
        for method, arguments in CALLS.items():
            seen = primary.count('FROM "crm_lead"'), primary.count('FROM "sale_order"')
            read = replica.count('FROM "crm_lead"') + replica.count('FROM "sale_order"')
            assert drop_domains(rpc(method, *arguments)) == before[method], method
            now = primary.count('FROM "crm_lead"'), primary.count('FROM "sale_order"')
            assert now == seen, f"{method} read the primary"
            after = replica.count('FROM "crm_lead"') + replica.count('FROM "sale_order"')
            assert after > read, f"{method} read no replica"
        replica.stop()
        # A request on a connection that has just died fails once in Odoo.
        with suppress(requests.JSONDecodeError):
            rpc("get_lists")
        rpc.log_in()
        for method, arguments in CALLS.items():
            answer = drop_domains(rpc(method, *arguments))
            assert answer == before[method], f"{method} without replica"
        assert primary.count('FROM "crm_lead"') > seen[0]
