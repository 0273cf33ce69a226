"""History: what a fact says was changed, in a form that can be read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from orgnet.steps import Absorb, Edit, Guide, Pact, Place, Step, Value

TOLD = 20
"""Unions named of one change; it may concern thousands."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a fact changed: of how many unions (the first of them named), and from what to what.

    `what` is parent, guide, pact, heir, or the name of a field. Before and after are ids of unions where
    it is parent, guide or heir.
    """

    what: str
    unions: tuple[str, ...]
    count: int
    before: Value
    after: Value

    @property
    def named(self) -> set[str]:
        """The unions whose names a reader needs."""
        ends = {str(end) for end in (self.before, self.after) if end is not None and self.leads}
        return {*self.unions, *ends}

    @property
    def leads(self) -> bool:
        """Whether before and after are unions."""
        return self.what in {"parent", "guide", "heir"}


def changes(steps: Iterable[Step], about: str | None = None) -> list[Change]:
    """What steps changed; with `about`, only what concerns this union."""
    return [change for step in steps if about is None or about in _concerned(step) for change in _told(step)]


def _concerned(step: Step) -> Sequence[str | None]:
    match step:
        case Place() | Guide() | Absorb():
            return *step.touches(), step.before, step.after
        case _:
            return step.touches()


def _told(step: Step) -> list[Change]:
    match step:
        case Edit(union, before, after):
            return [Change(name, (union,), 1, before[name], value) for name, value in after.items()]
        case Place(unions, before, after):
            return [Change("parent", unions[:TOLD], len(unions), before, after)]
        case Guide(union, before, after):
            return [Change("guide", (union,), 1, before, after)]
        case Pact(unions, before, after):
            return [Change("pact", unions, 2, before, after)]
        case Absorb(union, before, after):
            return [Change("heir", (union,), 1, before, after)]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which facts of a log are looked for: of these kinds, by these people, from an instant on; what is left out
    chooses all."""

    kinds: frozenset[str] = frozenset()
    actors: frozenset[str] | None = None
    since: datetime | None = None

    def takes(self, kind: str, actor: str) -> bool:
        """Whether a fact of this kind, by this actor, is looked for."""
        return (not self.kinds or kind in self.kinds) and (self.actors is None or actor in self.actors)

    def ends(self, at: datetime) -> bool:
        """Whether a fact of this instant, and all before it, are too old."""
        return self.since is not None and at < self.since


TOPICS: Mapping[str, tuple[str, ...]] = {
    topic: tuple(" ".join(kinds.split()).split(", "))
    for topic, kinds in {
        "structure": """
            founded, loaded, imported, edited, moved, merged, split, dissolved, restored, guided, pacted,
            allied, undone, doubts noted, doubt decided, import begun, import done""",
        "people": """
            person, person edited, seated, unseated, handed over, deactivated, woken, invited, invitation
            redeemed, invitation revoked, invitations lapsed, password changed, password reset, password set,
            token made, token revoked, channel added, channel removed, habits set, default channels set, brand
            set, brand taken away, passkey made, passkey taken back""",
        "documents": """
            drafted, redrafted, reviewed, attached, detached, issued, passed on, closed, withdrawn, expired,
            joined, parted, reminded, told, escalated, ruled, extensions decided, task decided, number booked,
            series set, group kept, group changed, group dropped, published, contacted, contact settled""",
        "answers": """
            read, signed, relayed, in_hand, done, met, not read, not signed, not relayed, not in_hand, not done,
            not met, members told, members not told, shown, not shown, accepted, returned, exempt, not exempt,
            reopened, extended, extension asked, extension taken back, extension granted, extension refused,
            question asked, question answered, answer corrected, task open, task begun, task done, task
            accepted, task returned, drafted, redrafted, sent, received, replied""",
    }.items()
}
"""The kinds of facts there are, by what they are about; those of requests stand after the kind of their document."""
