"""Standings: where a branch stands with a cascade, from its tallies alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from orgnet.audiences import Audience
from orgnet.cells import KIND_OF, LEVEL_OF, Counts, by_level_and_kind, census, total
from orgnet.directives import Directive
from orgnet.documents import Duty
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.positions import Position
from orgnet.receipts import Milestone, Receipt, Ruling, by_facet
from orgnet.tallies import minus, plus


@dataclass(frozen=True, slots=True)
class Standing:
    """What is expected of a branch, as cells of the census, and what its receipts hold.

    `addressed` says whether its top is itself.
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


@dataclass(frozen=True, slots=True)
class Top:
    """A union, and what the rows say of the branch below it on the audience's line: its census, and its receipts."""

    place: Position
    receipt: Receipt | None
    below: Counts
    held: Counts

    def line(self, audience: Audience) -> tuple[str, ...]:
        """The superiors on the audience's line."""
        return self.place.lines.on(audience.line)


def standing(
    audience: Audience,
    top: Top | None,
    stops: Sequence[Top] = (),
    strays: Sequence[Top] = (),
    points: Sequence[Top] = (),
) -> Standing:
    """The standing of a branch, or where no top is given of the whole audience.

    Of all below the top there are the stops, where rules begin or end and counts stop; the strays, where counts
    stop too; and the points, which rules name one by one.
    """
    addressed = top is not None and audience.reaches(top.place.union, top.place.lines)
    expected = [*(_begun(audience, stop) for stop in stops), *(_named(audience, point)[0] for point in points)]
    held = [*(_kept(audience, stop) for stop in (*stops, *strays)), *(_named(audience, point)[1] for point in points)]
    if top:
        place = audience.place(top.place.union.id, top.line(audience))
        expected += [audience.expected(top.below, place), census(top.place.union) if addressed else {}]
        held += [audience.held(top.held, place), _receipt(top) if addressed else {}]
    return Standing(plus(*expected), plus(*held), addressed)


NOTHING: Counts = {}


def _receipt(top: Top) -> Counts:
    return top.receipt.counts(top.place.union) if top.receipt else {}


def _begun(audience: Audience, stop: Top) -> Counts:
    """What is expected of a stop's branch by the rules there, less what the rules above it alone would expect."""
    union, line = stop.place.union, stop.line(audience)
    branch = plus(census(union), stop.below)
    here, above = audience.place(union.id, line), audience.above(union.id, line)
    return minus(audience.expected(branch, here), audience.expected(branch, above))


def _kept(audience: Audience, stop: Top) -> Counts:
    """What is held in the branch of a stop by those that are addressed there."""
    line = stop.line(audience)
    own = _receipt(stop) if audience.counts(stop.place.union, line) else NOTHING
    return plus(own, audience.held(stop.held, audience.place(stop.place.union.id, line)))


def _named(audience: Audience, point: Top) -> tuple[Counts, Counts]:
    """What one union is expected to do and holds, less what it counts for without the rules that name it."""
    union, line = point.place.union, point.line(audience)
    reached = audience.reaches(union, point.place.lines)
    itself, receipt = census(union), _receipt(point)
    counted = audience.expected(itself, audience.place(union.id, line))
    kept = receipt if audience.counts(union, line) else NOTHING
    return minus(itself if reached else NOTHING, counted), minus(receipt if reached else NOTHING, kept)


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
