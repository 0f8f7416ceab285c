from . import vocabulary, compound, languages, headings
