"""Search: unions by name, code or credit code."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.actors import Actor, Graph
from api.models import UnionName
from api.problems import documented
from graph import search
from graph.candidates import LIVING, Choice
from graph.naming import union_named
from graph.search import Hit
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.unions import Status
from orgnet.wording import NAME_LENGTH

router = APIRouter(prefix="/unions", tags=["unions"])

ASKED = """
Any part of a name, a code or a credit code. Words apart are all looked for (西湖 总工会), and the beginning
may name superiors: 杭州西湖 finds 西湖区总工会 under 杭州市总工会. Width, case and punctuation do not matter.
"""

Asked = Annotated[str, Query(min_length=1, max_length=NAME_LENGTH, description=ASKED, examples=["杭州西湖"])]


class HitOut(UnionName):
    """A union that was found."""

    division: str | None = Field(examples=["330106"])
    line: list[UnionName] = Field(description="its superiors, the root first; none of a dissolved union")

    @classmethod
    def found(cls, hit: Hit) -> "HitOut":
        """From the domain."""
        name = UnionName.of(hit.union)
        line = [UnionName.of(superior) for superior in hit.line]
        return cls(**name.model_dump(), division=hit.union.division, line=line)


class Hits(BaseModel):
    """What was found, the best first: what was named by its code, then by its very name, then the upper levels."""

    items: list[HitOut]
    more: bool = Field(description="whether there may be more; ask more closely, or within a branch")


@router.get("", responses=documented(404))
async def search_unions(
    graph: Graph,
    actor: Actor,
    q: Asked,
    within: Annotated[str | None, Query(max_length=64, description="a union: only it and its branch")] = None,
    level: Annotated[list[Level] | None, Query(description="only these levels")] = None,
    kind: Annotated[list[Kind] | None, Query(description="only these organisation forms")] = None,
    status: Annotated[
        list[Status] | None, Query(description="only these; unless asked for, all but dissolved ones")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="hits at most")] = 20,
) -> Hits:
    """Unions by name, code or credit code, each with its line up. Everybody sees them all."""

    top = await graph.read(lambda tx: union_named(tx, within)) if within else None
    choice = Choice(top, level or tuple(Level), kind or tuple(Kind), status or LIVING, limit)
    found = await graph.read(lambda tx: search.search(tx, q, choice))
    return Hits(items=[HitOut.found(hit) for hit in found.hits], more=found.more)
