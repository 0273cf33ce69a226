"""Names and other single lines of text that people give."""

import re
import unicodedata

from orgnet.errors import Invalid

FORBIDDEN = {"Cc": "a control character", "Cs": "half a character (a lone surrogate)", "Cn": "an unassigned character"}


def clean(text: str, field: str, *, most: int, lines: bool = False) -> str:
    """The text in NFC without blanks at its ends; with `lines`, line breaks and tabs may stand in it.

    Raises Invalid where it is empty, longer than `most` characters, or holds characters nobody can read.
    """
    for place, character in enumerate("" if text.isprintable() else text):
        fault = FORBIDDEN.get(unicodedata.category(character))
        if fault and not (lines and character in "\n\t\r"):
            raise Invalid(f"{field} holds {fault} at position {place + 1}; leave it out", field=field)
    tidy = unicodedata.normalize("NFC", text).strip()
    if not tidy:
        raise Invalid(f"{field} is empty; give at least one character", field=field)
    if len(tidy) > most:
        raise Invalid(f"{field} has {len(tidy)} characters; at most {most} are possible", field=field)
    return tidy


ORGAN = re.compile(r"(总工会|工会委员会|工会联合会|工会工作委员会|工会|委员会)$")
PLACE = re.compile(r"(?<=..)((壮族|回族|维吾尔)?自治区|省|市)$")


def short(name: str) -> str:
    """The name of a union as it stands in a line of superiors: of 湖北省总工会 only 湖北."""
    plain = ORGAN.sub("", name.removeprefix("中华")) or name
    return PLACE.sub("", plain)


REASON_LENGTH = 200


def reason(text: str) -> str:
    """A reason, tidied; raises Invalid where it says nothing or too much."""
    return clean(text, "reason", most=REASON_LENGTH)
