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
from orgnet.errors import Conflict, Invalid, Missing
from orgnet.kinds import LETTERS
from orgnet.levels import DEPTHS
from orgnet.receipts import Receipt, due, lag_bucket, owes
from orgnet.tallies import Lines, plus
from orgnet.unions import Union

RECORD_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class Delivery:
    """Since when a document has reached the subordinates of a superior, due on which day, and through which
    document."""

    at: datetime
    due: date | None
    document: str


def delivery(directive: Directive, passed: Mapping[str, Delivery], lines: Lines) -> Delivery | None:
    """How a union with these superiors was delivered to, if it was; `passed` has what its direct superiors passed
    on. Whatever goes directly has reached everybody at its issue."""
    assert directive.issued is not None
    issuer = directive.audience.issuer
    first = Delivery(directive.issued, directive.text.deadline, directive.id)
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

    Of a document that goes to all at once its day is the same for all, so those are counted to whom a later one was
    granted.
    """
    counts: Counts = receipt.counts(union) if receipt else {}
    if delivered and directive.way is Way.LEVEL_BY_LEVEL:
        counts = plus(counts, _delivered(directive, union, receipt, delivered))
    elif receipt and receipt.extended and _owing(directive, receipt):
        counts = plus(counts, {f"{DEPTHS[union.level]}.extended.{receipt.extended}": 1})
    return counts


def _owing(directive: Directive, receipt: Receipt | None) -> bool:
    milestone = due(directive.text.duty)
    return milestone is not None and owes(receipt, milestone)


def owed_by(delivered: Delivery, receipt: Receipt | None) -> date | None:
    """The union's own day: that of the document through which it came, or a later one that was granted."""
    extended = receipt.extended if receipt else None
    return max(delivered.due, extended) if delivered.due and extended else delivered.due


def tallied(directive: Directive, union: Union, receipt: Receipt | None, delivered: Delivery | None) -> dict[str, int]:
    """What a union itself adds to the tallies of a cascade."""
    return directive.audience.tallied(union, counted(directive, union, receipt, delivered))


def _delivered(directive: Directive, union: Union, receipt: Receipt | None, delivered: Delivery) -> Counts:
    assert directive.issued is not None
    level, kind = DEPTHS[union.level], LETTERS[union.kind]
    counts = Counter({f"{level}{kind}.delivered": 1})
    counts[f"{level}.lag.delivered.{lag_bucket(directive.issued, delivered.at)}"] = 1
    if (day := owed_by(delivered, receipt)) and _owing(directive, receipt):
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
    if relay.due and delivered.due and relay.due > delivered.due:
        raise Invalid(
            f"the day may come earlier than {delivered.due}, which the document above has set, but not later",
            field="deadline",
        )


def tightened(delivered: Delivery, due: date | None) -> date | None:
    """The day by which those owe it to whom it is passed on."""
    return min((day for day in (delivered.due, due) if day), default=None)


def passing(said: Passing) -> Passing:
    """What is passed on without a document of one's own; raises Invalid where it is not said how."""
    if said.means is Means.REISSUED:
        raise Invalid("draft a document of your own that relays it, and issue that", field="means")
    if (said.means is Means.CONVEYED) != (said.record is not None):
        raise Invalid("what was conveyed at a meeting has a record of it, and nothing else has", field="record")
    return said
