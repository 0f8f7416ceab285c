"""Imports the deals that :mod:`..reader` read into Odoo, with the memory of former imports.

``names`` finds stages, salespeople and currencies by name, ``facts`` turns a deal into values,
``matching`` pairs deals with opportunities, ``plan`` decides the changes, ``writer`` writes a
batch.
"""

from . import names, lookup, facts, matching, plan, writer, sentences
