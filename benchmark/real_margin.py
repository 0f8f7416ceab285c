"""The cost of the ledger.

What marking adds to posting a vendor bill and to validating a delivery, with the addon and
without, in turns; orders brought up to date in a second, for more and more of them; the pivot of
the real margin by month and team beside the one of Odoo's sales analysis on the same orders.
"""

import argparse
import statistics
import sys

import install
import sandbox

PARTS = ("meter.py", "real_margin_documents.py", "real_margin_measures.py")
NAME, PLAIN = "bench_real_margin", "bench_real_margin_plain"
STOCK, STOCK_PLAIN = "bench_real_margin_stock", "bench_real_margin_stock_plain"
STOCK_APPS = "sale_purchase_stock"
MARKING_MOST, PIVOT_LEAST, GROWTH_LEAST = 1.10, 10, 0.7


def parse_arguments(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in (("leads", 20_000), ("orders", 500_000), ("bills", 60), ("rounds", 5)):
        parser.add_argument(f"--{name}", type=int, default=default, help="(%(default)s)")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument(
        "--updates",
        type=lambda text: [int(number) for number in text.split(",")],
        default=[1_000, 10_000, 50_000],
        help="numbers of orders to bring up to date (1000,10000,50000)",
    )
    parser.add_argument("--template", help="a database already filled, without the addon")
    parser.add_argument("--keep", action="store_true", help="keep the filled database")
    return parser.parse_args(arguments)


def run(database, **options):
    parts = [sandbox.ROOT / "benchmark" / name for name in PARTS]
    return sandbox.run_in_shell(database, *parts, **options)


def measure_in_turns(databases, part, rounds, number):
    """The measures of ``part``, by database and kind: medians over ``rounds``.

    Return ``{database: {kind: [processor seconds, queries, calls]}}``. Each round is a process on
    each database, one right after the other, in alternating order.
    """
    seen = {database: [] for database in databases}
    for turn in range(rounds):
        for database in sorted(seen, reverse=turn % 2):
            seen[database].append(run(database, part=part, number=number))
    return {
        database: {
            kind: [statistics.median(values) for values in zip(*sides, strict=True)]
            for kind in results[0]
            if (sides := [found[kind] for found in results])
        }
        for database, results in seen.items()
    }


def measure_delivery(rounds, number):
    """The cost of validating a delivery, where goods are bought, stored and delivered."""
    try:
        for name in (STOCK_PLAIN, STOCK):
            sandbox.drop(name)
            sandbox.clone(install.template({}, 42), name)
            sandbox.odoo(name, "-i", STOCK_APPS, "--log-level=warn")
        sandbox.odoo(STOCK, "-i", sandbox.ADDON, "--log-level=warn")
        return measure_in_turns((STOCK_PLAIN, STOCK), "delivery", rounds, number)
    finally:
        for name in (STOCK_PLAIN, STOCK):
            sandbox.drop(name)


def report_marking(title, plain, sides):
    """Print the cost of marking for each document; return the missed targets."""
    missed = []
    print(f"\n{title:<44}{'processor':>10}{'ratio':>8}{'queries':>9}{'calls':>9}")
    print(f"{'without the addon':<44}{plain[0]:>8.4f} s{1:>8.2f}{plain[1]:>9.0f}{1:>9.3f}")
    for label, (seconds, queries, calls) in sides.items():
        ratio, more = seconds / plain[0], calls / plain[2]
        mark = "" if ratio <= MARKING_MOST else "  MISSED"
        print(f"{label:<44}{seconds:>8.4f} s{ratio:>8.2f}{queries:>9.0f}{more:>9.3f}{mark}")
        missed += [label] if mark else []
    return missed


def report(posting, delivery, updates, pivot):
    """Print the tables; return the missed targets."""
    missed = report_marking(
        "posting a bill of five lines",
        posting[PLAIN]["unassigned"],
        {
            "with it, lines of no order": posting[NAME]["unassigned"],
            "with it, each line the cost of an order": posting[NAME]["assigned"],
        },
    )
    missed += report_marking(
        "validating a delivery of five lines",
        delivery[STOCK_PLAIN]["delivery"],
        {"with it": delivery[STOCK]["delivery"]},
    )
    print(f"\n{'orders brought up to date':<30}{'seconds':>10}{'a second':>10}{'queries':>9}")
    for number, (seconds, queries) in updates.items():
        print(f"{number:<30}{seconds:>10.1f}{number / seconds:>10.0f}{queries:>9.0f}")
    rates = [number / seconds for number, (seconds, _queries) in updates.items()]
    if rates[-1] < GROWTH_LEAST * max(rates):
        missed.append("rate of the updates")
    print(f"\n{'pivot by month and team':<44}{'seconds':>10}{'groups':>8}")
    for label, (seconds, groups) in pivot.items():
        print(f"{label:<44}{seconds:>10.3f}{groups:>8}")
    ratio = pivot["sales analysis"][0] / pivot["real margin"][0]
    print(f"{'times quicker':<44}{ratio:>10.1f}")
    return missed + (["pivot"] if ratio < PIVOT_LEAST else [])


def main(arguments=None):
    options = parse_arguments(arguments)
    sizes = {"leads": options.leads, "messages": 0, "activities": 0, "orders": options.orders}
    source = options.template or install.template(sizes, options.seed)
    try:
        for name in (PLAIN, NAME):
            sandbox.drop(name)
            sandbox.clone(source, name)
        sandbox.odoo(NAME, "-i", sandbox.ADDON, "--log-level=warn")
        for name in (PLAIN, NAME):
            sandbox.query(name, "VACUUM ANALYZE")
        posting = measure_in_turns((PLAIN, NAME), "posting", options.rounds, options.bills)
        delivery = measure_delivery(options.rounds, options.bills)
        updates = {number: run(NAME, part="updates", orders=number) for number in options.updates}
        run(NAME, part="fill")
        sandbox.query(NAME, "VACUUM ANALYZE")
        pivot = run(NAME, part="pivot")
    finally:
        for name in (PLAIN, NAME):
            sandbox.drop(name)
        if not (options.keep or options.template):
            sandbox.drop(source)
    missed = report(posting, delivery, updates, pivot)
    if missed:
        print("MISSED: " + ", ".join(missed))
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
