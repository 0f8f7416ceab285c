"""The scripts of the repository, as somebody uses them."""

import configparser
import hashlib
import http.server
import os
import random
import re
import signal
import socket
import stat
import subprocess
import threading
import time
import urllib.request
import uuid
from contextlib import closing, suppress
from pathlib import Path

import psycopg2
import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "script"
CACHE = Path(os.environ.get("PILOTAGE_CACHE", ROOT / ".cache"))


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, **options)


def bash(code):
    """Output of bash code that can use the functions of the scripts."""
    done = run("bash", "-c", f"source {SCRIPT}/_common.sh; {code}", check=True)
    return done.stdout.strip()


# --- options -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["server", "setup", "test", "lint", "compat", "docs", "screenshots", "wheels"]
)
def test_help(name):
    done = run(SCRIPT / name, "--help")
    assert done.returncode == 0
    assert done.stdout
    assert "#" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--nonsense"], "unknown option: --nonsense"),
        (["--port"], "--port needs a value"),
        (["--port", "http"], "not a port: http"),
        (["--port", "70000"], "not a port: 70000"),
        (["--port", "0"], "not a port: 0"),
        (["--database", "a b"], "not a database name: a b"),
        (["--database", "x'; drop database y --"], "not a database name"),
        (["--database=../x"], "not a database name: ../x"),
        (["--interface", "example"], "not an IP address: example"),
        (["--country", "France"], "not the two letters of a country: France"),
        (["--country=F1"], "not the two letters of a country: F1"),
    ],
)
def test_server_refuses(arguments, message):
    done = run(SCRIPT / "server", *arguments)
    assert done.returncode == 1
    assert f"error: {message}" in done.stderr


@pytest.mark.parametrize("name", ["setup", "lint", "compat"])
def test_unknown_option(name):
    done = run(SCRIPT / name, "--nonsense")
    assert done.returncode == 1
    assert "error: unknown option: --nonsense" in done.stderr


# --- ports -------------------------------------------------------------------------------------


def test_taken_port_is_left_alone():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        free = int(bash(f"free_port {taken} 0"))
        assert free not in (0, taken)
        assert bash(f"free_port {taken}") == ""
    assert bash(f"free_port {taken} 0") == str(taken)


# --- what is installed ---------------------------------------------------------------------------


def test_configuration_is_closed():
    path = CACHE / "odoo.conf"
    configuration = configparser.RawConfigParser()
    configuration.read(path)
    options = configuration["options"]
    assert options["list_db"] == "False"
    assert options["http_interface"] == "127.0.0.1"
    assert len(options["admin_passwd"]) >= 24
    assert options["db_host"].startswith("/"), "PostgreSQL is reached by a socket only"
    assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_postgresql_does_not_listen_on_the_network():
    with closing(psycopg2.connect(dbname="postgres")) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW listen_addresses")
        assert cursor.fetchone() == ("",)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {
                "sources.list.d/some.sources": "Types: deb\nURIs: http://mirror.example/debian\n"
                "Suites: trixie trixie-updates\nComponents: main\nSigned-By: /k.gpg\n"
            },
            "Types: deb\nURIs: http://mirror.example/debian\nSuites: sid\nComponents: main\n"
            "Signed-By: /k.gpg\n",
        ),
        (
            {"sources.list": "deb [arch=amd64 signed-by=/k] https://a.example/debian/ trixie main"},
            "Types: deb\nURIs: https://a.example/debian/\nSuites: sid\nComponents: main\n"
            "Signed-By: /k\n",
        ),
        (
            {
                "sources.list": "# deb http://a.example/debian trixie main\n"
                "deb http://a.example/debian-security trixie-security main\n"
                "deb http://a.example/ubuntu noble main\n",
                "sources.list.d/off.sources": "Enabled: no\nURIs: http://a.example/debian\n"
                "Suites: trixie\n",
            },
            None,
        ),
    ],
)
def test_debian_source(tmp_path, files, expected):
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    done = run("python3", SCRIPT / "apt_sid_sources.py", tmp_path)
    assert done.returncode == (0 if expected else 1)
    assert done.stdout == (expected or "")


