"""The people of ``benchmark/load`` at work on servers with the addon: one worker and two, each
without a replica and with one.
"""

import argparse
import collections
import os
import statistics

import load
import sandbox

DATABASE = load.NAMES["with"]
# Host of the replica, from benchmark/scaling.
REPLICA = os.environ.get("PILOTAGE_REPLICA")
SETUPS = [
    (f"{workers} worker{'s'[: workers - 1]}{', replica' if replica else ''}", workers, replica)
    for replica in (None, REPLICA)
    for workers in (1, 2)
]
COCKPIT = "the cockpit"


def report(found):
    print(f"\n{'':<20}{'actions':>9}{'a second':>10}{'all':>16}{'cockpit':>18}{'failed':>9}")
    print(f"{'':<20}{'':>19}{'median':>9}{'p95':>9}{'median':>9}{'p95':>9}")
    for label, (each, seconds) in found.items():
        every = [value for values in each["measures"].values() for value in values]
        row = f"{label:<20}{len(every):>9}{len(every) / seconds:>10.1f}"
        for values in (every, each["measures"][COCKPIT]):
            row += f"{statistics.median(values):>9.3f}{load.get_p95(values):>9.3f}"
        wrong = [text for texts in each["failures"].values() for text in texts]
        print(f"{row}{len(wrong):>9}")
        for text, count in collections.Counter(wrong).most_common(3):
            print(f"  {count} x {text}")


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=3, help="of each (%(default)s)")
    given = parser.parse_args(arguments)
    options = load.parse_arguments(["--minutes", str(given.minutes), "--rounds", "1"])
    found = {}
    try:
        logins = load.prepare(options)
        for label, workers, replica in SETUPS:
            found[label] = (load.get_nothing(), 60 * given.minutes)
            load.play(DATABASE, logins, options, found[label][0], workers, replica)
            print(f"{label}: done", flush=True)
    finally:
        for name in load.NAMES.values():
            sandbox.drop(name)
    report(found)


if __name__ == "__main__":
    main()
