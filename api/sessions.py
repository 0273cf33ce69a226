"""Signing in and out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response, status
from pydantic import BaseModel, Field

from api.actors import COOKIE, Actor, Graph, Secret
from api.clock import Now
from api.models import Strict
from api.problems import documented
from graph import passwords, sessions
from orgnet.errors import Conflict

router = APIRouter(tags=["sessions"])

Username = Annotated[str, Field(max_length=200, examples=["zhang.san"])]
Password = Annotated[str, Field(max_length=200, examples=["a sentence of one's own"])]


async def address(request: Request) -> str | None:
    """Where a request comes from, as far as the server knows."""
    return request.client.host if request.client else None


Address = Annotated[str | None, Depends(address)]


class SignIn(Strict):
    """Who signs in."""

    username: Username
    password: Password


class SignedIn(BaseModel):
    """The session's secret, which is also set as a cookie; programs send it as a bearer token."""

    person: str = Field(examples=["0192f0c1-7c1e-7c0a-9a55-0f6a5f3f6c11"])
    token: str


@router.post("/sessions", status_code=status.HTTP_201_CREATED, responses=documented(403))
async def sign_in(
    graph: Graph, now: Now, address: Address, request: Request, response: Response, body: SignIn
) -> SignedIn:
    """Sign in with user name and password. A session lasts 12 hours from its last use."""
    person, secret = await passwords.sign_in(graph, body.username, body.password, address, now)
    response.set_cookie(COOKIE, secret, httponly=True, samesite="lax", secure=request.url.scheme == "https", path="/")
    return SignedIn(person=person, token=secret)


@router.delete("/sessions/current", status_code=status.HTTP_204_NO_CONTENT, responses=documented(409))
async def sign_out(graph: Graph, actor: Actor, secret: Secret, response: Response) -> None:
    """Sign out."""
    if not await sessions.close(graph, secret or ""):
        raise Conflict("this is the token of a program; take it back with DELETE /api/v1/tokens/{token}")
    response.delete_cookie(COOKIE, path="/")


@router.delete("/sessions", status_code=status.HTTP_204_NO_CONTENT, responses=documented())
async def sign_out_everywhere(graph: Graph, actor: Actor, response: Response) -> None:
    """Sign out everywhere; programs keep their tokens."""
    await sessions.close_all(graph, actor)
    response.delete_cookie(COOKIE, path="/")
