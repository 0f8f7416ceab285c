"""The cost of the import of a pipeline: rows a second, processor time, memory, and whether a killed
multi-worker server loses or doubles a row.
"""

import argparse
import os
import signal
import subprocess
import sys
import time

import sandbox

MEASURES = sandbox.ROOT / "benchmark" / "import_measures.py"
NAME = "bench_import"
# Targets: (label, unit, most).
AIMS = {
    "check": ("checking the file", "s", 20),
    "ratio": ("times Odoo's own import without actions", "x", 1.3),
    "memory": ("memory", "MB", 400),
    "million": ("checking a million cells", "s", 20),
    "lost": ("rows lost after kill -9", "", 0),
    "doubled": ("rows doubled after kill -9", "", 0),
}


def parse_arguments(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=50_000, help="(%(default)s)")
    parser.add_argument(
        "--compare", type=int, default=5_000, help="rows given to Odoo too (%(default)s)"
    )
    parser.add_argument("--workers", type=int, default=2, help="(%(default)s)")
    return parser.parse_args(arguments)


def run(**options):
    return sandbox.run_in_shell(NAME, MEASURES, **options)


def count(state):
    """Return how many rows of the import are in ``state``."""
    statement = f"SELECT count(*) FROM pilotage_import_row WHERE state = '{state}'"
    return int(sandbox.query(NAME, statement)[0][0])


def serve(workers):
    """Start a multi-worker server with default limits; return its process, leader of a group."""
    command = [
        str(sandbox.ROOT / "script" / "odoo"),
        "-d",
        NAME,
        f"--workers={workers}",
        "--log-level=error",
    ]
    return subprocess.Popen(command, start_new_session=True)


def survive_kill(rows, workers):
    """Import ``rows`` through the scheduler of a server killed once half-way; return the
    measures.
    """
    run(part="accept", number=rows)
    started = time.monotonic()
    server, killed = serve(workers), False
    try:
        while count("todo"):
            time.sleep(2)
            if not killed and count("done") > rows // 2:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()
                server, killed = serve(workers), True
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
    return {"wall": time.monotonic() - started, **run(part="verify", number=rows)}


def main(arguments=None):
    options = parse_arguments(arguments)
    sandbox.drop(NAME)
    try:
        sandbox.install_base(NAME)
        sandbox.odoo(NAME, "-i", "pilotage_commercial_import", "--log-level=warn")
        found = run(part="compare", number=options.compare)
        print(found, flush=True)
        found.update(run(part="million"))
        found.update(run(part="check", number=options.rows))
        print(found, flush=True)
        found.update(survive_kill(options.rows, options.workers))
        found["rows a second"] = options.rows / found["wall"]
    finally:
        sandbox.drop(NAME)
    missed = report(found)
    sys.exit(bool(missed))


def report(found):
    """Print the table; return the missed targets."""
    missed = []
    print(f"\n{'measure':<44}{'found':>12}{'aim':>10}")
    for name, (label, unit, most) in AIMS.items():
        good = found[name] <= most
        print(
            f"{label:<44}{found[name]:>9,.2f} {unit:<3}{f'<= {most}':>9}{'' if good else '  MISSED'}"  # noqa: E501
        )
        missed += [] if good else [label]
    for name in sorted(set(found) - set(AIMS)):
        print(f"{name:<44}{found[name]:>9,.2f}")
    return missed


if __name__ == "__main__":
    main()
