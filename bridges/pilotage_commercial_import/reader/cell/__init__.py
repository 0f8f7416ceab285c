from . import words, texts, blanks, amounts, units, calendar_words, vague_dates, dates, statuses
