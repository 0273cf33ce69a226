"""Audiences as they are said over HTTP: selectors and exclusions."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, Field

from api.models import NUMBER, Id, Strict
from orgnet.audiences import MOST_BRANCHES, MOST_OTHERS, Audience, Follows, Reach, Selector
from orgnet.cells import Facets
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.sectors import Sector
from orgnet.tallies import Line

MOST, MOST_GROUPS = MOST_BRANCHES + MOST_OTHERS, 20


class SelectorIn(Strict):
    """Unions that a root, a reach along a line, and facets choose; facets that are left empty choose all."""

    root: Id | None = Field(None, description="where it begins; the issuer itself if not named")
    reach: Reach = Field(Reach.BRANCH, description="the root alone, its direct subordinates, or its branch with itself")
    line: Follows = Field(Follows.PRIMARY, description="the line it follows; both only for subordinates")
    levels: frozenset[Level] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    sectors: frozenset[Sector] = frozenset()
    sizes: frozenset[Annotated[int, Field(ge=0, le=4), NUMBER]] = Field(
        default=frozenset(),
        description="size classes: 0 under 25 members, 1 25-99, 2 100-199, 3 200-999, 4 1,000 and more",
    )

    def selector(self, issuer: str) -> Selector:
        """As the domain has it."""
        facets = Facets(self.levels, self.kinds, self.sectors, self.sizes)
        return Selector(self.root or issuer, self.reach, self.line, facets)


class AudienceIn(Strict):
    """Whom a directive is to reach: rules that stay alive while the network moves. A union that several selectors
    choose is reached once, one that an exclusion chooses is not reached."""

    selectors: list[SelectorIn] = Field(
        default_factory=lambda: [SelectorIn.model_validate({})], min_length=1, max_length=MOST
    )
    exclusions: list[SelectorIn] = Field(default_factory=list[SelectorIn], max_length=MOST)
    groups: list[Id] = Field(
        default_factory=list[str], max_length=MOST_GROUPS, description="whose rules as they are now come beside these"
    )

    def audience(self, issuer: str) -> Audience:
        """As the domain has it: of the groups and nothing else, where nothing else is named."""
        own = [] if self.groups and "selectors" not in self.model_fields_set else self.selectors
        selectors, exclusions = (tuple(each.selector(issuer) for each in rules) for rules in (own, self.exclusions))
        return Audience(issuer, selectors, exclusions)


class SelectorOut(BaseModel):
    """A selector or an exclusion."""

    root: str
    reach: Reach
    line: Follows
    levels: list[Level]
    kinds: list[Kind]
    sectors: list[Sector]
    sizes: list[int]

    @classmethod
    def of(cls, selector: Selector) -> "SelectorOut":
        """From the domain."""
        facets = selector.facets
        return cls(
            root=selector.root,
            reach=selector.reach,
            line=selector.follows,
            levels=sorted(facets.levels),
            kinds=sorted(facets.kinds),
            sectors=sorted(facets.sectors),
            sizes=sorted(facets.sizes),
        )


class AudienceOut(BaseModel):
    """Whom a directive reaches, the line that its branches follow, and the names of the groups it was drawn from."""

    groups: list[str]
    line: Line
    selectors: list[SelectorOut]
    exclusions: list[SelectorOut]

    @classmethod
    def of(cls, audience: Audience, groups: Sequence[str]) -> "AudienceOut":
        """From the domain."""
        selectors, exclusions = (
            [SelectorOut.of(each) for each in rules] for rules in (audience.selectors, audience.exclusions)
        )
        return cls(groups=list(groups), line=audience.line, selectors=selectors, exclusions=exclusions)
