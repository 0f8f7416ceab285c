"""When a screen is painted in the browser: ours beside Odoo's own pipeline, in turns.

On years of history, as the salesperson with the most opportunities: the screen opened by its
address, with all that the web client loads, and from another screen. It ends with status 1 when one
of ours is painted later than the pipeline.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys

import sandbox
import served

NAME = "bench_paint"
BROWSER = sandbox.ROOT / "benchmark" / "paint_browser.py"
PIPELINE = "pipeline"
# {label: (action, what shows that it is painted)}
SCREENS = {
    PIPELINE: ("crm.crm_lead_action_pipeline", ".o_kanban_record:not(.o_kanban_ghost)"),
    "cockpit": ("pilotage_commercial.cockpit_action", ".o_pilotage_essentials .o_pilotage_value"),
    "To Handle Today": ("pilotage_commercial.crm_lead_action_to_handle", ".o_data_row"),
}
# What a median of so many rounds may miss by chance.
MARGIN = 1.02


def parse_arguments(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    sizes = {"leads": 100_000, "messages": 100_000, "activities": 30_000, "orders": 50_000}
    for name, default in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=default, help="(%(default)s)")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--rounds", type=int, default=15, help="(%(default)s)")
    return parser.parse_args(arguments)


def prepare(options):
    names = ("leads", "messages", "activities", "orders")
    sizes = {name: getattr(options, name) for name in names}
    return served.prepare(NAME, sizes, options.seed)


def get_busiest():
    """Return the login, now the password too, of the one with the most open opportunities."""
    statement = """
        UPDATE res_users SET password = login WHERE id = (
            SELECT l.user_id FROM crm_lead l JOIN res_users u ON u.id = l.user_id
             WHERE l.active AND l.won_status = 'pending' AND u.active
             GROUP BY l.user_id ORDER BY count(*) DESC LIMIT 1) RETURNING login"""
    return sandbox.query(NAME, statement)[0][0]


def get_action_ids():
    """Return ``{label: id of the action}``."""
    found = {}
    for label, (xmlid, _selector) in SCREENS.items():
        statement = "SELECT res_id FROM ir_model_data WHERE module || '.' || name = %s"
        [(found[label],)] = sandbox.query(NAME, statement, [xmlid])
    return found


def measure(rounds):
    """Return ``{way: {label: milliseconds of each round}}``."""
    server, address = served.serve(NAME)
    actions = get_action_ids()
    settings = {
        "address": address,
        "database": NAME,
        "login": get_busiest(),
        "rounds": rounds,
        "screens": {label: (actions[label], SCREENS[label][1]) for label in SCREENS},
    }
    try:
        done = subprocess.run(
            [os.environ["PILOTAGE_BROWSER_PYTHON"], str(BROWSER)],
            input=json.dumps(settings),
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
    if done.returncode:
        raise RuntimeError(done.stderr[-4000:])
    return json.loads(done.stdout)


def report(found):
    """Print the table; return what is painted later than the pipeline."""
    missed = []
    for way, screens in found.items():
        print(f"\n{way:<26}{'median':>12}{'fastest':>12}{'of the pipeline':>18}")
        usual = statistics.median(screens[PIPELINE])
        for label, times in screens.items():
            ratio = statistics.median(times) / usual
            late = label != PIPELINE and ratio > MARGIN
            missed += [f"{label}, {way}"] if late else []
            print(
                f"{label:<26}{statistics.median(times):>9.0f} ms{min(times):>9.0f} ms"
                f"{ratio:>18.2f}{'  MISSED' if late else ''}"
            )
    return missed


def main(arguments=None):
    options = parse_arguments(arguments)
    source = prepare(options)
    try:
        missed = report(measure(options.rounds))
    finally:
        sandbox.drop(NAME)
        sandbox.drop(source)
    if missed:
        print("MISSED: " + "; ".join(missed))
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
