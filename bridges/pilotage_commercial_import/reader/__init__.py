"""Reads a file in which people keep their sales. Plain Python, no ORM.

One direction: ``files`` reads sheets of cells, ``table`` finds the header and sets rows aside,
``columns`` gives each column its role, ``cells`` reads amounts and dates, ``statuses`` reads
stages, ``deals`` puts it together. Problems are codes: nothing here is a text for the user.
"""

from . import words, blanks, amounts, calendar_words, vague_dates, dates, statuses
from . import vocabulary, units, compound, languages, headings, sheets
from . import csv_file, html_file, xlsx_file, xls_file, ods_file, trello_file, files
from . import texts, checks, column, money_columns, guesses, people, columns
from . import sections, header, tail, rows, joined, table, deal, deals
