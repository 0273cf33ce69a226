"""Rosters: people and their seats out of sheets, one seat a row.

A row with a user name is a person, entered or changed, with a seat; a row without one invites somebody, who
chooses a user name when the code is redeemed. What a row asks for and what there is already is compared by
`step`, so that the same roster twice changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from orgnet import people
from orgnet.errors import Conflict, Missing, Refusal
from orgnet.names import clean
from orgnet.people import NAME_LENGTH, Person
from orgnet.permissions import Role
from orgnet.sheets import Column
from orgnet.terms import understood

ROLES = {
    Role.VIEWER: ("查看", "查看员", "只读"),
    Role.CLERK: ("经办", "经办人", "拟稿"),
    Role.OFFICER: ("干部", "工会干部", "负责人", "签发"),
    Role.ADMIN: ("管理员", "管理"),
}

role = understood("role", ROLES)

COLUMNS = (
    Column("username", ("用户名", "登录名", "账号"), people.username),
    Column("name", ("姓名",), lambda text: clean(text, "name", most=NAME_LENGTH), required=True),
    Column("mobile", ("手机", "手机号", "手机号码", "联系电话"), people.mobile),
    Column("mail", ("邮箱", "电子邮箱", "邮件"), people.mail),
    Column("wecom", ("企业微信", "企业微信号"), lambda text: clean(text, "wecom", most=64)),
    Column(
        "union", ("单位", "工会", "所属工会", "单位代码"), lambda text: clean(text, "union", most=1000), required=True
    ),
    Column("role", ("角色", "权限"), role, required=True),
    Column("problem", ("问题",)),
)
"""A roster's columns; the last is written beside rows that were left out, and not read."""

REACHED = ("mobile", "mail", "wecom")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: who, with which seat, and the id and one-time code there are for whoever is new; of the union,
    how the roster names it."""

    id: str
    code: str
    union: str
    role: Role
    name: str
    username: str | None = None
    mobile: str | None = None
    mail: str | None = None
    wecom: str | None = None

    @property
    def fields(self) -> dict[str, str]:
        """What the row says of the person."""
        reached = {key: value for key in REACHED if (value := getattr(self, key)) is not None}
        return {"name": self.name} | reached


@dataclass(frozen=True, slots=True)
class Place:
    """A union, as far as a roster asks for it."""

    id: str
    name: str
    dissolved: bool = False


Seat = tuple[str, str, Role]
"""A person, a union and a role; of an invitation, a name with a mobile number stands for the person."""


@dataclass(slots=True)
class Known:
    """What there is already: unions by what the roster calls them, people by user name, seats and invitations;
    and what the rows before have said."""

    unions: dict[str, Place] = field(default_factory=dict[str, Place])
    people: dict[str, Person] = field(default_factory=dict[str, Person])
    seats: set[Seat] = field(default_factory=set[Seat])
    invited: set[Seat] = field(default_factory=set[Seat])
    said: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    asked: set[Seat] = field(default_factory=set[Seat])

    def add(self, more: "Known") -> None:
        """Know more; of people the rows before have spoken of, that stays."""
        self.unions |= more.unions
        self.people = more.people | self.people
        self.seats |= more.seats
        self.invited |= more.invited


@dataclass(frozen=True, slots=True)
class Step:
    """What a row brings: whether a person is entered, which of his fields change, whether he gets a seat, or
    whether somebody is invited."""

    entry: Entry
    union: str
    person: str
    entered: bool = False
    changed: dict[str, str] = field(default_factory=dict[str, str])
    seated: bool = False
    invited: bool = False

    @property
    def idle(self) -> bool:
        """Whether everything is as the row says already."""
        return not (self.entered or self.changed or self.seated or self.invited)

    @property
    def coded(self) -> bool:
        """Whether the row's one-time code is handed to somebody."""
        return self.entered or self.invited


def step(known: Known, entry: Entry) -> Step:
    """What a row brings, which is known from then on; raises the Refusal, and knows no more, where it is wrong."""
    place = known.unions.get(entry.union)
    if place is None:
        raise Missing(
            f"there is no one union {entry.union}; give its code, or the names that lead to it", field="union"
        )
    if place.dissolved:
        raise Conflict(f"{place.name} is dissolved; restore it first", field="union")
    return _invite(known, entry, place) if entry.username is None else _seat(known, entry, entry.username, place)


def _invite(known: Known, entry: Entry, place: Place) -> Step:
    seat = (invitee(entry.name, entry.mobile), place.id, entry.role)
    if seat in known.asked:
        raise Conflict("a row before invites the same; give mobile numbers to tell two people apart", field="name")
    known.asked.add(seat)
    return Step(entry, place.id, entry.id, invited=seat not in known.invited)


def invitee(name: str, mobile: str | None) -> str:
    """By what somebody is known who has no user name yet."""
    return f"{name}|{mobile or ''}"


def _seat(known: Known, entry: Entry, username: str, place: Place) -> Step:
    _agree(known.said.get(username, {}), entry)
    person = known.people.get(username)
    step = _person(entry, person, place)
    seat = (step.person, place.id, entry.role)
    step = replace(step, seated=seat not in known.seats)
    if step.seated and person and not person.active:
        raise Conflict(f"{username} is deactivated; wake him before he gets a seat", field="username")
    known.said[username] = known.said.get(username, {}) | entry.fields
    known.people[username] = replace(person or Person(entry.id, username, entry.name), **entry.fields)  # pyright: ignore[reportArgumentType]
    known.seats.add(seat)
    return step


def _agree(said: dict[str, str], entry: Entry) -> None:
    """Raises Conflict where a row before says something else of the same user name."""
    for key, value in entry.fields.items():
        if said.get(key, value) != value:
            raise Conflict(f"a row before says {said[key]} of {entry.username}; one user name is one person", field=key)


def _person(entry: Entry, person: Person | None, place: Place) -> Step:
    if person is None:
        return Step(entry, place.id, entry.id, entered=True)
    changed = {key: value for key, value in entry.fields.items() if getattr(person, key) != value}
    return Step(entry, place.id, person.id, changed=changed)


Outcome = Step | Refusal


def steps(known: Known, entries: Iterable[Entry]) -> list[Outcome]:
    """What each row brings, or why it cannot."""
    return [_outcome(known, entry) for entry in entries]


def _outcome(known: Known, entry: Entry) -> Outcome:
    try:
        return step(known, entry)
    except Refusal as refusal:
        return refusal
