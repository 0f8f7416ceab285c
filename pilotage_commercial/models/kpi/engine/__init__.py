"""The KPI engine: plain Python objects, in one direction.

``Scope`` (what is asked for) → ``Measure`` (an aggregate of stored facts) → ``plan`` (which
queries answer several measures) → ``Reader`` (the only place that queries) → the blocks of the
cockpit: card, table, funnel, forecast, coverage, changes, lists, snapshots, export.

A module here imports those above it in that list, never one below. The model ``pilotage.kpi``
keeps the fields, the public calls, and what other addons may extend.
"""
