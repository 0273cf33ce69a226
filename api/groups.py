"""Groups: audiences that a union keeps under a name."""

from typing import Annotated

import uuid_utils
from fastapi import APIRouter, Path, Response, status
from pydantic import BaseModel, Field

from api.actors import Actor, Asked, Expected, Graph
from api.audiences import MOST, SelectorIn, SelectorOut
from api.clock import Now
from api.models import Strict
from api.paging import Page, Paged
from api.problems import documented
from api.unions import UnionId
from graph import groups
from orgnet.groups import NAME_LENGTH, Group

router = APIRouter(tags=["directives"])

GroupId = Annotated[str, Path(max_length=64)]


class GroupIn(Strict):
    """Rules under a name; one without a root begins at whoever addresses the group."""

    name: str = Field(examples=["各市总工会、省级产业工会"], description=f"at most {NAME_LENGTH} characters")
    selectors: list[SelectorIn] = Field(min_length=1, max_length=MOST)
    exclusions: list[SelectorIn] = Field(default_factory=list[SelectorIn], max_length=MOST)

    def group(self, id: str, union: str) -> Group:
        """As the domain has it."""
        selectors, exclusions = (
            tuple(each.selector("") for each in rules) for rules in (self.selectors, self.exclusions)
        )
        return Group(id, union, self.name, selectors, exclusions)


class GroupChanged(BaseModel):
    """What keeping, changing and dropping a group answer."""

    group: str
    seq: int


class GroupOut(BaseModel):
    """A group as it is kept."""

    id: str
    union: str
    name: str
    selectors: list[SelectorOut] = Field(description="a root that is empty is whoever addresses the group")
    exclusions: list[SelectorOut]
    changed: int = Field(description="its ETag")

    @classmethod
    def of(cls, group: Group) -> "GroupOut":
        """From the domain."""
        selectors, exclusions = (
            [SelectorOut.of(each) for each in rules] for rules in (group.selectors, group.exclusions)
        )
        return cls(
            id=group.id,
            union=group.union,
            name=group.name,
            selectors=selectors,
            exclusions=exclusions,
            changed=group.changed,
        )


class ReachedOut(BaseModel):
    """Whom a group reaches now."""

    unions: int
    members: int


PROBLEMS = documented(403, 404, 409)


@router.post("/unions/{union}/groups", status_code=status.HTTP_201_CREATED, responses=PROBLEMS)
async def keep(graph: Graph, ask: Asked, now: Now, union: UnionId, body: GroupIn) -> GroupChanged:
    """Keep a group, which whoever drafts for the union or for one below it may address."""
    return GroupChanged(**await groups.keep(graph, ask, body.group(str(uuid_utils.uuid7()), union), now))


@router.get("/unions/{union}/groups", responses=documented(404))
async def read_kept(graph: Graph, actor: Actor, union: UnionId, paging: Paged) -> Page[GroupOut]:
    """The groups of a union, by name."""
    name = f"groups {union}"
    after = paging.after(name, "")
    found = await graph.read(lambda tx: groups.kept(tx, actor, union))
    rest = [group for group in found if group.name > after]
    return paging.cut(name, rest, lambda group: group.name, GroupOut.of)


@router.get("/groups/{group}", responses=documented(404))
async def read(graph: Graph, actor: Actor, group: GroupId, response: Response) -> GroupOut:
    """A group; its ETag goes into If-Match when it is changed."""
    found = await graph.read(lambda tx: groups.read(tx, actor, group))
    response.headers["ETag"] = f'"{found.changed}"'
    return GroupOut.of(found)


@router.get("/groups/{group}/preview", responses=documented(404))
async def preview(graph: Graph, actor: Actor, now: Now, group: GroupId) -> ReachedOut:
    """How many unions and members a group reaches now where the union that keeps it addresses it."""
    standing = await graph.read(lambda tx: groups.reached(tx, actor, group, now))
    return ReachedOut(unions=standing.unions, members=standing.members)


@router.put("/groups/{group}", responses=documented(403, 404, 409, 412))
async def edit(graph: Graph, ask: Asked, now: Now, expected: Expected, group: GroupId, body: GroupIn) -> GroupChanged:
    """Change a group; documents that were addressed to it stay as they are."""
    return GroupChanged(**await groups.edit(graph, ask, body.group(group, ""), now, expected))


@router.delete("/groups/{group}", responses=documented(403, 404, 409, 412))
async def drop(graph: Graph, ask: Asked, now: Now, expected: Expected, group: GroupId) -> GroupChanged:
    """Keep a group no longer; documents that were addressed to it stay as they are."""
    return GroupChanged(**await groups.drop(graph, ask, group, now, expected))
