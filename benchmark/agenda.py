"""What an agenda costs that a calendar fetches: a thousand of them an hour, by HTTP.

On years of history, the salespeople with the most to do are given an address each. A multi-worker
server answers their calendars, one fetch after the other, as many as a thousand subscribers make
in an hour; what counts is processor time, of the server and of PostgreSQL, over the fetches.
"""

import argparse
import os
import signal
import statistics
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import sandbox
import served

NAME = "bench_agenda"
MEASURES = sandbox.ROOT / "benchmark" / "agenda_measures.py"
# What is asked of one fetch, in seconds of processor and on the clock.
MOST_SECONDS = 0.050
TICKS = os.sysconf("SC_CLK_TCK")


def parse_arguments(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    sizes = {"leads": 100_000, "messages": 100_000, "activities": 30_000, "orders": 50_000}
    for name, default in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=default, help="(%(default)s)")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--fetches", type=int, default=1000, help="(%(default)s)")
    parser.add_argument("--keep", action="store_true", help="keep the filled databases")
    parser.add_argument("--again", action="store_true", help="on the database kept last time")
    return parser.parse_args(arguments)


def prepare(options):
    names = ("leads", "messages", "activities", "orders")
    if options.again:
        sandbox.odoo(NAME, "-u", sandbox.ADDON, "--log-level=warn")
        return None
    sizes = {name: getattr(options, name) for name in names}
    return served.prepare(NAME, sizes, options.seed)


def run_shell():
    """Return the addresses, and what one agenda takes inside of the server."""
    return sandbox.run_in_shell(NAME, MEASURES)


def get_processor(server):
    """Seconds of processor of the processes of the server and of the backends of PostgreSQL that
    serve the database."""
    backends = sandbox.query(
        "postgres", "SELECT pid FROM pg_stat_activity WHERE datname = %s", [NAME]
    )
    return get_group_processor(server.pid) + sum(get_ticks(pid) for (pid,) in backends)


def get_group_processor(group):
    seconds = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(process.name)) == group:
                seconds += get_ticks(process.name)
        except (ProcessLookupError, FileNotFoundError):
            continue  # it ended meanwhile
    return seconds


def get_ticks(process):
    values = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(values[11]) + int(values[12])) / TICKS


def fetch(address, tag=None):
    """Return the seconds that a fetch took, its status, its size and its tag."""
    headers = {"If-None-Match": tag} if tag else {}
    request = urllib.request.Request(address, headers=headers)  # noqa: S310  of this machine
    started = time.monotonic()
    try:
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
            size, status = len(response.read()), response.status
            tag = response.headers["ETag"]
    except urllib.error.HTTPError as error:
        size, status = 0, error.code
    return time.monotonic() - started, status, size, tag


def wait_for(address):
    for _try in range(120):
        try:
            return fetch(address)
        except OSError:
            time.sleep(0.5)
    raise RuntimeError("The server does not answer")


def play(addresses, fetches):
    """Fetch the agendas in turns; return what is found of the full and of the unchanged ones."""
    server, site = served.serve(NAME)
    found = {}
    try:
        wait_for(f"{site}{addresses[0]}")
        tags = {path: fetch(f"{site}{path}")[3] for path in addresses * 2}
        for kind, expected in (("in full", 200), ("unchanged", 304), ("wrong address", 404)):
            before, seconds, sizes = get_processor(server), [], []
            for number in range(fetches):
                path = addresses[number % len(addresses)]
                tag = tags[path] if kind == "unchanged" else None
                path = f"{path[:-10]}000000.ics" if kind == "wrong address" else path
                taken, status, size, _tag = fetch(f"{site}{path}", tag)
                if status != expected:
                    raise RuntimeError(f"{kind}: {status}")
                seconds.append(taken)
                sizes.append(size)
            found[kind] = {
                "processor": (get_processor(server) - before) / fetches,
                "median": statistics.median(seconds),
                "p95": statistics.quantiles(seconds, n=20)[-1],
                "size": statistics.mean(sizes),
            }
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
    return found


def report(shell, found, fetches):
    """Print the tables; return what misses its aim."""
    print(f"\n{shell['leads']:,} leads, {shell['activities']:,} activities planned")
    events = ", ".join(str(count) for count in shell["events"])
    print(f"{len(shell['paths'])} agendas of {events} events; {shell['queries']} queries each")
    print(f"\n{fetches:,} fetches{'processor':>22}{'median':>12}{'95th':>12}{'size':>12}")
    missed = []
    for kind, side in found.items():
        good = side["processor"] <= MOST_SECONDS
        missed += [] if good else [kind]
        print(
            f"{kind:<22}{side['processor'] * 1000:>11.1f} ms{side['median'] * 1000:>9.1f} ms"
            f"{side['p95'] * 1000:>9.1f} ms{side['size'] / 1000:>9.1f} kB"
            f"{'' if good else '  MISSED'}"
        )
    hour = found["in full"]["processor"] * 1000
    print(f"\na thousand an hour: {hour:.0f} s of processor, {hour / 36:.1f} % of one core")
    return missed


def main(arguments=None):
    options = parse_arguments(arguments)
    source = prepare(options)
    try:
        shell = run_shell()
        missed = report(shell, play(shell["paths"], options.fetches), options.fetches)
    finally:
        if not options.keep:
            sandbox.drop(NAME)
            if source:
                sandbox.drop(source)
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
