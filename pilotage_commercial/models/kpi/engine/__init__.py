"""The KPI engine: plain Python objects, in one direction.

``Scope`` (the options) → ``Measure`` (an aggregate of stored facts) → ``plan`` (which queries
answer several measures) → ``Reader`` (the only place that queries) → ``aim`` (targets and trends)
and ``records`` (the list behind a figure) → the blocks of the cockpit: card, earlier, table,
funnel, forecast, coverage, changes, lists, money, snapshots, totals, export. Beside them,
``rights`` says what a measure may read.

A module only imports those before it in that list. The model ``pilotage.kpi`` holds the fields, the
public calls, and the hooks for other addons.
"""
