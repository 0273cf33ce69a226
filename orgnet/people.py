"""People: who may sign in, and what their names and passwords must be."""

import re
import unicodedata
from dataclasses import dataclass

from orgnet.errors import Invalid
from orgnet.names import clean

PASSWORD_LENGTHS = range(10, 201)
USERNAME = re.compile(r"[\w.@+-]{2,60}")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in; `username` is as `username()` makes it."""

    id: str
    username: str
    name: str
    active: bool = True
    mobile: str | None = None
    mail: str | None = None
    wecom: str | None = None


def username(text: str) -> str:
    """A user name as it is compared and kept: one form, one case.

    Raises Invalid unless it has 2 to 60 letters, digits or . @ + - _ .
    """
    tidy = unicodedata.normalize("NFKC", clean(text, "username", most=60)).casefold()
    if not USERNAME.fullmatch(tidy):
        raise Invalid("a user name has 2 to 60 letters, digits or . @ + - _ and no blanks", field="username")
    return tidy


def check_password(password: str) -> None:
    """Raises Invalid unless a password is long enough to be one."""
    if len(password) not in PASSWORD_LENGTHS:
        raise Invalid("a password has 10 to 200 characters; a sentence is a good one", field="password")
    if any(unicodedata.category(character) == "Cs" for character in password):
        raise Invalid("the password holds half a character (a lone surrogate); leave it out", field="password")


def wait_after(failures: int) -> int:
    """Seconds to wait after so many failed sign-ins in a row: none after three, then doubling to an hour."""
    return 0 if failures < 3 else min(3600, 2 ** (failures - 3))
