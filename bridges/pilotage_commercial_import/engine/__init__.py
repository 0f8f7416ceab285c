"""Brings the deals that :mod:`..reader` understood into Odoo, and knows what it brought before.

``names`` resolves what a sheet names (stages, salespeople, currencies), ``facts`` says of a deal
what Odoo shall hold, ``matching`` pairs deals with opportunities, ``plan`` decides what changes,
``writer`` writes a batch.
"""

from . import names, lookup, facts, matching, plan, writer, sentences
