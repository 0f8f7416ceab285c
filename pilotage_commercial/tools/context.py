"""Tells context keys set by the server from those sent by a client."""

from odoo.http import request

from .checks import is_ids


def is_set_by_server(context, key):
    """Return whether the server, not the client's call, set ``key`` in ``context``.

    Imports, gateways and scheduled actions set their keys on the server.
    """
    return bool(context.get(key)) and not _get_client_context().get(key)


def get_ids(context, key):
    """Return the ids under ``key`` of ``context``; none of a value that is no list of ids.

    >>> get_ids({"a": [1, 2]}, "a"), get_ids({"a": "abc"}, "a"), get_ids({}, "a")
    ([1, 2], (), ())
    """
    value = context.get(key)
    return value if is_ids(value) else ()


def _get_client_context():
    """Return the context sent with the web request; empty without one."""
    params = getattr(request, "params", None) if request else None
    if not isinstance(params, dict):
        return {}
    kwargs = params.get("kwargs")
    sent = (params.get("context"), kwargs.get("context") if isinstance(kwargs, dict) else None)
    merged = {}
    for context in sent:
        if isinstance(context, dict):
            merged.update(context)
    return merged
