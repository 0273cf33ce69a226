"""Audiences: whom a document reaches, said as a list of rules that stay alive while the network moves.

A rule with the reach of a branch is counted by tallies: the *choice* of a union is the rules whose facets match
it, wherever it stands, and the *place* the rules whose roots stand at or above it. Whom the others name (a union,
or direct subordinates) is looked at one by one.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from orgnet.cells import EVERYTHING, Counts, Facets, cell
from orgnet.errors import Invalid
from orgnet.tallies import Line, Lines
from orgnet.unions import Status, Union

MOST_BRANCHES, MOST_OTHERS = 30, 1000
"""How many rules of an audience may have the reach of a branch, and how many may name unions or subordinates."""


PASSING_ON, CARRIED = ("relayed", "lag.relayed"), "-"
"""What is counted of every union on the way, and the choice under which it is."""


def passing_on(key: str) -> bool:
    """Whether what is counted under a key, `<facet>.<name>`, is that a union passed a document on."""
    return key.split(".", 1)[1].startswith(PASSING_ON)


class Reach(StrEnum):
    """How far below its root a rule goes: the root alone, its direct subordinates, or its branch with itself."""

    ITSELF = "itself"
    SUBORDINATES = "subordinates"
    BRANCH = "branch"


class Follows(StrEnum):
    """Which line of leadership a rule follows."""

    PRIMARY = "primary"
    SECOND = "second"
    BOTH = "both"

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines themselves."""
        return tuple(Line) if self is Follows.BOTH else (Line(self.value),)


@dataclass(frozen=True, slots=True)
class Selector:
    """The unions that a root, a reach along a line, and facets choose."""

    root: str
    reach: Reach = Reach.BRANCH
    follows: Follows = Follows.PRIMARY
    facets: Facets = field(default_factory=Facets)

    def names(self, union: Union, lines: Lines) -> bool:
        """Whether a selector that is no branch chooses a union with these superiors."""
        if self.reach is Reach.ITSELF:
            near = union.id == self.root
        else:
            near = any(lines.on(line)[:1] == (self.root,) for line in self.follows.lines)
        return near and self.facets.match(cell(union))


