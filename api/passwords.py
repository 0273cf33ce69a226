"""Passwords: changed with the old one, or set anew with a one-time code from an admin."""

from datetime import datetime

from fastapi import APIRouter, status
from pydantic import BaseModel, Field

from api.actors import Asked, Graph, Secret
from api.clock import Now
from api.models import Strict
from api.people import PersonId
from api.problems import documented
from api.sessions import Address, Password, Username
from graph import passwords

router = APIRouter(tags=["passwords"])


class Passwords(Strict):
    """The old password and the new one."""

    old: Password
    new: Password


class CodeOut(BaseModel):
    """A one-time code, shown this once; hand it to the person by a way you trust."""

    code: str = Field(examples=["7KQ2-M9XA-04TB-ZZ3D"])
    until: datetime


class PasswordByCode(Strict):
    """A new password, set with a one-time code."""

    username: Username
    code: str = Field(max_length=100, examples=["7KQ2-M9XA-04TB-ZZ3D"])
    password: Password


@router.post("/me/password", status_code=status.HTTP_204_NO_CONTENT, responses=documented(403, 409))
async def change_password(
    graph: Graph, ask: Asked, now: Now, address: Address, secret: Secret, body: Passwords
) -> None:
    """Change your password; your other sessions end."""
    await passwords.change(graph, ask, body.old, body.new, address, secret, now)


@router.post("/people/{person}/password-code", status_code=status.HTTP_201_CREATED, responses=documented(403, 404, 409))
async def reset_password(graph: Graph, ask: Asked, now: Now, person: PersonId) -> CodeOut:
    """A one-time code with which somebody you look after sets a new password."""
    code = await passwords.reset(graph, ask, person, now)
    return CodeOut(code=code.code, until=code.until)


@router.post("/passwords", status_code=status.HTTP_204_NO_CONTENT, responses=documented(403, 409))
async def set_password(graph: Graph, now: Now, address: Address, body: PasswordByCode) -> None:
    """Set a new password with the one-time code an admin gave you; then sign in."""
    await passwords.renew(graph, body.username, body.code, body.password, address, now)
