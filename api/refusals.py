"""Refusals in the language of whoever is refused: the domain says them in English, the catalogue knows every sentence.

A sentence with blanks, such as "the day {0} is past", stands in the catalogue once; what stood in its blanks is taken
out of the sentence that was said, and where it is a word of the domain, said in the other language as well.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from api.languages import TERMS, Language, messages

CONTEXT = "refusal"
BLANK = re.compile(r"\{\d\}")


def refusal(language: Language, detail: str) -> str:
    """What was refused, said in a language; as it was said where the language does not know it."""
    known = words(language.code)
    if detail in known:
        return known[detail]
    for pattern, said in sentences(language.code):
        if found := pattern.fullmatch(detail):
            return said.format(*(known.get(part) or refusal(language, part) for part in found.groups()))
    return detail


@cache
def sentences(code: str) -> Sequence[tuple[re.Pattern[str], str]]:
    """The sentences with blanks of a language; those that say most come first, so that the closest one is found."""
    kept = [
        (english, said) for context, english, said in messages(code) if context == CONTEXT and BLANK.search(english)
    ]
    closest = sorted(kept, key=lambda sentence: -len(BLANK.sub("", sentence[0])))
    return [
        (re.compile("(.*)".join(map(re.escape, BLANK.split(english))), re.DOTALL), said) for english, said in closest
    ]


@cache
def words(code: str) -> Mapping[str, str]:
    """What is said whole, and what the words of the domain are called."""
    kept = messages(code)
    spoken = {english: said for context, english, said in kept if context}
    terms = {term.value: names[0] for term, names in TERMS.items()} if kept else {}
    values = {english.replace(" ", "_"): said for english, said in spoken.items()}
    whole = {english: said for context, english, said in kept if context == CONTEXT}
    return values | terms | spoken | whole
