"""The cost of the customers: their list, its filters and the panel of a contact.

On a history of confirmed orders: a page with its count, as the list asks for it, the same under a
filter on the status, counts, groups, and the panel of one contact, for a manager and for a
salesperson who reads their own orders only; each beside Odoo's own list of contacts in the same
run. What counts is processor time, of the process and of its PostgreSQL backend, so that other work
on the machine weighs little.
"""

import argparse
import sys

import install
import sandbox

MEASURES = sandbox.ROOT / "benchmark" / "customers_measures.py"
NAME = "bench_customers"
# Limit for every call, in seconds of processor.
MOST_SECONDS = 1.0


def parse_arguments(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    # One partner in three is a company: the customers.
    sizes = {"leads": 100_000, "messages": 0, "activities": 0, "orders": 500_000}
    sizes["partners"] = 300_000
    for name, default in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=default, help="(%(default)s)")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--rounds", type=int, default=5, help="the best counts (%(default)s)")
    parser.add_argument("--keep", action="store_true", help="keep the filled databases")
    parser.add_argument("--again", action="store_true", help="on the database kept last time")
    return parser.parse_args(arguments)


def fill_facts():
    """Give each order a customer and its facts, in SQL; nearly all are confirmed.

    Customers are drawn by the square of a uniform number: some order often, many once or twice.
    """
    for statement in (
        """CREATE TEMP TABLE customer AS
            SELECT id, row_number() OVER (ORDER BY md5(id::text)) - 1 AS rank FROM res_partner
             WHERE is_company AND customer_rank > 0;
           CREATE UNIQUE INDEX ON customer (rank);
           UPDATE sale_order o SET
            state = CASE WHEN o.state = 'draft' THEN 'draft' ELSE 'sale' END,
            partner_id = c.id, partner_invoice_id = c.id, partner_shipping_id = c.id,
            commercial_partner_id = c.id,
            quotation_date = o.create_date,
            quotation_outcome = CASE WHEN o.state != 'draft' THEN 'won' END,
            confirmation_date = CASE WHEN o.state != 'draft' THEN o.date_order END,
            net_revenue = o.amount_untaxed / COALESCE(NULLIF(o.currency_rate, 0), 1),
            completion_margin = o.margin / COALESCE(NULLIF(o.currency_rate, 0), 1),
            completion_state = CASE WHEN o.id % 10 < 8 THEN 'final' ELSE 'unknown' END,
            real_cost_to_update = FALSE,
            order_progress = CASE WHEN o.state = 'draft' THEN 'quotation' ELSE 'confirmed' END
           FROM customer c
          WHERE c.rank = floor((SELECT count(*) FROM customer)
                               * power((hashint4(o.id) & 65535) / 65536.0, 2)
                               + (hashint4(o.id) >> 16 & 1))::int
                         % (SELECT count(*) FROM customer)""",
        "VACUUM (FULL, ANALYZE) sale_order",
        "VACUUM ANALYZE",
    ):
        sandbox.query(NAME, statement)


def run(rounds):
    return sandbox.run_in_shell(NAME, MEASURES, rounds=rounds)


def measure(options):
    names = ("leads", "messages", "activities", "orders", "partners")
    sizes = {name: getattr(options, name) for name in names}
    if options.again:
        sandbox.odoo(NAME, "-u", sandbox.ADDON, "--log-level=warn")
        return run(options.rounds)
    source = install.template(sizes, options.seed)
    sandbox.drop(NAME)
    sandbox.clone(source, NAME)
    sandbox.odoo(NAME, "-i", sandbox.ADDON, "--log-level=warn")
    fill_facts()
    try:
        return run(options.rounds)
    finally:
        if not options.keep:
            sandbox.drop(NAME)
            sandbox.drop(source)


def report(found):
    """Print the table; return the missed targets."""
    print(f"\n{found['orders']:,} confirmed orders, {found['partners']:,} contacts")
    missed = []
    for who, calls in found["calls"].items():
        base = calls["contacts"]["processor"]
        print(f"\n{who}, {found['customers'][who]:,} customers")
        print(f"{'call':<28}{'processor':>12}{'of contacts':>13}{'elapsed':>12}{'queries':>9}")
        for call, side in calls.items():
            ratio = side["processor"] / base
            good = side["processor"] <= MOST_SECONDS
            missed += [] if good else [f"{who} {call}"]
            print(
                f"{call:<28}{side['processor'] * 1000:>9,.0f} ms{ratio:>11.2f} x"
                f"{side['seconds'] * 1000:>9,.0f} ms{side['queries']:>9}"
                f"{'' if good else '  MISSED'}"
            )
    print(f"\nindex: {found['index_mb']:,.0f} MB")
    return missed


def main(arguments=None):
    sys.exit(bool(report(measure(parse_arguments(arguments)))))


if __name__ == "__main__":
    main()
