"""Each route of ours answers whatever a client sends to it: it never fails.

The routes come from the registry: a new one is tried too.
"""

import json
import re

from profiles import OURS, RightsCase

from odoo.http import Request, _generate_routing_rules
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

PROFILES = (None, "own")
# What a client may put in the place of a number, and of a text, of the address.
NUMBERS = ("0", "1", str(2**31 - 1), str(2**31), str(10**30))
TEXTS = ("a", "é", "%25", "0" * 300)
VALUES = (
    "",
    "{}",
    "null",
    "[1]",
    "{",
    "[" * 2000,
    "NaN",
    "a" * 100000,
    *map(
        json.dumps,
        (
            {"context": 5},
            {"context": {"allowed_company_ids": [10**30]}},
            {"context": {"allowed_company_ids": [-1, 0]}},
            {"context": {"lang": "../x", "tz": "x"}},
            {"options": 5, "by": {"a": 1}},
            {"options": {"date_from": "9" * 1000}},
            {"ids": [10**30]},
            {"ids": {"a": 1}},
            {"domain": [["id", "=", "abc"]]},
            {"domain": [["name", "=", "\0"]]},
            {"domain": [["id", "in", [[[1]]]]]},
        ),
    ),
)


@tagged("standard", "post_install", "-at_install")
class TestRoutes(RightsCase, HttpCase):
    frozen_at = None  # sessions expire by the real clock

    def _get_paths(self):
        """Yield the addresses of each route of ours that takes a request of a browser."""
        installed = self.env["ir.module.module"]._installed()
        for url, endpoint in _generate_routing_rules(sorted(installed), nodb_only=False):
            if endpoint.__module__.startswith(f"odoo.addons.{OURS}"):
                for number, text in zip(NUMBERS, [*TEXTS, *TEXTS], strict=False):
                    path = re.sub(r"<int[^>]*>", number, url)
                    yield re.sub(r"<[^>]+>", text, path)

    def _get_requests(self, token):
        """Yield the arguments of each request."""
        yield {}
        yield {"method": "HEAD"}
        yield {"data": {"csrf_token": token}}
        yield {"data": {"csrf_token": token}, "files": {"data": ("a.txt", b"{}")}}
        yield {"data": {"csrf_token": token, "rate": "a", "feedback": "a" * 100000}}
        for value in VALUES:
            yield {"data": {"csrf_token": token, "data": value, "token": "a\r\nb"}}

    @mute_logger("odoo.http", "odoo.sql_db", "odoo.domains")
    def test_garbage(self):
        failures, paths = [], sorted(set(self._get_paths()))
        for profile in PROFILES:
            login = profile and self.users[profile].login
            if login:
                self.users[profile].password = f"password of {login}"
                self.users[profile].group_ids |= self.env.ref("base.group_allow_export")
                self.env.flush_all()
            self.authenticate(login, login and f"password of {login}")
            token = Request.csrf_token(self)
            for path in paths:
                for request in self._get_requests(token):
                    answer = self.url_open(path, allow_redirects=False, **request)
                    if answer.status_code >= 500 or b"Traceback" in answer.content:
                        failures.append(f"{profile}: {path[:80]} {str(request)[:200]}")
        self.assertFalse(failures, "\n".join(failures))
        self.assertIn("/pilotage_commercial/cockpit/xlsx", paths)