@dataclass(frozen=True, slots=True)
class Audience:
    """The unions that any of the selectors chooses and none of the exclusions, each once; never the issuer.

    `line` is the one that all its branches follow; `whole` says that they are the network's own.
    """

    issuer: str
    selectors: tuple[Selector, ...]
    exclusions: tuple[Selector, ...] = ()
    line: Line = Line.PRIMARY
    whole: bool = False

    @property
    def rules(self) -> tuple[Selector, ...]:
        """The selectors and then the exclusions; a set of them is a number with a bit for each."""
        return (*self.selectors, *self.exclusions)

    @property
    def roots(self) -> list[str]:
        """The roots of the selectors, each once."""
        return list(dict.fromkeys(selector.root for selector in self.selectors))

    @property
    def stops(self) -> frozenset[str]:
        """Where the rules for a branch begin or end: counts flow up to the nearest of them."""
        return frozenset(rule.root for rule in self.rules if rule.reach is Reach.BRANCH)

    @property
    def others(self) -> list[Selector]:
        """The rules that are no branches; that the issuer is not addressed is one of them."""
        return [rule for rule in self.rules if rule.reach is not Reach.BRANCH] + [Selector(self.issuer, Reach.ITSELF)]

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines on which receipts are counted.

        In the whole network's branch both lines meet. For any other, the second line may lead out of
        the audience, where no count would be exact.
        """
        if not self.stops:
            return ()
        return tuple(Line) if self.whole else (self.line,)

    def place(self, union: str, superiors: Collection[str]) -> int:
        """The rules for a branch that begin at a union or above it."""
        at = {union, *superiors}
        return self._set(rule.reach is Reach.BRANCH and rule.root in at for rule in self.rules)

    def above(self, union: str, superiors: Collection[str]) -> int:
        """The rules for a branch that begin above a union."""
        return self._set(rule.reach is Reach.BRANCH and rule.root in superiors for rule in self.rules)

    def choice(self, union: Union) -> int:
        """The rules for a branch whose facets match a union, wherever it stands."""
        if union.status is Status.DISSOLVED or union.id == self.issuer:
            return 0
        return self._matching(cell(union))

    def _matching(self, where: str) -> int:
        return self._set(rule.reach is Reach.BRANCH and rule.facets.match(where) for rule in self.rules)

    def _set(self, bits: Iterable[bool]) -> int:
        return sum(1 << n for n, bit in enumerate(bits) if bit)

    def chooses(self, rules: int) -> bool:
        """Whether what these rules choose together is addressed."""
        selected = rules & ((1 << len(self.selectors)) - 1)
        return bool(selected) and rules == selected

    def counts(self, union: Union, superiors: Collection[str]) -> bool:
        """Whether the rules for a branch alone address a union with these superiors on the audience's line."""
        return self.chooses(self.choice(union) & self.place(union.id, superiors))

    def reaches(self, union: Union, lines: Lines) -> bool:
        """Whether a union with these superiors is addressed now."""
        if union.status is Status.DISSOLVED or union.id == self.issuer:
            return False
        near = self._set(rule.reach is not Reach.BRANCH and rule.names(union, lines) for rule in self.rules)
        return self.chooses(near | self.choice(union) & self.place(union.id, lines.on(self.line)))

    def expected(self, census: Counts, place: int) -> dict[str, int]:
        """The part of a census that the rules of a place address; most have no facets and need not look at each cell."""
        here = [(1 << n, rule.facets) for n, rule in enumerate(self.rules) if place >> n & 1]
        if all(facets == EVERYTHING for _, facets in here):
            return EVERYTHING.reached(census) if self.chooses(place) else {}
        return {
            key: n
            for key, n in census.items()
            if self.chooses(sum(bit for bit, facets in here if facets.match(key[1:])))
        }

    def tallied(self, union: Union, counts: Counts) -> dict[str, int]:
        """What a union holds, as tallies keep it: `<facet>.<choice>.<name>`.

        That it passed a document on counts whether it is addressed itself or only carries it.
        """
        if union.status is Status.DISSOLVED or not counts:
            return {}
        tallied, choice = dict[str, int](), self.choice(union)
        for key, n in counts.items():
            facet, name = key.split(".", 1)
            if passing_on(key):
                tallied[f"{facet}.{CARRIED}.{name}"] = n
            elif choice:
                tallied[f"{facet}.{choice:x}.{name}"] = n
        return tallied

    def held(self, tallied: Counts, place: int) -> dict[str, int]:
        """The part of tallies that the rules of a place address, as receipts count it: `<facet>.<name>`."""
        held = Counter[str]()
        for key, n in tallied.items():
            facet, choice, name = key.split(".", 2)
            if choice == CARRIED or self.chooses(int(choice, 16) & place):
                held[f"{facet}.{name}"] += n
        return dict(held)


def addressed(
    issuer: str,
    root: str | None = None,
    reach: Reach = Reach.BRANCH,
    follows: Follows = Follows.PRIMARY,
    facets: Facets | None = None,
) -> Audience:
    """An audience of one selector; its root is the issuer where none is named."""
    return Audience(issuer, (Selector(root or issuer, reach, follows, facets or Facets()),))


def settled(audience: Audience, top: str) -> Audience:
    """The audience with its line and whether it is whole; `top` is the network's root.

    Raises Invalid where there are too few or too many rules, or its branches follow different lines: where two
    lines part, who stands on both could not be counted.
    """
    branches = [rule for rule in audience.rules if rule.reach is Reach.BRANCH]
    if not audience.selectors:
        raise Invalid("an audience has at least one selector", field="selectors")
    if len(branches) > MOST_BRANCHES or len(audience.rules) - len(branches) > MOST_OTHERS:
        raise Invalid(
            f"an audience has at most {MOST_BRANCHES} rules for branches and {MOST_OTHERS} others; use levels, kinds,"
            " sectors and sizes instead of naming unions",
            field="selectors",
        )
    lines = {rule.follows for rule in branches if rule.root != top}
    if len(lines) > 1 or Follows.BOTH in lines:
        raise Invalid("the branches of an audience follow one line; issue one directive for each line", field="line")
    whole = bool(branches) and all(rule.root == top for rule in branches)
    # At the network's own root the two lines meet, so that a branch on either is the same.
    line = next(iter(lines), Follows.PRIMARY if branches else audience.selectors[0].follows)
    return replace(audience, line=line.lines[0], whole=whole)
