"""Standings: where a branch stands with a cascade, from its tallies alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from orgnet.audiences import Audience, passing_on
from orgnet.cells import KIND_OF, LEVEL_OF, Counts, by_level_and_kind, census, total
from orgnet.directives import Directive, Way
from orgnet.duties import Duty, Thing
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.positions import Position
from orgnet.receipts import DUE, Milestone, Receipt, Ruling, by_facet
from orgnet.relays import Delivery, counted
from orgnet.tallies import minus, plus


@dataclass(frozen=True, slots=True)
class Standing:
    """What is expected of a branch, as cells of the census, and what its receipts hold.

    `addressed` says whether its top is itself, and `delivered_to` whether it has also been delivered to.
    """

    expected: Counts
    held: Counts
    addressed: bool
    delivered_to: bool = False

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

    def lacking(self, duties: Sequence[Duty], wanted: int) -> int:
        """How many are expected and have still to meet some of the duties in a mask, of those that the first document
        asks."""
        if not wanted:
            return 0
        if len(duties) == 1:
            return self.missing(DUE[duties[0].thing])
        held = self._held()
        met = sum(n for name, n in held.items() if name.startswith("met.") and int(name[4:]) & wanted == wanted)
        return self.unions - met - held[Ruling.EXEMPT]

    def fulfilled(self, duties: Sequence[Duty], place: int) -> dict[str, int | None]:
        """How many have met one of the duties that the first document asks, and how many are missing; None where it is
        not asked of all."""
        if duties[place].thing is Thing.RELAY:
            return {"met": self.reached()[Milestone.RELAYED], "missing": None}
        missing = self.lacking(duties, 1 << place)
        return {"met": self.unions - missing - self._held()[Ruling.EXEMPT], "missing": missing}

    def answered(self, duties: Sequence[Duty]) -> int:
        """How many have told what the first document wants told: with its duty to answer, or else when it was done."""
        places = [place for place, duty in enumerate(duties) if duty.thing is Thing.ANSWER]
        return (self.fulfilled(duties, places[0])["met"] or 0) if places else self.reached()[Milestone.DONE]

    def delivered(self) -> int:
        """How many have been delivered to, of a document that goes level by level."""
        return self._held()["delivered"]

    @property
    def waiting(self) -> int:
        """How many below the top are expected and have not been delivered to, of a document that goes level by
        level."""
        return self.unions - self.addressed - (self.delivered() - self.delivered_to)

    def recorded(self) -> int:
        """Of how many it was recorded above what they did."""
        return self._held()["recorded"]

    def briefed(self) -> int:
        """How many have told their members."""
        return self._held()["briefed"]

    @property
    def tellers(self) -> int:
        """How many are expected that have members of their own to tell."""
        return sum(n for (level, _), n in by_level_and_kind(self.expected).items() if level is Level.GRASSROOTS)

    def days(self) -> Mapping[date, int]:
        """How many of those that have been delivered to still owe something, by the first day on which it is due, of a
        document that goes level by level."""
        owed = Counter[date]()
        for key, n in self.held.items():
            _, name, *rest = key.split(".")
            if name == "due":
                owed[date.fromisoformat(rest[0])] += n
        return owed

    def extended(self, until: date, wanted: int) -> int:
        """To how many that still lack some of the duties in a mask a later day was granted, this one or a later one."""
        parts = ((key.split("."), n) for key, n in self.held.items())
        granted = (
            (date.fromisoformat(rest[0]), int(rest[1]) if rest[1:] else 0, n)
            for (_, name, *rest), n in parts
            if name == "extended"
        )
        return sum(n for day, met, n in granted if day >= until and met & wanted != wanted)

    def sums(self) -> Mapping[int, int]:
        """The sums of what was told by those that are done, by the places of the blanks."""
        return {int(name[4:]): n for name, n in self._held().items() if name.startswith("sum.")}

    def facets(self) -> dict[tuple[Level, Kind], tuple[int, dict[Milestone, int]]]:
        """By level and kind, from the top down: how many are expected, and how many hold each milestone."""
        expected = by_level_and_kind(self.expected)
        held = {
            (LEVEL_OF[facet[0]], KIND_OF[facet[1]]): {milestone: names.get(milestone, 0) for milestone in Milestone}
            for facet, names in by_facet(self.held).items()
        }
        none = dict.fromkeys(Milestone, 0)
        order = sorted(expected.keys() | held.keys(), key=lambda facet: (facet[0].depth, facet[1].letter))
        return {where: (expected.get(where, 0), held.get(where, none)) for where in order}


@dataclass(frozen=True, slots=True)
class Top:
    """A union, how it stands itself, and what the rows say of the branch below it on the audience's line: its census,
    and what is held."""

    place: Position
    receipt: Receipt | None
    delivered: Delivery | None
    below: Counts
    held: Counts

    def line(self, audience: Audience) -> tuple[str, ...]:
        """The superiors on the audience's line."""
        return self.place.lines.on(audience.line)


