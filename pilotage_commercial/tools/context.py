"""Tells context keys set by the server from those sent by a client."""

from odoo.http import request

from .checks import ServerIds, ServerValue


def is_set_by_server(context, key):
    """Return whether the server, not the client's call, set ``key`` in ``context``.

    Imports, gateways and scheduled actions of Odoo set their keys on the server. A program that
    calls by XML-RPC has no web request to compare with: our own keys have a :class:`ServerValue`.
    """
    return bool(context.get(key)) and not _get_client_context().get(key)


def is_of_server(context, key):
    """Return whether ``key`` of ``context`` is a value of ours, which no client can send.

    >>> is_of_server({"a": ServerValue(True)}, "a"), is_of_server({"a": True}, "a")
    (True, False)
    """
    return isinstance(context.get(key), ServerValue)


def get_ids(context, key):
    """Return the ids that the server set under ``key`` of ``context``.

    >>> get_ids({"a": ServerIds((1, 2))}, "a"), get_ids({"a": [1, 2]}, "a"), get_ids({}, "a")
    ((1, 2), (), ())
    """
    value = context.get(key)
    return value if isinstance(value, ServerIds) else ()


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
