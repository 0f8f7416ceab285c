"""Spelling and glossary of the documents and of the French screens."""

import re

import polib
from documents import CODE, FENCE, GLOSSARY, LINK, ROOT, STORE, name_of, read_store

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
LANGUAGES = {"en": ("dictionary-en-gb", "words-en.txt"), "fr": ("dictionary-fr", "words-fr.txt")}


# --- spelling ------------------------------------------------------------------------------------


def get_words(text):
    """Words of a Markdown text that are prose."""
    text = re.sub(r"<!--.*?-->", " ", CODE.sub(" ", FENCE.sub(" ", text)), flags=re.S)
    text = LINK.sub(r"\1", text)
    text = re.sub(r"https?://\S+|<[^>]+>|&\w+;|\b\w*[._/@]\w[\w./@]*", " ", text)
    return WORD.findall(text)


class Speller:
    """Hunspell's dictionaries of some languages, and a list of our own words."""

    def __init__(self, folder):
        from spylls.hunspell import Dictionary

        self.dictionaries, self.own, self.known = {}, {}, {}
        for lang, (package, words) in LANGUAGES.items():
            self.dictionaries[lang] = Dictionary.from_files(str(folder / package / "index"))
            self.own[lang] = set((ROOT / "docs" / "spelling" / words).read_text().split())

    def knows(self, word, langs):
        key = word, langs
        if key not in self.known:
            self.known[key] = any(self._knows(word, lang) for lang in langs)
        return self.known[key]

    def _knows(self, word, lang):
        plain = word.replace("’", "'")
        parts = plain.split("'") if lang == "fr" else [plain.removesuffix("'s")]
        return all(
            len(part) < 2
            or part in self.own[lang]
            or part.lower() in self.own[lang]
            or self.dictionaries[lang].lookup(part)
            for part in parts
        ) or self.dictionaries[lang].lookup(plain)


def check_spelling(documents, folder):
    speller = Speller(folder)
    texts = [(path, path.read_text(), langs) for path, langs in documents.items()]
    texts += [(STORE, text, (lang,)) for lang, text in read_store().texts.items()]
    for path, text, langs in texts:
        # A text may contain words of the other language in italics: those of the screens.
        text = re.sub(r"\*[^*\n]+\*(?!\*)", " ", text) if langs == ("en",) else text
        wrong = {word for word in get_words(text) if not speller.knows(word, langs)}
        if wrong:
            yield f"{name_of(path)}: spelling: {', '.join(sorted(wrong))}"


# --- glossary ------------------------------------------------------------------------------------


def read_glossary():
    """Return ``{English term: French term}`` and ``{regular expression: what to say}``."""
    terms, avoided = GLOSSARY.read_text().split("## Words that are not used")
    rows = [re.split(r"(?<!\\)\|", line.strip("|")) for line in terms.splitlines() if "|" in line]
    words = {row[0].strip(): row[1].strip() for row in rows[2:]}
    rows = re.findall(r"^\| `(.+?)` \| (.+?) \|$", avoided, re.M)
    return words, {pattern.replace("\\|", "|"): said for pattern, said in rows}


def check_glossary(documents):
    terms, avoided = read_glossary()
    seen = set()
    patterns = {re.compile(rf"\b(?:{pattern})\b", re.I): said for pattern, said in avoided.items()}
    texts = [
        (name_of(path), path.read_text()) for path, langs in documents.items() if langs == ("fr",)
    ]
    texts.append((name_of(STORE), read_store().texts.get("fr", "")))
    for catalogue in sorted(ROOT.glob("**/i18n/fr.po")):
        if ".cache" in catalogue.parts:
            continue
        for entry in polib.pofile(str(catalogue)):
            if entry.obsolete:
                continue
            texts.append((f"{name_of(catalogue)}:{entry.linenum}", entry.msgstr))
            if entry.msgid in terms:
                seen.add(entry.msgid)
                if entry.msgstr != terms[entry.msgid]:
                    yield (
                        f"{name_of(catalogue)}:{entry.linenum}: “{entry.msgid}” is "
                        f"“{entry.msgstr}”, “{terms[entry.msgid]}” in the glossary"
                    )
    for term in sorted(set(terms) - seen):
        yield f"{name_of(GLOSSARY)}: “{term}” is said nowhere in the application"
    for place, text in texts:
        for pattern, said in patterns.items():
            for found in pattern.findall(text)[:1]:
                yield f"{place}: “{found}”: say {said}"
