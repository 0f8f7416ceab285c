"""A generated database with the addon, and a multi-worker server on it."""

import subprocess

import install
import sandbox
from load import find_port


def prepare(name, sizes, seed):
    """Make the database ``name`` with ``sizes`` of history; return the name of its template."""
    source = install.template(sizes, seed)
    sandbox.drop(name)
    sandbox.clone(source, name)
    sandbox.odoo(name, "-i", sandbox.ADDON, "--log-level=warn")
    # The crons of an installation are not what is measured.
    sandbox.query(name, "UPDATE ir_cron SET nextcall = now() + interval '1 day'")
    sandbox.query(name, "VACUUM ANALYZE")
    return source


def serve(name):
    """Start a server on the database ``name``; return its process, a group, and its address."""
    port = find_port()
    command = [
        str(sandbox.ROOT / "script" / "odoo"), "-d", name, f"--db-filter=^{name}$",
        "--workers=2", "--max-cron-threads=0", "--http-interface=127.0.0.1",
        f"--http-port={port}", f"--gevent-port={find_port()}", "--log-level=critical",
    ]  # fmt: skip
    return subprocess.Popen(command, start_new_session=True), f"http://127.0.0.1:{port}"
