"""Duties: what a document asks of those it reaches, at most three things, each with a day of its own.

Below a relay the days may have come earlier, and the relay may have added duties: so each union has a list of its own.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from orgnet.errors import Conflict, Invalid
from orgnet.names import clean

MOST, WORDS_LENGTH = 3, 40


class Thing(StrEnum):
    """What can be asked: a signature, an answer, that it is passed on, or that something is done."""

    SIGN = "sign"
    ANSWER = "answer"
    RELAY = "relay"
    DO = "do"


SINGLE = frozenset({Thing.SIGN, Thing.ANSWER, Thing.RELAY})
"""What one document asks for once at most."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that is asked, in a few words where the title does not say it all, until the end of a day.

    The `key` is given by `tidied`: `<thing>.<place>`, and of what a relay has added `<thing>.<place>.<relay>`.
    """

    thing: Thing
    words: str | None = None
    day: date | None = None
    key: str = ""

    @property
    def added(self) -> str | None:
        """The id of the relay that has added it; None where the first document asks it."""
        return self.key.split(".", 2)[2] if self.key.count(".") > 1 else None


def only(thing: Thing, day: date | None = None) -> tuple[Duty, ...]:
    """The duties of a document that asks for one thing."""
    return (Duty(thing, day=day, key=f"{thing}.0"),)


def thing_of(key: str) -> Thing | None:
    """What a duty of this key asks; None where it cannot be the key of one."""
    name = key.partition(".")[0]
    return next((thing for thing in Thing if thing == name), None)


def tidied(duties: Sequence[Duty], *, stepwise: bool, relay: str = "") -> tuple[Duty, ...]:
    """The duties that one document asks, with their words tidied and their keys; raises Invalid where it asks for too
    much, for one thing twice, or to pass on what goes to all at once."""
    if len(duties) > MOST:
        raise Invalid(f"a document asks for at most {MOST} things; put the others into another one", field="duties")
    asked = tuple(_tidied(duty, n, relay) for n, duty in enumerate(duties))
    for n, duty in enumerate(asked):
        alike = [each for each in asked[:n] if each.thing is duty.thing]
        if alike and (duty.thing in SINGLE or duty.words in {each.words for each in alike}):
            raise Invalid(f"it asks to {duty.thing} twice; ask once, or say in words what differs", field="duties")
        if duty.thing is Thing.RELAY and not stepwise:
            raise Invalid("it goes to all at once, so nobody has to pass it on", field="duties")
    return asked


def _tidied(duty: Duty, place: int, relay: str) -> Duty:
    words = None if duty.words is None else clean(duty.words, f"duties.{place}.words", most=WORDS_LENGTH)
    return replace(duty, words=words, key=f"{duty.thing}.{place}" + (f".{relay}" if relay else ""))


def dated(duties: Sequence[Duty], deadline: date | None) -> tuple[Duty, ...]:
    """The duties, due by the deadline where they have no day of their own; raises Invalid where nothing is asked by
    then."""
    if deadline and not duties:
        raise Invalid("a document for information asks for nothing, so it has no deadline", field="deadline")
    return tuple(replace(duty, day=duty.day or deadline) for duty in duties)


def last_day(duties: Sequence[Duty]) -> date | None:
    """The day by which all is due; None where no duty has one."""
    return max((duty.day for duty in duties if duty.day), default=None)


def tightened(duties: Sequence[Duty], day: date | None) -> tuple[Duty, ...]:
    """The duties with no day later than this one."""
    return tuple(replace(duty, day=min(filter(None, (duty.day, day)), default=None)) for duty in duties)


def extended(duties: Sequence[Duty], own: Sequence[Duty], day: date | None) -> tuple[Duty, ...]:
    """What those have to do below a relay: what has come to it, until a day of its own where that is earlier, and what
    it has added. Raises where it would loosen a day, or add what is not asked of all."""
    last = last_day(duties)
    for field, later in (("deadline", day), ("duties", last_day(own))):
        if last and later and later > last:
            raise Invalid(
                f"the day may come earlier than {last}, which the document above has set, but not later", field=field
            )
    possible = _possible({duty.thing for duty in duties})
    for duty in own:
        if duty.thing not in possible:
            raise Conflict(f"the document above asks nobody to {duty.thing}, so a relay cannot either", field="duties")
    return (*tightened(duties, day), *(replace(duty, day=duty.day or day or last) for duty in own))


def _possible(asked: Collection[Thing]) -> frozenset[Thing]:
    """What a relay may add to what is asked: of who has to do something more of it, but never more than a signature of
    who has only to sign, since all of a cascade are counted alike."""
    if Thing.DO in asked or Thing.ANSWER in asked:
        return frozenset(Thing)
    return frozenset({Thing.SIGN, Thing.RELAY}) if Thing.SIGN in asked else frozenset()
