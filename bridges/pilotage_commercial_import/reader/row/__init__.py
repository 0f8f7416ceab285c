from . import header, sections, tail, joined, rows, table
