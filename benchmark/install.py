"""The cost of installing the addon on a database with years of history.

Three installations are compared: on an empty database, on one with a million leads, and on one
with 20 000 leads in stages that people made their own. None may rewrite a table or touch the
leads, and the second may take 30 seconds more than the first.
"""

import argparse
import sys
from dataclasses import dataclass

import sandbox

EXTRA_SECONDS_ALLOWED = 30
# Updates of fewer rows are records of the addon itself; tables named ir_… are Odoo's registry.
MANY_ROWS = 1000


@dataclass
class Measure:
    """The seconds of one installation, and of one update of the addon after it.

    ``updated`` counts the rows that both changed, by table; ``slow`` is (seconds, query).
    """

    label: str
    leads: int
    seconds: float
    update_seconds: float
    rewritten: list
    updated: dict
    changed_stages: list
    leads_moved: bool
    slow: list


def parse_arguments(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in (("leads", 1_000_000), ("messages", 2_000_000), ("activities", 300_000)):
        parser.add_argument(f"--{name}", type=int, default=default, help="(%(default)s)")
    parser.add_argument("--orders", type=int, default=0, help="(%(default)s)")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--repeat", type=int, default=1, help="the best time counts (%(default)s)")
    parser.add_argument(
        "--keep", action="store_true", help="keep the filled databases, to measure again at once"
    )
    parser.add_argument(
        "--slow",
        type=float,
        metavar="SECONDS",
        help="also list the queries of the installation that took longer (itself a little slower)",
    )
    return parser.parse_args(arguments)


def scenarios(options):
    """Label and generator options of each database; an empty one has none."""
    sizes = {
        "leads": options.leads,
        "messages": options.messages,
        "activities": options.activities,
        "orders": options.orders,
    }
    return {
        "empty": {},
        "years of history": sizes,
        "customised stages": {"leads": 20_000, "custom_stages": True},
    }


def template(sizes, seed):
    """The filled database for ``sizes``, made when it does not exist; returns its name."""
    name = "_".join(["bench_template", str(seed), *(str(int(size)) for size in sizes.values())])
    if not sandbox.exists(name):
        if sizes:
            base = template({}, seed)
            sandbox.clone(base, name)
            sandbox.generate(name, seed=seed, **sizes)
        else:
            sandbox.install_base(name)
    return name


def measure(label, source, options):
    """Install the addon on a copy of the database ``source``."""
    name = "bench_install"
    best = None
    for _attempt in range(options.repeat):
        sandbox.drop(name)
        sandbox.clone(source, name)
        try:
            result = _install(label, name, options.slow)
        finally:
            sandbox.drop(name)
        best = min(best or result, result, key=lambda found: found.seconds)
    return best


def _install(label, name, slow):
    log = ["--log-handler=odoo.sql_db:DEBUG"] if slow else ["--log-level=warn"]
    before = sandbox.Footprint.of(name)
    seconds, output = sandbox.odoo(name, "-i", sandbox.ADDON, *log)
    if not sandbox.installed(name):
        raise RuntimeError(f"{sandbox.ADDON} is not installed:\n{output[-4000:]}")
    update_seconds, _output = sandbox.odoo(name, "-u", sandbox.ADDON, "--log-level=warn")
    after = sandbox.Footprint.of(name)
    return Measure(
        label,
        after.leads,
        seconds,
        update_seconds,
        rewritten=before.rewritten(after),
        updated=_notable(before.updates(after)),
        changed_stages=before.changed_stages(after),
        leads_moved=before.stage_by_lead != after.stage_by_lead,
        slow=sandbox.slow_queries(output, slow) if slow else [],
    )


def _notable(updates):
    """Return the tables of business rows with many updates, or with leads."""
    return {
        table: count
        for table, count in updates.items()
        if table == "crm_lead" or (count >= MANY_ROWS and not table.startswith("ir_"))
    }


def report(measures):
    """Print the table, and return the missed targets."""
    empty = measures[0].seconds
    heads = f"{'leads':>10}{'install':>10}{'more':>10}{'ratio':>8}{'update':>10}  tables rewritten"
    print(f"\n{'database':<20}{heads}")
    for found in measures:
        more, ratio = found.seconds - empty, found.seconds / empty
        rewritten = ", ".join(found.rewritten) or "none"
        times = f"{found.leads:>10,}{found.seconds:>8.1f} s{more:>+8.1f} s{ratio:>8.2f}"
        times += f"{found.update_seconds:>8.1f} s"
        print(f"{found.label:<20}{times}  {rewritten}")
        for table, count in found.updated.items():
            print(f"    {count:,} rows of {table} updated")
        for seconds, text in found.slow:
            print(f"    {seconds:6.1f} s  {text[:300]}")
    return [problem for found in measures for problem in _problems(found, empty)]


def _problems(found, empty):
    if found.rewritten:
        yield f"{found.label}: tables rewritten: {', '.join(found.rewritten)}"
    for table, count in found.updated.items():
        yield f"{found.label}: {count:,} rows of {table} updated"
    if found.seconds - empty > EXTRA_SECONDS_ALLOWED:
        yield f"{found.label}: more than {EXTRA_SECONDS_ALLOWED} s longer than on an empty database"
    if found.leads_moved:
        yield f"{found.label}: leads changed stage"
    if "customised" in found.label:
        for stage in found.changed_stages:
            yield f"{found.label}: stage changed: {stage}"


def main(arguments=None):
    options = parse_arguments(arguments)
    sources = {}
    try:
        for label, sizes in scenarios(options).items():
            sources[label] = template(sizes, options.seed)
        measures = [measure(label, name, options) for label, name in sources.items()]
    finally:
        for name in [] if options.keep else sources.values():
            sandbox.drop(name)
    problems = report(measures)
    for problem in problems:
        print(f"NOT ACCEPTED  {problem}")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
