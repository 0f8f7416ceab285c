"""The KPI engine: plain Python objects, in one direction.

``Scope`` (the options) → ``Measure`` (an aggregate of stored facts) → ``plan`` (which queries
answer several measures) → ``Reader`` (the only place that queries). Beside them, ``records``
describes the list behind a figure, and ``rights`` says what a measure may read.

A module only imports those before it in that list. The blocks of the cockpit stand on it
(``kpi/block``). The model ``pilotage.kpi`` holds the fields, the public calls, and the hooks for
other addons.
"""
