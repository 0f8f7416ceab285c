"""The groups that protect figures."""

# Who sees what orders cost. What is derived from a cost is for this group too.
REAL_COST = "pilotage_commercial.group_real_cost"
