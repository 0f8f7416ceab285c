"""What the follow-up engine costs, and what the addon adds to everyday writes.

On years of history: time to find the due, follow-ups made a second beside Odoo's own time rule on
the same leads, speed and memory over a long run under the time limit of a cron, and the queries
and time of writing a lead, posting a message, finishing an activity, with and without the addon.
"""

import argparse
import json
import socket
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

import install
import sandbox

MEASURES = sandbox.ROOT / "benchmark" / "followups_measures.py"
METER = sandbox.ROOT / "benchmark" / "meter.py"
SIZE = 20  # everyday writes of each kind in a round
SITTINGS = 5  # how often the processes that write are started anew
WRITE_RATIO = 1.03
NAME, PLAIN = "bench_followups", "bench_followups_plain"
# What is asked of each measure: (label, unit, least, most).
AIMS = {
    "find": ("finding the due", "s", None, 1.5),
    "rate": ("follow-ups made a second", "/s", 1000, None),
    "native_ratio": ("times Odoo's own rule", "x", 100, None),
    "steady": ("rate of the last fifth over the first", "", 0.7, None),
    "memory": ("memory growth", "MB", None, 50),
    "largest_commit": ("records in one commit", "", None, 2000),
    "longest_run": ("longest run under the limit", "s", None, 120),
}


def parse_arguments(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    sizes = {"leads": 1_000_000, "messages": 2_000_000, "activities": 300_000, "orders": 100_000}
    for name, default in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=default, help="(%(default)s)")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument(
        "--compare", type=int, default=2000, help="leads given to Odoo's own rule too (%(default)s)"
    )
    parser.add_argument(
        "--long", type=int, default=200_000, help="follow-ups of the long run (%(default)s)"
    )
    parser.add_argument("--rounds", type=int, default=40, help="of everyday writes (%(default)s)")
    parser.add_argument("--template", help="a database already filled, without the addon")
    parser.add_argument("--keep", action="store_true", help="keep the filled database")
    return parser.parse_args(arguments)


def get_source(**options):
    return f"OPTIONS = {options!r}\n{METER.read_text()}\n{MEASURES.read_text()}"


