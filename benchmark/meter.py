"""The amount of work of a function, on a machine with other work.

Inserted before the measures that ``odoo shell`` runs.
"""

import cProfile
import pstats
import time
from pathlib import Path


def get_backend(env):
    """PostgreSQL's process for ``env``."""
    env.cr.execute("SELECT pg_backend_pid()")
    return env.cr.fetchone()[0]


def get_cpu(backend):
    """Seconds of processor used by this process and its PostgreSQL ``backend``."""
    server = int(Path(f"/proc/{backend}/schedstat").read_text().split()[0])
    return time.process_time() + server / 1e9


def count_calls(function, *arguments):
    """Number of Python calls that ``function`` makes: the same each time, on any machine."""
    profile = cProfile.Profile()
    profile.runcall(function, *arguments)
    return pstats.Stats(profile).total_calls
