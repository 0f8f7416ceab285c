from . import header, totals, sections, tail, joined, rows, table
