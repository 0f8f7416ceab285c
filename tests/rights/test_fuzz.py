"""Hostile values for every public method of ours: a readable error, no traceback."""

import inspect

from profiles import RightsCase

from odoo.tests import tagged
from odoo.tools import mute_logger

# Values that a client can write in JSON.
VALUES = [
    None,
    True,
    False,
    0,
    -1,
    0.5,
    10**30,
    1e308,
    "",
    "abc",
    "1",
    "\x00",
    "é" * 5000,
    [],
    [1],
    [None],
    [[]],
    {},
    {"a": 1},
    {"team_id": "abc"},
    {"team_id": [1]},
    {"date_from": "garbage", "date_to": 5},
    {"user_id": 10**30},
    10**400,
    float("nan"),
    [{"code": "\x00", "value": 1, "basis": "value"}],
    [{"code": "win_rate", "value": 10**400, "basis": "value"}],
    [{"code": "win_rate", "value": float("nan"), "basis": ["value"]}],
    [["name", "=", "\x00"]],
    [["id", "=", "abc"]],
    [["name.name.name", "in", [[1]]]],
    {"date_from": "9999-12-31", "date_to": "0001-01-01"},
]
# Ids that a button can send: a deleted record, the new one of a form, none, and several.
IDS = [[10**9], [False], [], [10**9, 10**9 + 1]]
CONTEXTS = [
    {"lang": "xx_XX"},
    {"tz": "Nowhere/Else"},
    {"active_ids": "abc", "active_model": "res.partner"},
    {"default_state": "held", "default_week": "garbage"},
]
PROFILES = ("manager", "own", "portal")
# Calls that no client can make, and why.
IMPOSSIBLE = {}


@tagged("standard", "post_install", "-at_install")
class TestFuzz(RightsCase):
    def _get_parameters(self, model_name, name):
        function = inspect.unwrap(getattr(type(self.env[model_name]), name))
        return list(inspect.signature(function).parameters.values())[1:]

    def _get_calls(self, model_name, name):
        """Yield (args, ids) of the calls to try."""
        parameters = self._get_parameters(model_name, name)
        needed = [p for p in parameters if p.default is p.empty]
        for index in range(len(parameters)):
            for value in VALUES:
                args = ["win_rate"] * max(index, len(needed))
                args[index:] = [value, *args[index + 1 :]]
                yield args, None
        if not getattr(getattr(type(self.env[model_name]), name), "_api_model", False):
            for ids in IDS:
                yield ["win_rate"] * len(needed), ids

    def _try(self, model_name, name, profile, args, ids):
        if (model_name, name) in IMPOSSIBLE:
            return
        try:
            with mute_logger("odoo.sql_db"):
                self._call(model_name, name, profile, args, ids)
        except Exception as error:  # noqa: BLE001 (whatever it is, it is a failure)
            self.failures.append(
                f"{model_name}.{name}({', '.join(map(repr, args))[:80]}) of {ids or 'the sample'} "
                f"by {profile}: {type(error).__name__}: {str(error)[:120]}"
            )

    def test_values(self):
        self.failures = []
        for addon in self._get_addons():
            for model_name, name in self._get_public_methods(addon):
                for args, ids in self._get_calls(model_name, name):
                    for profile in PROFILES:
                        self._try(model_name, name, profile, args, ids)
        self.assertFalse(self.failures, "\n" + "\n".join(self.failures))
