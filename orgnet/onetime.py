"""One-time codes: made by chance, read aloud, typed on a phone."""

import re
import unicodedata
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""32 characters without I, L, O and U, which are misread; 16 of them are 80 bits."""

MISREAD = str.maketrans("ILOU", "110V")
GROUPS, GROUP = 4, 4

REFUSED = "this code is wrong, used, taken back or too old; ask whoever gave it to you for a new one"


def code(choice: Callable[[str], str]) -> str:
    """A new code, such as 7KQ2-M9XA-04TB-ZZ3D, of characters that `choice` picks (secrets.choice)."""
    return "-".join("".join(choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


def readable(text: str) -> str:
    """A code as somebody typed it, in the form in which it was given."""
    plain = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).upper().translate(MISREAD)
    return "-".join(plain[i : i + GROUP] for i in range(0, len(plain), GROUP))
