"""The processes of script/soak, and the faults that meet them at one of their commits.

Imported by ``soak_inside.py`` in ``odoo shell``. Each work is done by a forked process of its own,
with its own connection: it can be killed as by ``kill -9``, the moment before a commit.
"""

import os
import signal
import traceback
from contextlib import closing
from unittest import mock

import psycopg2

import odoo
from odoo import SUPERUSER_ID, api
from odoo.service.model import retrying

from odoo.addons.base.models.ir_mail_server import IrMail_Server

REAL_COMMIT = odoo.sql_db.Cursor.commit
MAIL_UP = mock.patch.object(IrMail_Server, "send_email", lambda *args, **options: "<soak@test>")


class Commits:
    """Counts the commits of a process, and runs a function at one of them."""

    def __init__(self, at=0, fault=None):
        self.count, self.at, self.fault = 0, at, fault

    def commit(self, cursor):
        self.count += 1
        if self.count == self.at:
            self.fault(cursor)
        return REAL_COMMIT(cursor)


def kill_me(_cursor):
    os.kill(os.getpid(), signal.SIGKILL)


def cut(cursor):
    """End the connection, as an administrator or a failing network does."""
    with closing(psycopg2.connect(dbname=cursor.dbname)) as other:
        other.autocommit = True
        other.cursor().execute("SELECT pg_terminate_backend(%s)", [cursor._cnx.get_backend_pid()])


class Processes:
    """Starts works of a database, each in a process.

    :param dict works: ``{name: function of an environment}``
    :param trace: whether to print the traceback of a work that fails
    """

    def __init__(self, registry, works, trace=False):
        self.registry, self.works, self.trace = registry, works, trace

    def start(self, work, at=0, fault=None, before=None, mail_up=True):
        """Run ``work``, a name or a function, in a process of its own.

        :return: its pid, and the end of a pipe for its error
        """
        reading, writing = os.pipe()
        pid = os.fork()
        if pid:
            os.close(writing)
            return pid, reading
        said, commits = "", Commits(at, fault)
        try:
            os.close(reading)
            if before:
                before()
            odoo.sql_db.Cursor.commit = lambda cursor: commits.commit(cursor)
            if mail_up:
                MAIL_UP.start()
            registry = self.registry.check_signaling()  # as for each request of a server
            with registry.cursor() as cr:
                retrying(lambda: self.works.get(work, work)(env_of(cr)), env_of(cr))
        except BaseException as error:  # noqa: BLE001  whatever it is, it is told
            said = f"{type(error).__name__}: {error}"[:300]
            if self.trace:
                said += traceback.format_exc()
        os.write(writing, said.encode())
        os._exit(bool(said))


def env_of(cr):
    return api.Environment(cr, SUPERUSER_ID, {})


def wait(process):
    """Return the error of a process, "" without one."""
    pid, reading = process
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    _pid, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return f"signal {os.WTERMSIG(status)}"
    return said
