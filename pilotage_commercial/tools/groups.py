"""The groups that protect figures."""

# The group that sees the costs of orders, and all that is derived from them.
REAL_COST = "pilotage_commercial.group_real_cost"
