"""Salespeople and managers at work at once, by the calls of the web client, on a multi-worker
server: how long each action takes and what fails, with the addon and without, in turns.
"""

import argparse
import collections
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time

import sandbox
from load_client import CallError, Manager, Salesperson

NAMES = {"without": "load_without", "with": "load_with"}
PASSWORD = "load"  # noqa: S105  of users of a throw-away database
AIM = 1.1
# With fewer measures the slowest twentieth is not reliable.
ENOUGH = 40
WHO = f"""
users = env["res.users"].search([("login", "=like", "vendeur-%")], order="id")
users = users.filtered(lambda user: user.company_id.id == env.company.id)[:COUNT]
users.password = "{PASSWORD}"
users[:MANAGERS].write({{
    "group_ids": [(4, env.ref("sales_team.group_sale_manager").id)],
}})
env.cr.commit()
print("FOUND", ",".join(users.mapped("login")))
"""


def parse_arguments(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--leads", type=int, default=20_000, help="(%(default)s)")
    parser.add_argument("--orders", type=int, default=8_000, help="(%(default)s)")
    parser.add_argument("--salespeople", type=int, default=20, help="at work (%(default)s)")
    parser.add_argument("--managers", type=int, default=3, help="at work (%(default)s)")
    parser.add_argument("--minutes", type=float, default=5, help="of each side (%(default)s)")
    parser.add_argument("--rounds", type=int, default=2, help="turns of each (%(default)s)")
    parser.add_argument("--workers", type=int, default=2, help="(%(default)s)")
    return parser.parse_args(arguments)


def prepare(options):
    """Make both databases; return the logins, managers first."""
    for name in NAMES.values():
        sandbox.drop(name)
    base = NAMES["without"]
    sandbox.install_base(base)
    sandbox.generate(
        base, leads=options.leads, messages=2 * options.leads, orders=options.orders,
        salespeople=max(40, 2 * options.salespeople + options.managers),
    )  # fmt: skip
    logins = find_people(base, options)
    sandbox.clone(base, NAMES["with"])
    sandbox.odoo(NAMES["with"], "-i", sandbox.ADDON, "--log-level=warn")
    for name in NAMES.values():
        # The crons run as in a company, except the history cron of an installation.
        sandbox.query(name, "UPDATE ir_cron SET nextcall = now() + interval '1 day'")
        sandbox.query(name, "VACUUM ANALYZE")
    return logins


def find_people(name, options):
    count = options.salespeople + options.managers
    done = subprocess.run(
        [str(sandbox.ROOT / "script" / "odoo"), "shell", "-d", name, "--log-level=error"],
        input=f"COUNT, MANAGERS = {count}, {options.managers}\n{WHO}",
        capture_output=True,
        text=True,
        check=True,
    )
    [found] = [line for line in done.stdout.splitlines() if line.startswith("FOUND ")]
    return found.removeprefix("FOUND ").split(",")


def find_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(name, workers, replica=None):
    """Start a server with workers; return its process and its address.

    :param replica: the host of a replica that it reads, if any
    """
    port = find_port()
    command = [
        str(sandbox.ROOT / "script" / "odoo"), "-d", name, f"--db-filter=^{name}$",
        f"--workers={workers}", "--http-interface=127.0.0.1", f"--http-port={port}",
        f"--gevent-port={find_port()}", "--log-level=critical",
    ]  # fmt: skip
    if replica:
        command.append(f"--db_replica_host={replica}")
    return subprocess.Popen(command, start_new_session=True), f"http://127.0.0.1:{port}"


def work(person, until, measures, failures):
    """Do the actions of ``person`` until the end; store the time and the errors of each."""
    try:
        person.log_in()
        while time.monotonic() < until:
            for action, function in person.get_day():
                started = time.monotonic()
                if started > until:
                    break
                try:
                    function()
                    measures[action].append(time.monotonic() - started)
                except CallError as failure:
                    failures[action].append(str(failure))
                person.think()
    except CallError as failure:
        failures["log in"].append(str(failure))


def play(name, logins, options, found, workers=None, replica=None):
    """Let everybody work on the database ``name`` for a turn; complete ``found``."""
    server, address = serve(name, workers or options.workers, replica)
    try:
        people = [
            (Manager if place < options.managers else Salesperson)(
                address, name, login, PASSWORD, place
            )
            for place, login in enumerate(logins)
        ]
        people[0].wait_for_server()
        for person in people[:1]:
            person.log_in()
            for _action, function in person.get_day():
                function()  # caches of a server
        until = time.monotonic() + 60 * options.minutes / options.rounds
        threads = [
            threading.Thread(
                target=work,
                args=(person, until, found["measures"], found["failures"]),
            )
            for person in people
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def get_p95(measures):
    return statistics.quantiles(measures, n=20)[-1] if len(measures) > 1 else measures[0]


def report(found):
    """Print the table; return the missed targets."""
    with_us, without = found["with"], found["without"]
    print(f"\n{'':<26}{'without':>22}{'with':>22}{'ratio':>16}{'failed':>9}")
    print(f"{'':<26}{'median':>14}{'p95':>8}{'median':>14}{'p95':>8}{'median':>8}{'p95':>8}")
    missed = []
    for action, measures in with_us["measures"].items():
        row, base = f"{action:<26}", without["measures"].get(action)
        for each in (base, measures):
            row += (
                f"{len(each):>6} {statistics.median(each):>7.3f}{get_p95(each):>8.3f}"
                if each
                else " " * 22
            )
        if base:
            ratios = (
                statistics.median(measures) / statistics.median(base),
                get_p95(measures) / get_p95(base),
            )
            row += "".join(f"{ratio:>8.2f}" for ratio in ratios)
            if min(len(base), len(measures)) >= ENOUGH and ratios[1] > AIM:
                missed.append(action)
        else:
            row += " " * 16
        print(row + f"{len(with_us['failures'][action]):>9}")
    for side, each in found.items():
        wrong = [text for texts in each["failures"].values() for text in texts]
        done = sum(map(len, each["measures"].values()))
        rate = 100 * len(wrong) / max(1, done + len(wrong))
        print(f"{side}: {done} actions, {len(wrong)} failed ({rate:.2f} %)")
        for text, count in collections.Counter(wrong).most_common(5):
            print(f"  {count} x {text}")
    both = [
        [value for name in found["without"]["measures"] for value in each["measures"].get(name, [])]
        for each in (without, with_us)
    ]
    if all(both):
        ratio = get_p95(both[1]) / get_p95(both[0])
        print(f"p95 of all that both do, with over without: {ratio:.2f} (aim {AIM})")
        missed += ["all"] if ratio > AIM else []
    failed = any(with_us["failures"].values())
    return [*missed, *(["failures"] if failed else [])]


def get_nothing():
    return {
        "measures": collections.defaultdict(list),
        "failures": collections.defaultdict(list),
    }


def compare_sides(options):
    """Play on both sides in turns; return the missed targets."""
    found = {side: get_nothing() for side in NAMES}
    logins = prepare(options)
    for turn in range(options.rounds):
        # The order of the sides alternates.
        for side in list(NAMES)[:: 1 if turn % 2 == 0 else -1]:
            play(NAMES[side], logins, options, found[side])
            print(f"turn {turn + 1}, {side}: done", flush=True)
    return report(found)


def main(arguments=None):
    options = parse_arguments(arguments)
    try:
        missed = compare_sides(options)
    finally:
        for name in NAMES.values():
            sandbox.drop(name)
    if missed:
        print("missed:", ", ".join(missed))
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
