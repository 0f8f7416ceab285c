"""The cost of the addon in everyday writes: processor time, queries, calls of Python functions.

Pairs of processes, one on each database, in turns: the same writes on the same records, one side
right after the other. The memory layout of a process makes it faster or slower by a few percent, so
each side consists of several processes, one after the other.
"""

import json
import socket
import statistics
import subprocess
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

import sandbox

MEASURES = [sandbox.ROOT / "benchmark" / name for name in ("meter.py", "writes_measures.py")]
SIZE = 20  # writes of each kind in a round
SITTINGS = 10  # number of restarts of the writing processes


def measure_writes(kinds, plain, ours, rounds):
    """Do the writes of ``kinds`` on both databases.

    Return ``{label: {"plain": [seconds, queries, calls], "ours": …, "ratio": …, "error": …}}``:
    medians, and the mean of the ratios of the pairs of processes with its standard error.

    :param kinds: "leads" or "orders"
    """
    databases = {"plain": plain, "ours": ours}
    sittings = [
        measure_sitting(kinds, databases, max(1, rounds // SITTINGS)) for _number in range(SITTINGS)
    ]
    return {label: combine([sitting[label] for sitting in sittings]) for label in sittings[0]}


def measure_sitting(kinds, databases, rounds):
    """Return ``{label: {side: (seconds, queries, calls)}}``, a list each, of two processes."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        asks = {}
        for side, database in databases.items():
            server = serve(kinds, database, rounds + 1, Path(folder))
            labels, asks[side] = stack.enter_context(server)
        return {label: measure_write(label, asks, rounds) for label in labels}


@contextmanager
def serve(kinds, database, rounds, folder):
    """Start the server of writes on ``database``; yield the function that requests a round."""
    address, log = str(folder / f"{database}.socket"), folder / f"{database}.log"
    options = {"kinds": kinds, "address": address, "rounds": rounds, "size": SIZE}
    source = "\n".join([f"OPTIONS = {options!r}", *(part.read_text() for part in MEASURES)])
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
        process.stdin.write(source)
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


def measure_write(label, asks, rounds):
    sides = {side: ([], [], []) for side in asks}
    for number in range(rounds + 1):
        # The order of the sides alternates.
        for side in sorted(asks, reverse=number % 2):
            found = asks[side](label, number)
            if number:  # the first round warms the caches
                for values, more in zip(sides[side], found, strict=True):
                    values.extend(more)
    return sides


def combine(sittings):
    """Return the medians of all ``sittings``, and the ratio of their times with its error."""
    ratios = [
        statistics.median(sides["ours"][0]) / statistics.median(sides["plain"][0])
        for sides in sittings
    ]
    figures = {
        side: [
            statistics.median([value for sides in sittings for value in sides[side][index]])
            for index in range(3)
        ]
        for side in ("plain", "ours")
    }
    error = statistics.stdev(ratios) / len(ratios) ** 0.5
    return {**figures, "ratio": statistics.mean(ratios), "error": error}


def report_writes(writes, most=None):
    """Print the table; return the writes with more queries, or slower than ``most`` times."""
    missed = []
    if not writes:
        return missed
    print(
        f"\n{'a record, processor time':<26}{'without':>16}{'with':>20}{'ratio':>10}{'calls':>16}"
    )
    for label, sides in writes.items():
        (plain_s, plain_q, plain_c), (ours_s, ours_q, ours_c) = sides["plain"], sides["ours"]
        good = not most or (ours_q <= plain_q and sides["ratio"] <= most)
        print(
            f"{label:<26}{plain_s * 1000:>7.2f} ms {plain_q:>4.1f} q{ours_s * 1000:>9.2f} ms "
            f"{ours_q:>4.1f} q{sides['ratio']:>10.3f} ± {sides['error']:.3f}"
            f"{ours_c / plain_c:>8.3f}{'' if good else '  MISSED'}"
        )
        missed += [] if good else [label]
    return missed