class Mirror(http.server.BaseHTTPRequestHandler):
    """A mirror that breaks off after some bytes, and can resume."""

    content = random.Random(19).randbytes(1_000_000)
    breaks = []
    ranges = []

    def do_GET(self):
        start = int(re.search(r"\d+", self.headers.get("Range", "0"))[0])
        self.ranges.append(start)
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(self.content) - start))
        self.end_headers()
        stop = self.breaks.pop(0) if self.breaks else len(self.content)
        self.wfile.write(self.content[start:stop])

    def log_message(self, *arguments):
        pass


@pytest.mark.parametrize(
    ("kept", "breaks", "asked"),
    [
        (b"", [300_000, 600_000], [0, 300_000, 600_000]),
        (Mirror.content[:400_000], [], [400_000]),
        (b"\0" * 400_000, [], [400_000, 0]),
    ],
    ids=["connection breaks", "interrupted", "spoilt"],
)
def test_download_goes_on_where_it_stopped(tmp_path, kept, breaks, asked):
    Mirror.ranges.clear()
    Mirror.breaks[:] = breaks
    if kept:
        (tmp_path / "x_1%2b1.deb.part").write_bytes(kept)
    digest = hashlib.sha256(Mirror.content).hexdigest()
    command = ["python3", SCRIPT / "apt_fetch.py", tmp_path]
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mirror) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        line = f"'http://127.0.0.1:{server.server_port}/x' x_1%2b1.deb 1000000 SHA256:{digest}\n"
        done = [run(*command, input=line, env={**os.environ, "no_proxy": "*"}) for _time in (1, 2)]
        server.shutdown()
    assert [each.returncode for each in done] == [0, 0], done[0].stderr
    assert (tmp_path / "x_1%2b1.deb").read_bytes() == Mirror.content
    assert [path.name for path in tmp_path.iterdir()] == ["x_1%2b1.deb"]
    assert Mirror.ranges == asked, "each byte once, and nothing the second time"


def tracked_files():
    names = run("git", "ls-files", "-z", cwd=ROOT, check=True).stdout.split("\0")
    return [path for name in names if name and (path := ROOT / name).is_file()]


def test_nothing_of_this_machine_in_the_tree():
    """Neither the address of a package registry nor the place of the repository."""
    settings = [
        *Path("/etc/apt").glob("sources.list*"),
        *Path("/etc/apt/sources.list.d").glob("*"),
        *Path("/etc").glob("pip.conf"),
        *Path.home().glob(".config/pip/pip.conf"),
        *Path.home().glob(".npmrc"),
    ]
    text = "\n".join(path.read_text() for path in settings if path.is_file())
    words = set(re.findall(r"https?://(?:[^@/\s]*@)?([^/\s\"']+)", text)) - {"localhost"}
    words.add(f"{ROOT.parent}/")
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in tracked_files()
        for word in words
        if word.encode() in path.read_bytes()
    ]
    assert found == []


# --- the server, for real ------------------------------------------------------------------------


