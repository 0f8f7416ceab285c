from . import column, money_columns, guesses, people, checks, columns
