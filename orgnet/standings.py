"""Standings: where a branch stands with a cascade, from its tallies alone."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from orgnet.audiences import Audience, Reach
from orgnet.cells import KIND_OF, LEVEL_OF, Counts, by_level_and_kind, census, total
from orgnet.directives import Directive
from orgnet.documents import Duty
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.receipts import Milestone, Receipt, Ruling, by_facet
from orgnet.tallies import plus
from orgnet.unions import Union


@dataclass(frozen=True, slots=True)
class Standing:
    """What is expected of a branch, as cells of the census, and what its receipts hold.

    `own` is where its top itself stands: None where it is not addressed.
    """

    expected: Counts
    held: Counts
    addressed: bool

    @property
    def unions(self) -> int:
        """How many unions are expected to act."""
        return total(self.expected)

    @property
    def members(self) -> int:
        """How many members these have."""
        return total(self.expected, "m")

    def reached(self) -> Mapping[Milestone, int]:
        """How many hold each milestone."""
        held = self._held()
        return {milestone: held[milestone] for milestone in Milestone}

    def ruled(self) -> Mapping[Ruling, int]:
        """About how many the issuer has decided something that stands."""
        held = self._held()
        return {ruling: held[ruling] for ruling in Ruling}

    def _held(self) -> Counter[str]:
        return sum((Counter(held) for held in by_facet(self.held).values()), Counter[str]())

    def missing(self, milestone: Milestone) -> int:
        """How many are expected and have still to reach a milestone."""
        held = self._held()
        return self.unions - held[milestone] - held[Ruling.EXEMPT]

    def facets(self) -> dict[tuple[Level, Kind], tuple[int, dict[Milestone, int]]]:
        """By level and kind: how many are expected, and how many hold each milestone."""
        expected = by_level_and_kind(self.expected)
        held = {
            (LEVEL_OF[facet[0]], KIND_OF[facet[1]]): {milestone: names.get(milestone, 0) for milestone in Milestone}
            for facet, names in by_facet(self.held).items()
        }
        none = dict.fromkeys(Milestone, 0)
        return {where: (expected.get(where, 0), held.get(where, none)) for where in expected.keys() | held.keys()}


def standing(
    audience: Audience, union: Union, superior: str | None, receipt: Receipt | None, below: Counts, held: Counts
) -> Standing:
    """The standing of a branch inside the audience: its top, with the superior on the audience's line,
    the census below it, and the counts its rows hold."""
    addressed = audience.counts(union, superior) and (union.id != audience.root or audience.reach is Reach.BRANCH)
    own = census(union) if addressed else {}
    own_held = receipt.counts(union) if addressed and receipt else {}
    reached = audience.facets.reached(below) if audience.reach is Reach.BRANCH else {}
    return Standing(plus(own, reached), plus(own_held, held), addressed)


def milestone_due(directive: Directive) -> Milestone | None:
    """The milestone a directive asks for."""
    return {Duty.SIGN: Milestone.SIGNED, Duty.DO: Milestone.DONE, None: None}[directive.text.duty]


def overdue(directive: Directive, standing: Standing, today: date) -> int:
    """How many have not done what was due before today, or before the day on which the cascade was closed."""
    due, deadline = milestone_due(directive), directive.text.deadline
    last = directive.moment.day if directive.moment else today
    if due is None or deadline is None or last <= deadline:
        return 0
    return standing.missing(due)