def run(database, **options):
    """Run the measures in ``odoo shell``; return what they found."""
    done = subprocess.run(
        [str(sandbox.ROOT / "script" / "odoo"), "shell", "-d", database, "--log-level=error"],
        input=get_source(**options),
        capture_output=True,
        text=True,
        check=False,
    )
    found = [line for line in done.stdout.splitlines() if line.startswith("FOUND ")]
    if not found:
        raise RuntimeError(f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return json.loads(found[0].removeprefix("FOUND "))


@contextmanager
def serve_writes(database, rounds, folder):
    """Start the writes' server of ``database``; yield the function that asks it for a round."""
    address, log = str(folder / f"{database}.socket"), folder / f"{database}.log"
    with socket.socket(socket.AF_UNIX) as server, log.open("w") as output:
        server.bind(address)
        server.listen()
        server.settimeout(600)
        process = subprocess.Popen(
            [str(sandbox.ROOT / "script" / "odoo"), "shell", "-d", database, "--log-level=error"],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            text=True,
        )
        process.stdin.write(get_source(part="writes", address=address, rounds=rounds, size=SIZE))
        process.stdin.close()
        try:
            with server.accept()[0] as connection, connection.makefile("rw") as stream:
                labels = json.loads(stream.readline())

                def ask(label, number):
                    print(json.dumps([label, number]), file=stream, flush=True)
                    return json.loads(stream.readline())

                yield labels, ask
        except (OSError, ValueError) as error:
            raise RuntimeError(log.read_text()[-4000:]) from error
        finally:
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()


def measure_writes(rounds):
    """Processor time, queries and calls of everyday writes, on both databases in turns.

    Return ``{label: {database: [seconds, queries, calls], "ratio": …, "error": …}}``: medians of
    what is done to the same leads, one side right after the other. Where its code and data lie in
    memory makes a process quicker or slower by a few percent for as long as it lives, so each
    side is several processes, one after the other; the ratio is the mean of theirs.
    """
    sittings = [measure_sitting(max(1, rounds // SITTINGS)) for _sitting in range(SITTINGS)]
    return {label: combine([sitting[label] for sitting in sittings]) for label in sittings[0]}


def measure_sitting(rounds):
    """Return ``{label: {database: (seconds, queries, calls)}}``, a list each, of two processes."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        asks = {}
        for name in (PLAIN, NAME):
            server = serve_writes(name, rounds + 1, Path(folder))
            labels, asks[name] = stack.enter_context(server)
        return {label: measure_write(label, asks, rounds) for label in labels}


def measure_write(label, asks, rounds):
    sides = {name: ([], [], []) for name in asks}
    for number in range(rounds + 1):
        # Who comes first changes each time.
        for name in sorted(asks, reverse=number % 2):
            found = asks[name](label, number)
            if number:  # the first time, each reads what it reads once
                for values, more in zip(sides[name], found, strict=True):
                    values.extend(more)
    return sides


def combine(sittings):
    """Return the medians of all ``sittings``, and the ratio of their times with its error."""
    ratios = [
        statistics.median(sides[NAME][0]) / statistics.median(sides[PLAIN][0]) for sides in sittings
    ]
    figures = {
        name: [
            statistics.median([value for sides in sittings for value in sides[name][index]])
            for index in range(3)
        ]
        for name in (PLAIN, NAME)
    }
    error = statistics.stdev(ratios) / len(ratios) ** 0.5
    return {**figures, "ratio": statistics.mean(ratios), "error": error}


def report(found, writes):
    """Print the tables; return what misses its aim."""
    missed = []
    print(f"\n{'measure':<42}{'found':>12}{'aim':>12}")
    for name, (label, unit, least, most) in AIMS.items():
        if name not in found:
            continue
        value = found[name]
        aim = f">= {least}" if most is None else f"<= {most}"
        good = value >= least if most is None else value <= most
        print(f"{label:<42}{value:>9,.2f} {unit:<3}{aim:>11}{'' if good else '  MISSED'}")
        missed += [] if good else [label]
    for name in sorted(set(found) - set(AIMS)):
        print(f"{name.replace('_', ' '):<42}{found[name]:>9,.2f}")
    if writes:
        print(
            f"\n{'a record, processor time':<26}{'without':>16}{'with':>20}{'ratio':>10}"
            f"{'calls':>16}"
        )
    for label, sides in writes.items():
        (plain_s, plain_q, plain_c), (ours_s, ours_q, ours_c) = sides[PLAIN], sides[NAME]
        good = ours_q <= plain_q and sides["ratio"] <= WRITE_RATIO
        print(
            f"{label:<26}{plain_s * 1000:>7.2f} ms {plain_q:>4.1f} q{ours_s * 1000:>9.2f} ms "
            f"{ours_q:>4.1f} q{sides['ratio']:>10.3f} ± {sides['error']:.3f}"
            f"{ours_c / plain_c:>8.3f}{'' if good else '  MISSED'}"
        )
        missed += [] if good else [label]
    return missed


def main(arguments=None):
    options = parse_arguments(arguments)
    sizes = {name: getattr(options, name) for name in ("leads", "messages", "activities", "orders")}
    source = options.template or install.template(sizes, options.seed)
    found, writes = {}, {}
    try:
        for name in (PLAIN, NAME):
            sandbox.drop(name)
            sandbox.clone(source, name)
        sandbox.odoo(NAME, "-i", sandbox.ADDON, "--log-level=warn")
        run(NAME, part="prepare")
        for name in (PLAIN, NAME):
            sandbox.query(name, "VACUUM ANALYZE")
        writes = measure_writes(options.rounds)
        found = run(NAME, part="find")
        for part, number in (("compare", options.compare), ("long", options.long)):
            found.update(run(NAME, part=part, number=number))
            print(f"{part}: {found}", flush=True)
    finally:
        for name in (PLAIN, NAME):
            sandbox.drop(name)
        if not (options.keep or options.template):
            sandbox.drop(source)
    missed = report(found, writes)
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