class Server:
    """``script/server`` on a database of its own."""

    def __init__(self, *arguments):
        self.arguments = arguments

    def start(self):
        started = time.monotonic()
        self.process = subprocess.Popen(
            [SCRIPT / "server", *self.arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        self.output = []
        for line in self.process.stdout:
            self.output.append(line)
            if line.startswith("Password:"):
                return time.monotonic() - started
        pytest.fail("".join(self.output))

    @property
    def address(self):
        return self.output[-3].split()[1]

    def answers(self):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"{self.address}/web/login", timeout=60) as response:
            return response.status == 200 and b'name="login"' in response.read()

    def is_closed(self):
        host, port = self.address.removeprefix("http://").split(":")
        with socket.socket() as probe:
            return probe.connect_ex((host, int(port))) != 0

    def signal(self, number):
        """As a terminal does: to the whole process group."""
        os.killpg(self.process.pid, number)
        self.process.communicate(timeout=60)
        return self.process.returncode


@pytest.fixture(scope="module")
def database():
    name = f"tests_server_{uuid.uuid4().hex[:8]}"
    yield name
    run(SCRIPT / "server", "--stop", "--database", name)
    bash(f"""
        export PATH=$(pg_bindir):$PATH PGHOST=$(pg_socket_dir) PGUSER=odoo PGDATABASE=postgres
        db_drop {name}; db_drop {name}-building; rm -f "$RUN"/*-{name}.*
    """)


def get_command(pid):
    return Path(f"/proc/{pid}/cmdline").read_text().split("\0")


def wait_until(condition, seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError):
            if condition():
                return
        time.sleep(0.2)
    pytest.fail("it did not come to pass")


@pytest.mark.parametrize(
    ("country", "locale", "languages"),
    [
        ("", "", "fr_FR,en_US"),
        ("", "C.UTF-8", "fr_FR,en_US"),
        ("", "de_DE.UTF-8", "en_US,fr_FR"),
        ("", "en_CA.UTF-8", "en_US,fr_FR"),
        ("", "fr_FR.UTF-8", "fr_FR,en_US"),
        ("", "fr_MA", "fr_FR,en_US"),
        ("FR", "en_GB.UTF-8", "fr_FR,en_US"),
        ("be", "", "fr_FR,en_US"),
        ("US", "fr_FR.UTF-8", "en_US,fr_FR"),
    ],
)
def test_language_of_a_new_database(country, locale, languages):
    """That of the country, or else of the system: French where it does not say, as the demo company
    is a French builder. The other one is there too.
    """
    assert bash(f"LC_ALL= LANG={locale}; languages_for '{country}'") == languages


def test_old_demo_is_known(tmp_path):
    """What tells script/screenshots to build a demo company anew."""
    (tmp_path / "script").symlink_to(SCRIPT)
    (tmp_path / "pilotage_commercial" / "demo").mkdir(parents=True)
    (tmp_path / "bridges" / "one" / "demo").mkdir(parents=True)
    file = tmp_path / "bridges" / "one" / "demo" / "demo.xml"
    hashes = []
    for text in ("<odoo/>", "<odoo></odoo>"):
        file.write_text(text)
        hashes.append(bash(f"ROOT={tmp_path}; demo_hash"))
    # A file of code is not demo data.
    (tmp_path / "pilotage_commercial" / "model.py").write_text("")
    assert hashes[0] != hashes[1] == bash(f"ROOT={tmp_path}; demo_hash")


def check_demo(database):
    """Our demo data and no other was loaded, in French too; the administrator reads
    French, as this system does not say.
    """
    with closing(psycopg2.connect(dbname=database)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT name FROM ir_module_module WHERE demo")
        assert all(name.startswith("pilotage_commercial") for (name,) in cursor)
        cursor.execute("SELECT count(*) FROM res_lang WHERE active AND code IN ('fr_FR', 'en_US')")
        assert cursor.fetchone() == (2,)
        cursor.execute("SELECT count(*) FROM crm_lead")
        assert cursor.fetchone()[0] >= 30
        cursor.execute(
            "SELECT lang FROM res_partner JOIN res_users ON res_partner.id = partner_id"
            " WHERE login = 'admin'"
        )
        assert cursor.fetchone() == ("fr_FR",)
        comment = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
        cursor.execute(comment, [database])
        assert cursor.fetchone()[0].split() == bash("addons_hash; demo_hash").split()


def test_server(database):
    """From no database to Ctrl-C, then killed, then started again."""
    server = Server("--database", database)
    first = server.start()
    assert server.answers()
    assert [line.split(":")[0] for line in server.output[-3:]] == ["Address", "Login", "Password"]
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", server.address)

    # Once more while it runs: the same address, and no second server.
    again = run(SCRIPT / "server", "--database", database)
    assert again.returncode == 0
    assert "Already running" in again.stdout
    assert server.address in again.stdout

    check_demo(database)

    # Ctrl-C stops it; the next start is quick, as everything exists.
    assert server.signal(signal.SIGINT) == 130
    assert server.is_closed()
    second = server.start()
    assert server.answers()
    assert second < first / 2

    # Killed, it leaves Odoo running; the next start cleans up.
    assert server.signal(signal.SIGKILL) == -signal.SIGKILL
    server.start()
    assert "Stopping an Odoo left by a script that was killed" in "".join(server.output)
    assert server.answers()

    # Above its limits of time or memory Odoo executes itself again, as on this signal: it finds the
    # virtual environment, and the script still controls the server.
    pid = int((CACHE / "run" / f"server-{database}.pid").read_text())
    os.kill(pid, signal.SIGHUP)
    wait_until(lambda: get_command(pid)[0] == "python")
    wait_until(server.answers)
    assert server.process.poll() is None

    # From another terminal.
    assert run(SCRIPT / "server", "--stop", "--database", database).returncode == 0
    assert server.process.wait(timeout=60) == 143
    assert server.is_closed()
