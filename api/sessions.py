"""Signing in and out, and tokens for programs."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response, status
from pydantic import BaseModel, Field

from api.actors import COOKIE, Actor, Graph, secret_of
from api.clock import Now
from api.models import Strict
from api.problems import documented
from graph import people, sessions

router = APIRouter(tags=["sessions"])


class SignIn(Strict):
    """Who signs in."""

    username: str = Field(max_length=200, examples=["admin"])
    password: str = Field(max_length=200)


class SignedIn(BaseModel):
    """The session's secret, which is also set as a cookie; programs send it as a bearer token."""

    person: str
    token: str


class NewToken(Strict):
    """A token to be made."""

    name: str = Field(max_length=200, examples=["年报汇总程序"])


class TokenOut(BaseModel):
    """A token, without its secret."""

    id: str
    name: str
    created: datetime
    used: datetime


class TokenMade(BaseModel):
    """A new token; the secret is shown this once."""

    id: str
    token: str


@router.post("/sessions", status_code=status.HTTP_201_CREATED, responses=documented(403))
async def sign_in(graph: Graph, now: Now, request: Request, response: Response, body: SignIn) -> SignedIn:
    """Sign in with user name and password."""
    person = await people.sign_in(graph, body.username, body.password, now)
    secret = await sessions.open(graph, person, now)
    response.set_cookie(COOKIE, secret, httponly=True, samesite="lax", secure=request.url.scheme == "https", path="/")
    return SignedIn(person=person, token=secret)


@router.delete("/sessions/current", status_code=status.HTTP_204_NO_CONTENT, responses=documented())
async def sign_out(graph: Graph, actor: Actor, request: Request, response: Response) -> None:
    """Sign out."""
    await sessions.close(graph, secret_of(request) or "")
    response.delete_cookie(COOKIE, path="/")


@router.get("/tokens", responses=documented())
async def read_tokens(graph: Graph, actor: Actor) -> list[TokenOut]:
    """Your tokens."""
    return [TokenOut(**token) for token in await sessions.tokens(graph, actor)]


@router.post("/tokens", status_code=status.HTTP_201_CREATED, responses=documented())
async def create_token(graph: Graph, actor: Actor, now: Now, body: NewToken) -> TokenMade:
    """Make a token for a program of yours."""
    id, secret = await sessions.create_token(graph, actor, body.name, now)
    return TokenMade(id=id, token=secret)


@router.delete("/tokens/{token}", status_code=status.HTTP_204_NO_CONTENT, responses=documented(404))
async def revoke_token(graph: Graph, actor: Actor, now: Now, token: Annotated[str, Path(max_length=64)]) -> None:
    """Take a token back."""
    await sessions.revoke(graph, actor, token, now)
