"""Relays: how a cascade goes down level by level, each superior passing on what has reached it.

A union is delivered to when the superior above it, on either line, is the issuer or has passed the document on; the
first binds. A superior passes on once: by a document of its own, as it stands, or at a meeting; or somebody above
it does so in its place.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from orgnet.cells import Counts
from orgnet.directives import Directive, Means, Relay, Way
from orgnet.duties import Duty
from orgnet.errors import Conflict, Invalid, Missing
from orgnet.fulfilments import mask, owed, own_day
from orgnet.kinds import LETTERS
from orgnet.levels import DEPTHS
from orgnet.receipts import Receipt, Ruling, lag_bucket
from orgnet.tallies import Lines, plus
from orgnet.unions import Union

RECORD_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class Delivery:
    """Since when a document has reached the subordinates of a superior, what it asks of them, and through which
    document."""

    at: datetime
    duties: tuple[Duty, ...]
    document: str


def delivery(directive: Directive, passed: Mapping[str, Delivery], lines: Lines) -> Delivery | None:
    """How a union with these superiors was delivered to, if it was; `passed` has what its direct superiors passed
    on. Whatever goes directly has reached everybody at its issue."""
    assert directive.issued is not None
    issuer = directive.audience.issuer
    first = Delivery(directive.issued, directive.text.duties, directive.id)
    if directive.way is Way.DIRECT:
        return first
    near = {superior for line in directive.ways for superior in lines.on(line)[:1]}
    ways = [first] if issuer in near else []
    ways += [passed[superior] for superior in sorted(near) if superior in passed]
    return min(ways, key=lambda way: way.at, default=None)


def reached(delivered: Delivery | None) -> Delivery:
    """How a document came; raises Missing where it has not come yet."""
    if delivered is None:
        raise Missing("this document goes level by level and has not reached the union yet: nobody above passed it on")
    return delivered


def counted(directive: Directive, union: Union, receipt: Receipt | None, delivered: Delivery | None) -> Counts:
    """What a union itself counts for, `<facet>.<name>`: by its receipt, and because it was delivered to.

    Of a document that goes to all at once its days are the same for all, so those are counted to whom a later one was
    granted. Where it asks for several things, `<level><kind>.met.<mask>` tells those met from the others.
    """
    counts: Counts = receipt.counts(union) if receipt else {}
    if receipt and (fulfilled := _fulfilled(directive, union, receipt)):
        counts = plus(counts, fulfilled)
    if delivered and directive.way is Way.LEVEL_BY_LEVEL:
        counts = plus(counts, _delivered(directive, union, receipt, delivered))
    return counts


def _fulfilled(directive: Directive, union: Union, receipt: Receipt) -> Counts:
    duties, level = directive.text.duties, DEPTHS[union.level]
    several = mask(duties, receipt) if len(duties) > 1 and receipt.ruling is not Ruling.EXEMPT else 0
    counts = {f"{level}{LETTERS[union.kind]}.met.{several}": 1} if several else {}
    if receipt.extended and directive.way is Way.DIRECT and owed(duties, receipt):
        counts[f"{level}.extended.{receipt.extended}" + (f".{several}" if several else "")] = 1
    return counts


def owed_by(delivered: Delivery, receipt: Receipt | None) -> date | None:
    """The union's own day: the first by which it has still something to do, as the document through which it came has
    it or as a later one was granted; once all is done the last one."""
    open_ = owed(delivered.duties, receipt)
    if not open_:
        return due_by(delivered, receipt)
    return min((day for duty in open_ if (day := own_day(duty, receipt))), default=None)


def due_by(delivered: Delivery, receipt: Receipt | None) -> date | None:
    """The day by which a union has to be done with all."""
    return max((day for duty in delivered.duties if (day := own_day(duty, receipt))), default=None)


def tallied(directive: Directive, union: Union, receipt: Receipt | None, delivered: Delivery | None) -> dict[str, int]:
    """What a union itself adds to the tallies of a cascade."""
    return directive.audience.tallied(union, counted(directive, union, receipt, delivered))


def _delivered(directive: Directive, union: Union, receipt: Receipt | None, delivered: Delivery) -> Counts:
    assert directive.issued is not None
    level, kind = DEPTHS[union.level], LETTERS[union.kind]
    counts = Counter({f"{level}{kind}.delivered": 1})
    counts[f"{level}.lag.delivered.{lag_bucket(directive.issued, delivered.at)}"] = 1
    if (day := owed_by(delivered, receipt)) and owed(delivered.duties, receipt):
        counts[f"{level}.due.{day}"] = 1
    return counts


@dataclass(frozen=True, slots=True)
class Passing:
    """Somebody passes a document on to the subordinates of the union `at`, on his union's behalf: `by`."""

    means: Means
    at: str
    by: str
    due: date | None = None
    record: str | None = None


def may_pass_on(directive: Directive, relay: Relay, delivered: Delivery | None, earlier: Delivery | None) -> None:
    """Raises where a union that has these can not pass a document on: how it was delivered to, and how it was passed
    on before. That there is somebody to pass it on to, and who may act for whom, is asked elsewhere."""
    if relay.at == directive.audience.issuer:
        raise Conflict("the issuer's own subordinates have it from the issuer; there is nothing to pass on")
    if delivered is None:
        raise Conflict("this document has not reached the union yet, so it cannot be passed on from there")
    if earlier:
        raise Conflict("it was passed on from there before; issue a directive that amends it to add to it")


def passing(said: Passing) -> Passing:
    """What is passed on without a document of one's own; raises Invalid where it is not said how."""
    if said.means is Means.REISSUED:
        raise Invalid("draft a document of your own that relays it, and issue that", field="means")
    if (said.means is Means.CONVEYED) != (said.record is not None):
        raise Invalid("what was conveyed at a meeting has a record of it, and nothing else has", field="record")
    return said
