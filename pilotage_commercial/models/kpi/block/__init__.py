"""The blocks of the cockpit: plain Python objects that read through the engine.

``aim`` (targets and trends) → card, earlier (the earlier figures of the cards), table, funnel,
forecast, coverage, changes, lists, money, snapshots, totals, export.
"""
