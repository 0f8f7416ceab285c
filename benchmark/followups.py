"""The cost of the follow-up engine, and of the addon in everyday writes.

On years of history: time to find the due, follow-ups made a second beside Odoo's own time rule on
the same leads, speed and memory over a long run under the time limit of a cron, and the queries
and time of writing a lead, posting a message, finishing an activity, with and without the addon.
"""

import argparse
import sys

import install
import sandbox
import writes

MEASURES = sandbox.ROOT / "benchmark" / "followups_measures.py"
WRITE_RATIO = 1.03
NAME, PLAIN = "bench_followups", "bench_followups_plain"
# Targets: (label, unit, least, most).
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


def run(database, **options):
    return sandbox.run_in_shell(database, MEASURES, **options)


def report(found):
    """Print the table; return the missed targets."""
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
    return missed


def main(arguments=None):
    options = parse_arguments(arguments)
    sizes = {name: getattr(options, name) for name in ("leads", "messages", "activities", "orders")}
    source = options.template or install.template(sizes, options.seed)
    found, written = {}, {}
    try:
        for name in (PLAIN, NAME):
            sandbox.drop(name)
            sandbox.clone(source, name)
        sandbox.odoo(NAME, "-i", sandbox.ADDON, "--log-level=warn")
        run(NAME, part="prepare")
        for name in (PLAIN, NAME):
            sandbox.query(name, "VACUUM ANALYZE")
        written = writes.measure_writes("leads", PLAIN, NAME, options.rounds)
        found = run(NAME, part="find")
        for part, number in (("compare", options.compare), ("long", options.long)):
            found.update(run(NAME, part=part, number=number))
            print(f"{part}: {found}", flush=True)
    finally:
        for name in (PLAIN, NAME):
            sandbox.drop(name)
        if not (options.keep or options.template):
            sandbox.drop(source)
    missed = report(found) + writes.report_writes(written, WRITE_RATIO)
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
