"""People: yourself, those who serve in your branch, and those you enter."""

from typing import Annotated

import uuid_utils
from fastapi import APIRouter, Depends, Path, status
from pydantic import BaseModel, Field, StrictBool

from api.actors import Actor, Asked, Graph
from api.clock import Now
from api.models import Id, Strict
from api.paging import Page, Paged, encode
from api.problems import documented
from api.unions import UnionId
from graph import people, staff
from orgnet.people import Person
from orgnet.permissions import Role

router = APIRouter(tags=["people"])


async def resolved(
    graph: Graph,
    actor: Actor,
    person: Annotated[str, Path(description="a person's id or user name", max_length=64)],
) -> str:
    """The id of the person a path names."""
    return await graph.read(lambda tx: people.named(tx, person))


PersonId = Annotated[str, Depends(resolved)]
Name = Annotated[str, Field(max_length=200, examples=["张三"])]
Mobile = Annotated[str, Field(max_length=40, examples=["13800000000"])]
Mail = Annotated[str, Field(max_length=200, examples=["zhang.san@example.cn"])]
Wecom = Annotated[str, Field(max_length=100, examples=["ZhangSan"])]


class SeatOut(BaseModel):
    """A seat that somebody holds."""

    union: str
    name: str = Field(examples=["西湖区总工会"])
    role: Role


class PersonOut(BaseModel):
    """Somebody, with the ways to reach him, for seats at or above his own."""

    id: str
    username: str = Field(examples=["zhang.san"])
    name: str = Field(examples=["张三"])
    active: bool
    mobile: str | None = Field(examples=["13800000000"])
    mail: str | None
    wecom: str | None


class PersonSeen(PersonOut):
    """Somebody with the seats he holds."""

    seats: list[SeatOut]


class UnionRef(BaseModel):
    """A union by id and name."""

    id: str
    name: str = Field(examples=["西湖区总工会"])


class StaffOut(PersonOut):
    """Somebody at a union where he serves."""

    at: UnionRef
    roles: list[Role]


class NewPerson(Strict):
    """Somebody to be entered by an admin of a union."""

    at: Id = Field(description="the union whose admin enters the person")
    username: str = Field(max_length=200, examples=["zhang.san"])
    name: Name
    mobile: Mobile | None = None
    mail: Mail | None = None
    wecom: Wecom | None = None


class PersonEdit(Strict):
    """What is to change; what is left out stays, null removes."""

    name: Name | None = None
    mobile: Mobile | None = None
    mail: Mail | None = None
    wecom: Wecom | None = None


class PersonChanged(BaseModel):
    """What a change of a person answers."""

    person: str
    seq: int


class Activity(Strict):
    """Whether a person may sign in."""

    active: StrictBool


@router.get("/me", responses=documented())
async def read_me(graph: Graph, actor: Actor) -> PersonSeen:
    """Who you are, and your seats."""
    return PersonSeen(**await graph.read(lambda tx: people.me(tx, actor)))


@router.patch("/me", responses=documented(409))
async def edit_me(graph: Graph, ask: Asked, now: Now, body: PersonEdit) -> PersonChanged:
    """Change your name and how you are reached."""
    return PersonChanged(**await people.edit(graph, ask, ask.actor, body.model_dump(exclude_unset=True), now))


@router.post("/people", status_code=status.HTTP_201_CREATED, responses=documented(403, 404, 409))
async def create(graph: Graph, ask: Asked, now: Now, body: NewPerson) -> PersonChanged:
    """Enter a person, who can be given seats then, and a one-time code to set a password with."""
    person = Person(id=str(uuid_utils.uuid7()), **body.model_dump(exclude={"at"}))
    return PersonChanged(**await people.create(graph, ask, person, None, body.at, now))


@router.get("/people/{person}", responses=documented(404))
async def read_person(graph: Graph, actor: Actor, person: PersonId) -> PersonSeen:
    """Somebody who serves in your branch."""
    return PersonSeen(**await graph.read(lambda tx: people.seen(tx, actor, person)))


@router.patch("/people/{person}", responses=documented(403, 404, 409))
async def edit_person(graph: Graph, ask: Asked, now: Now, person: PersonId, body: PersonEdit) -> PersonChanged:
    """Change the name of somebody you look after, and how he is reached."""
    return PersonChanged(**await people.edit(graph, ask, person, body.model_dump(exclude_unset=True), now))


@router.put("/people/{person}/active", responses=documented(403, 404, 409))
async def set_active(graph: Graph, ask: Asked, now: Now, person: PersonId, body: Activity) -> PersonChanged:
    """Deactivate somebody, whose seats sleep then, or wake him again."""
    done = await people.set_active(graph, ask, person, body.active, now)
    return PersonChanged(person=done["person"], seq=done["seq"])


@router.get("/unions/{union}/people", responses=documented(403, 404))
async def read_staff(graph: Graph, actor: Actor, union: UnionId, paging: Paged) -> Page[StaffOut]:
    """Who serves in a branch: the union itself first, then its subordinates in the order of their codes."""
    after = paging.after(f"people {union}", list[str]())
    found, following = await graph.read(lambda tx: staff.staff(tx, actor, union, after, paging.limit))
    link = encode(f"people {union}", following) if following else None
    return paging.page([StaffOut(**person) for person in found], link)
