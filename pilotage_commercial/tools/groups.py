"""The groups that protect figures."""

# The group that sees the costs of orders, and all that is derived from them.
REAL_COST = "pilotage_commercial.group_real_cost"


def find_group(env, xml_id):
    """Return the group ``xml_id``; an empty one, of nobody, when it was deleted."""
    return env.ref(xml_id, False) or env["res.groups"]
