"""Audiences: whom a document reaches, said as a rule that stays alive while the network moves."""

from dataclasses import dataclass, field
from enum import StrEnum

from orgnet.cells import Facets, cell
from orgnet.tallies import Line
from orgnet.unions import Status, Union


class Reach(StrEnum):
    """How far below its root an audience goes."""

    SUBORDINATES = "subordinates"
    BRANCH = "branch"


@dataclass(frozen=True, slots=True)
class Audience:
    """The unions of `root`'s branch, or its direct subordinates, that the facets choose.

    The issuer never addresses itself; a root that is not the issuer is addressed too.
    """

    issuer: str
    root: str
    reach: Reach = Reach.BRANCH
    line: Line = Line.PRIMARY
    facets: Facets = field(default_factory=Facets)
    whole: bool = False
    """Whether the root is the network's own."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines on which an audience's receipts are counted.

        In the whole network's branch both lines meet. For any other, the second line may lead out of
        the audience, where no count would be exact; and who is subordinate, the line itself says.
        """
        return tuple(Line) if self.whole and self.reach is Reach.BRANCH else (self.line,)

    def chooses(self, union: Union) -> bool:
        """Whether the facets choose a union, wherever it stands."""
        if union.status is Status.DISSOLVED or union.id == self.issuer:
            return False
        return self.facets.match(cell(union))

    def counts(self, union: Union, superior: str | None) -> bool:
        """Whether what a union does is counted; `superior` is the next one up the audience's line.

        That the root stands above the union is not asked here: a branch that has left the audience
        keeps its counts to itself, and takes them along when it comes back.
        """
        if not self.chooses(union):
            return False
        return self.reach is Reach.BRANCH or superior == self.root

    def reaches(self, union: Union, line: tuple[str, ...]) -> bool:
        """Whether a union, with its superiors on the audience's line, is addressed now."""
        inside = union.id == self.root or self.root in line
        return inside and self.counts(union, line[0] if line else None)
