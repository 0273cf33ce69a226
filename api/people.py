"""People: yourself, and those you enter."""

from typing import Annotated

import uuid_utils
from fastapi import APIRouter, Path, status
from pydantic import BaseModel, Field

from api.actors import Actor, Asked, Graph
from api.clock import Now
from api.models import Id, Strict
from api.problems import documented
from graph import people
from orgnet.people import Person
from orgnet.permissions import Role

router = APIRouter(tags=["people"])

PersonId = Annotated[str, Path(max_length=64)]


class SeatOut(BaseModel):
    """A seat you hold."""

    union: str
    name: str
    role: Role


class Me(BaseModel):
    """Who you are, and your seats."""

    id: str
    username: str
    name: str
    mobile: str | None
    mail: str | None
    wecom: str | None
    seats: list[SeatOut]


class NewPerson(Strict):
    """Somebody to be entered by an admin of a union."""

    at: Id = Field(description="the union whose admin enters the person")
    username: str = Field(max_length=200, examples=["zhang.san"])
    name: str = Field(max_length=200, examples=["张三"])
    password: str = Field(max_length=200)
    mobile: str | None = Field(None, max_length=40)
    mail: str | None = Field(None, max_length=200)
    wecom: str | None = Field(None, max_length=100)


class PersonChanged(BaseModel):
    """What a change of a person answers."""

    person: str
    seq: int


class Passwords(Strict):
    """The old password and the new one."""

    old: str = Field(max_length=200)
    new: str = Field(max_length=200)


class NewPassword(BaseModel):
    """A password set for somebody, shown this once."""

    password: str


class Activity(Strict):
    """Whether a person may sign in."""

    active: bool


@router.get("/me", responses=documented())
async def read_me(graph: Graph, actor: Actor) -> Me:
    """Who you are."""
    return Me(**await graph.read(lambda tx: people.me(tx, actor)))


@router.post("/me/password", status_code=status.HTTP_204_NO_CONTENT, responses=documented(403))
async def change_password(graph: Graph, actor: Actor, now: Now, body: Passwords) -> None:
    """Change your password; you are signed out everywhere."""
    await people.change_password(graph, actor, body.old, body.new, now)


@router.post("/people", status_code=status.HTTP_201_CREATED, responses=documented(403, 404, 409))
async def create(graph: Graph, ask: Asked, now: Now, body: NewPerson) -> PersonChanged:
    """Enter a person, who can be given seats then."""
    person = Person(id=str(uuid_utils.uuid7()), **body.model_dump(exclude={"at", "password"}))
    return PersonChanged(**await people.create(graph, ask, person, body.password, body.at, now))


@router.post("/people/{person}/password", responses=documented(403, 404))
async def reset_password(graph: Graph, ask: Asked, now: Now, person: PersonId) -> NewPassword:
    """Set a new random password for somebody who serves in your branch."""
    return NewPassword(password=await people.reset_password(graph, ask, person, now))


@router.put("/people/{person}/active", responses=documented(403, 404, 409))
async def set_active(graph: Graph, ask: Asked, now: Now, person: PersonId, body: Activity) -> PersonChanged:
    """Deactivate somebody, or wake him again."""
    done = await people.set_active(graph, ask, person, body.active, now)
    return PersonChanged(person=done["person"], seq=done["seq"])
