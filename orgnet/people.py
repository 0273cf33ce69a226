"""People: who may sign in, how they are reached, and what their names and passwords must be."""

import re
import unicodedata
from dataclasses import dataclass, replace

from orgnet.errors import Invalid
from orgnet.names import clean

PASSWORD_LENGTHS = range(10, 201)
NAME_LENGTH = 60
USERNAME = re.compile(r"[\w.@+-]{2,60}")
MOBILE = re.compile(r"\+?[0-9]{5,15}")
MAIL = re.compile(r"[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in; mobile, mail and WeCom id are seen by seats at or above their own."""

    id: str
    username: str
    name: str
    active: bool = True
    mobile: str | None = None
    mail: str | None = None
    wecom: str | None = None


def checked(person: Person) -> Person:
    """A person with everything tidied; raises Invalid naming the field."""
    return replace(
        person,
        username=username(person.username),
        name=clean(person.name, "name", most=NAME_LENGTH),
        mobile=mobile(person.mobile) if person.mobile else None,
        mail=mail(person.mail) if person.mail else None,
        wecom=clean(person.wecom, "wecom", most=64) if person.wecom else None,
    )


def username(text: str) -> str:
    """A user name as it is compared and kept: one form, one width, one case.

    Raises Invalid unless it has 2 to 60 letters, digits or . @ + - _ .
    """
    tidy = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", clean(text, "username", most=60)).casefold())
    if not USERNAME.fullmatch(tidy):
        raise Invalid("a user name has 2 to 60 letters, digits or . @ + - _ and no blanks", field="username")
    return tidy


def mobile(text: str) -> str:
    """A telephone number without the blanks and hyphens in it; raises Invalid."""
    digits = re.sub(r"[\s()-]", "", unicodedata.normalize("NFKC", text))
    if not MOBILE.fullmatch(digits):
        raise Invalid("a mobile number has 5 to 15 digits, such as 13800000000 or +8613800000000", field="mobile")
    return digits


def mail(text: str) -> str:
    """A mail address; raises Invalid unless it looks like one."""
    tidy = clean(text, "mail", most=200)
    if not MAIL.fullmatch(tidy):
        raise Invalid("a mail address looks like name@example.cn", field="mail")
    return tidy


def check_password(password: str) -> None:
    """Raises Invalid unless a password is long enough to be one."""
    if len(password) not in PASSWORD_LENGTHS:
        raise Invalid("a password has 10 to 200 characters; a sentence is a good one", field="password")
    if any(unicodedata.category(character) == "Cs" for character in password):
        raise Invalid("the password holds half a character (a lone surrogate); leave it out", field="password")
    if len(set(password)) < 4:
        raise Invalid("the password repeats the same few characters; take more different ones", field="password")
