"""The groups that protect figures."""

# The group that sees the costs of orders, and all that is derived from them.
REAL_COST = "pilotage_commercial.group_real_cost"
# The group that sees the opportunities and orders of all salespeople.
ALL_DOCUMENTS = "sales_team.group_sale_salesman_all_leads"


def find_group(env, xml_id):
    """Return the group ``xml_id``; an empty one, of nobody, when it was deleted."""
    return env.ref(xml_id, False) or env["res.groups"]
