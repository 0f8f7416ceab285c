"""The KPI engine: plain Python objects, in one direction.

``Scope`` (the options) → ``Measure`` (an aggregate of stored facts) → ``plan`` (which queries
answer several measures) → ``Reader`` (the only place that queries) → the blocks of the cockpit:
card, table, funnel, forecast, coverage, changes, lists, snapshots, export.

A module only imports those above it in that list. The model ``pilotage.kpi`` holds the fields, the
public calls, and the hooks for other addons.
"""
