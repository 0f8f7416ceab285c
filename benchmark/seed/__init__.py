"""Years of CRM history, written in SQL: one module per table, filled in this order.

Every figure is a hash of (seed, row number, salt), never ``random()``: the same seed, sizes and
end date give the same rows on one major version of PostgreSQL, whatever plan the server takes.
"""
