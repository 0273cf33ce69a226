"""Tokens for programs."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, status
from pydantic import AwareDatetime, BaseModel, Field

from api.actors import Actor, Asked, Graph
from api.clock import Now
from api.models import Id, Strict
from api.problems import documented
from graph import tokens

router = APIRouter(prefix="/tokens", tags=["tokens"])


class NewToken(Strict):
    """A token to be made."""

    name: str = Field(max_length=200, examples=["年报汇总程序"])
    until: AwareDatetime | None = Field(None, description="when it ends by itself", examples=["2099-12-31T16:00:00Z"])
    calendar: Id | None = Field(None, description="a union: the token is then for an address of its calendar only")


class TokenOut(BaseModel):
    """A token, without its secret."""

    id: str
    name: str = Field(examples=["年报汇总程序"])
    calendar: str | None = Field(description="the union whose calendar it is for, if it is for one only")
    created: datetime
    used: datetime = Field(description="when it was last used, to the hour")
    until: datetime | None


class TokenMade(BaseModel):
    """A new token; the secret is shown this once, also in the address for calendar programs."""

    id: str
    token: str
    address: str | None = Field(examples=[None])


@router.get("", responses=documented())
async def read_tokens(graph: Graph, actor: Actor) -> list[TokenOut]:
    """Your tokens."""
    return [TokenOut(**token) for token in await tokens.of(graph, actor)]


@router.post("", status_code=status.HTTP_201_CREATED, responses=documented(403, 404, 409))
async def create_token(graph: Graph, ask: Asked, now: Now, request: Request, body: NewToken) -> TokenMade:
    """Make a token for a program of yours, which may do what you may.

    Where it is for a calendar, it does nothing but that: programs that cannot sign in read it at the address.
    """
    id, secret = await tokens.create(graph, ask, body.name, body.until, now, body.calendar)
    address = f"{request.base_url}api/v1/calendars/{secret}.ics" if body.calendar else None
    return TokenMade(id=id, token=secret, address=address)


@router.delete("/{token}", status_code=status.HTTP_204_NO_CONTENT, responses=documented(404, 409))
async def revoke_token(graph: Graph, ask: Asked, now: Now, token: Annotated[str, Path(max_length=64)]) -> None:
    """Take a token back."""
    await tokens.revoke(graph, ask, token, now)
