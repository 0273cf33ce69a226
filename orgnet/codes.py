"""Codes: the unified social credit code, division codes, and a union's statistical code."""

import re
from operator import mul

from orgnet.errors import Invalid

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100-2015: no I, O, S, V, Z."""

VALUES = bytes.maketrans(ALPHABET.encode(), bytes(range(len(ALPHABET))))

WEIGHTS = [pow(3, i, 31) for i in range(17)]
"""GB 32100-2015, 4.5: the weight of position i is 3 to the i-1, modulo 31."""

REGISTRARS = "123456789ANY"
"""Who registers: 8 is the trade unions themselves, 9 commerce, 5 civil affairs, 1 the staffing offices."""

CREDIT = re.compile(rf"[{REGISTRARS}][{ALPHABET}]{{17}}")

UNION_KINDS = ("81", "89")
"""Registrar 8: 81 a grassroots union, 89 other unions."""

PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82".split()
)
"""The 34 province codes of GB/T 2260."""

DIVISION_LENGTHS = (2, 4, 6, 9, 12)
"""Province, city, county (GB/T 2260), township and village (statistics office)."""

STATISTICAL = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,31}")


GIVEN = re.compile(r"U\d{9}(-\d+)?")
"""Codes that were given at founding to unions without one; only these are ever replaced."""


def check_character(first: str) -> str:
    """The 18th character that belongs to the first 17 of a credit code (GB 32100-2015)."""
    total = sum(map(mul, first.encode().translate(VALUES), WEIGHTS))
    return ALPHABET[(31 - total % 31) % 31]


def credit_code(text: str, field: str = "credit_code") -> str:
    """A unified social credit code in capitals; raises Invalid with what would be right."""
    code = text.strip().upper()
    if not CREDIT.fullmatch(code):
        raise _malformed(code, field)
    _check_division(code[2:8], field, f"positions 3 to 8 of {code}")
    right = check_character(code[:17])
    if code[17] != right:
        raise Invalid(f"the check character of {code} should be {right}, not {code[17]}", field=field)
    return code


def _malformed(code: str, field: str) -> Invalid:
    """What is said of a credit code of which the form is wrong."""
    if len(code) != 18:
        return Invalid(f"a credit code has 18 characters, not {len(code)}", field=field)
    for place, character in enumerate(code, start=1):
        if character not in ALPHABET:
            return Invalid(
                f"a credit code has digits and capitals without I, O, S, V, Z; position {place} is {character!r}",
                field=field,
            )
    return Invalid(f"a credit code begins with its registrar, one of {REGISTRARS}, not {code[0]!r}", field=field)


def union_credit_code(text: str) -> str:
    """A union's own credit code: registered by the unions (8), or by the staffing office (13) from county up."""
    code = credit_code(text)
    if code[:2] not in (*UNION_KINDS, "13"):
        raise Invalid(
            f"a union's own credit code begins with 81, 89 or 13, not {code[:2]};"
            " the employer's belongs into employer_code",
            field="credit_code",
        )
    return code


def division(text: str) -> str:
    """A division code; raises Invalid with what would be right."""
    code = text.strip()
    if not code.isascii() or not code.isdigit() or len(code) not in DIVISION_LENGTHS:
        raise Invalid(f"a division code has 2, 4, 6, 9 or 12 digits, not {text!r}", field="division")
    _check_division(code, "division", code)
    return code


def _check_division(code: str, field: str, where: str) -> None:
    if not code.isdigit() or code[:2] not in PROVINCES:
        raise Invalid(f"{where} must begin with the code of a province, such as 33; {code[:2]} is none", field=field)


def statistical(text: str) -> str:
    """A union's statistical code: letters, digits, dots, hyphens; raises Invalid."""
    code = text.strip()
    if not STATISTICAL.fullmatch(code):
        raise Invalid("a union's code has 1 to 32 letters, digits, dots or hyphens, such as 330106", field="code")
    return code