def standing(
    directive: Directive,
    top: Top | None,
    stops: Sequence[Top] = (),
    strays: Sequence[Top] = (),
    points: Sequence[Top] = (),
) -> Standing:
    """The standing of a branch, or where no top is given of the whole audience.

    Of all below the top there are the stops, where rules begin or end and counts stop; the strays, where counts
    stop too; and the points, which rules name one by one.
    """
    audience = directive.audience
    addressed = top is not None and audience.reaches(top.place.union, top.place.lines)
    expected = [*(_begun(audience, stop) for stop in stops), *(_named(audience, point) for point in points)]
    held = [*(_kept(directive, each) for each in (*stops, *strays)), *(_held(directive, point) for point in points)]
    if top:
        place = audience.place(top.place.union.id, top.line(audience))
        expected += [audience.expected(top.below, place), census(top.place.union) if addressed else NOTHING]
        held += [audience.held(top.held, place), _itself(directive, top, addressed=addressed)]
    return Standing(
        plus(*expected), plus(*held), addressed, addressed and top is not None and top.delivered is not None
    )


NOTHING: Counts = {}


def _itself(directive: Directive, top: Top, *, addressed: bool) -> Counts:
    """What a union itself counts for where it is addressed, or only passes the document on."""
    counts = counted(directive, top.place.union, top.receipt, top.delivered)
    return counts if addressed else {key: n for key, n in counts.items() if passing_on(key)}


def _begun(audience: Audience, stop: Top) -> Counts:
    """What is expected of a stop's branch by the rules there, less what the rules above it alone would expect."""
    union, line = stop.place.union, stop.line(audience)
    branch = plus(census(union), stop.below)
    here, above = audience.place(union.id, line), audience.above(union.id, line)
    return minus(audience.expected(branch, here), audience.expected(branch, above))


def _kept(directive: Directive, stop: Top) -> Counts:
    """What is held in the branch of a stop by those that are addressed there."""
    audience, line = directive.audience, stop.line(directive.audience)
    here = _itself(directive, stop, addressed=audience.counts(stop.place.union, line))
    return plus(here, audience.held(stop.held, audience.place(stop.place.union.id, line)))


def _named(audience: Audience, point: Top) -> Counts:
    """Whether one union is expected, less whether it would be without the rules that name it."""
    union, itself = point.place.union, census(point.place.union)
    reached = audience.reaches(union, point.place.lines)
    return minus(
        itself if reached else NOTHING, audience.expected(itself, audience.place(union.id, point.line(audience)))
    )


def _held(directive: Directive, point: Top) -> Counts:
    """What one union that rules name holds, less what is counted of it in tallies."""
    audience, union = directive.audience, point.place.union
    reached = audience.reaches(union, point.place.lines)
    tallied = _itself(directive, point, addressed=audience.counts(union, point.line(audience)))
    return minus(_itself(directive, point, addressed=reached), tallied if audience.lines else NOTHING)


def overdue(directive: Directive, standing: Standing, today: date) -> int:
    """How many have not done what was due before today, or before the day on which the cascade was closed.

    Where a document goes level by level, each union owes it by the day that its own superior has set, and whom it
    has not reached owes nothing yet.
    """
    last = directive.moment.day if directive.moment else today
    if directive.way is Way.LEVEL_BY_LEVEL:
        return sum(n for day, n in standing.days().items() if day < last)
    duties = directive.text.duties
    past = sum(1 << place for place, duty in enumerate(duties) if duty.day and duty.day < last)
    return standing.lacking(duties, past) - standing.extended(last, past)
