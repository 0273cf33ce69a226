"""Previews: a dry run of a draft."""

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.actors import Actor, Graph
from api.clock import Now
from api.directives import DirectiveId
from api.models import UnionName
from api.problems import documented
from api.relays import LagOut
from graph import previews
from graph.inbox import Entry
from graph.previews import Preview, Relaying
from orgnet.cells import by_level_and_kind as by_facet
from orgnet.cells import total
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.standings import Standing
from orgnet.unions import Hands

router = APIRouter(tags=["directives"])


class ReachOut(BaseModel):
    """How many of one level and kind it would reach."""

    level: Level
    kind: Kind
    unions: int
    members: int


class ClashOut(BaseModel):
    """What is due at about the same time."""

    directive: str
    title: str
    due: date | None

    @classmethod
    def of(cls, entry: Entry) -> "ClashOut":
        """From the domain."""
        return cls(directive=entry.directive.id, title=entry.directive.text.title, due=entry.due)


class RelayingOut(BaseModel):
    """One of those who would have to pass it on first."""

    union: UnionName
    hands: Hands = Field(description="whether anybody is there to pass it on")
    behind: int = Field(description="how many it would reach below")
    open: int = Field(description="directives that it has still to do something about")
    clashes: list[ClashOut]

    @classmethod
    def of(cls, relay: Relaying) -> "RelayingOut":
        """From the domain."""
        return cls(
            union=UnionName.of(relay.place.union),
            hands=relay.place.union.hands,
            behind=relay.behind,
            open=relay.open,
            clashes=[ClashOut.of(entry) for entry in relay.clashing],
        )


class ForecastOut(BaseModel):
    """How long the issuer's last cascades took to a level."""

    level: Level
    arrival: LagOut


class PreviewOut(BaseModel):
    """What would become of a draft: whom it reaches, how many of them have nobody, who would pass it on first, and
    how long it may take."""

    unions: int
    members: int
    hands: dict[Hands, int]
    facets: list[ReachOut]
    relays: list[RelayingOut]
    forecast: list[ForecastOut]

    @classmethod
    def of(cls, found: Preview) -> "PreviewOut":
        """From the domain."""
        forecast = [(level, LagOut.of(took)) for level, took in found.forecast.items()]
        return cls(
            unions=found.standing.unions,
            members=found.standing.members,
            hands={hands: _with(found.standing, hands) for hands in Hands},
            facets=_facets(found.standing),
            relays=[RelayingOut.of(relay) for relay in found.relays],
            forecast=[ForecastOut(level=level, arrival=took) for level, took in forecast if took],
        )


def _with(standing: Standing, hands: Hands) -> int:
    return total({key: n for key, n in standing.expected.items() if key[5] == hands[0]})


def _facets(standing: Standing) -> list[ReachOut]:
    unions, members = by_facet(standing.expected), by_facet(standing.expected, "m")
    return [
        ReachOut(level=level, kind=kind, unions=n, members=members.get((level, kind), 0))
        for (level, kind), n in sorted(unions.items(), key=lambda facet: (facet[0][0].depth, facet[0][1].letter))
    ]


@router.get("/directives/{directive}/preview", responses=documented(404, 409))
async def read(graph: Graph, actor: Actor, now: Now, directive: DirectiveId) -> PreviewOut:
    """What would become of a draft if it were issued now."""
    today = graph.today(now)
    return PreviewOut.of(await graph.read(lambda tx: previews.preview(tx, actor, directive, now, today)))
