"""Reads a file in which people keep their sales. Plain Python, no ORM.

One direction, room by room: ``cell`` reads amounts, dates and statuses; ``heading`` says what a
heading means; ``file`` reads sheets of cells; ``column`` gives each column its role; ``row`` finds
the header and sets rows aside; ``deal`` puts it together. Problems are codes: nothing here is a
text for the user.
"""

from . import cell, heading, file, column, row, deal
