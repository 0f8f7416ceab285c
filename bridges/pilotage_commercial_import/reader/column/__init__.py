from . import column, money_columns, checks, guesses, people, columns
