"""Who asks: a person signed in by cookie or bearer token, and the id of the request."""

import hashlib
import re
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Header, Request, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from api.clock import Now
from api.problems import Unknown
from graph import sessions
from graph.db import Database
from orgnet.errors import Denied, Invalid
from orgnet.facts import Ask

COOKIE = "orgnet_session"
SAFE = {"GET", "HEAD", "OPTIONS"}


async def database(request: Request) -> Database:
    """The database of the application."""
    return request.app.state.database


Graph = Annotated[Database, Depends(database)]


Bearer = HTTPBearer(auto_error=False, description="the secret of a session or of a program's token")
SessionCookie = APIKeyCookie(name=COOKIE, auto_error=False, description="set by POST /api/v1/sessions")


async def secret(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(Bearer)],
    cookie: Annotated[str | None, Security(SessionCookie)],
) -> str | None:
    """The bearer token, or else the cookie, which counts for writing only on our own pages."""
    if bearer and bearer.credentials:
        return bearer.credentials.strip()
    if cookie:
        await from_here(request)
    return cookie


async def from_here(request: Request) -> None:
    """Raises Denied where a page of another site would write."""
    if request.method not in SAFE and not _same_origin(request):
        raise Denied("a request from another site may not write in your name")


def _same_origin(request: Request) -> bool:
    origin = request.headers.get("origin")
    if origin:
        return urlsplit(origin).netloc == request.headers.get("host")
    return request.headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}


Secret = Annotated[str | None, Depends(secret)]


async def actor(graph: Graph, now: Now, secret: Secret) -> str:
    """The id of the person who asks."""
    person = await sessions.actor_of(graph, secret, now) if secret else None
    if person is None:
        raise Unknown("sign in first: POST /api/v1/sessions, or send a bearer token")
    return person


Actor = Annotated[str, Depends(actor)]


async def request_id(
    idempotency_key: Annotated[
        str | None, Header(description="a request id of your own; the same one never acts twice", max_length=100)
    ] = None,
) -> str | None:
    """The id of the request, if the asker gives it one."""
    if idempotency_key is not None and not re.fullmatch(r"[!-~]{1,100}", idempotency_key):
        raise Invalid("a request id has 1 to 100 printable ASCII characters", field="Idempotency-Key")
    return idempotency_key


RequestId = Annotated[str | None, Depends(request_id)]


async def ask(request: Request, actor: Actor, request_id: RequestId) -> Ask:
    """Who asks for a write, and under which request id."""
    return Ask(actor, request_id, digest_of(request, await request.body()))


def digest_of(request: Request, body: bytes) -> str:
    """What tells a request from another one under the same id."""
    return hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + body).hexdigest()


Asked = Annotated[Ask, Depends(ask)]


async def expected(if_match: Annotated[str | None, Header(description="the ETag you read")] = None) -> int | None:
    """The version the asker read, if he says so."""
    if if_match is None or if_match == "*":
        return None
    found = re.fullmatch(r'(?:W/)?"(\d{1,18})"', if_match)
    if not found:
        raise Invalid("If-Match takes the ETag of what you change as you read it", field="If-Match")
    return int(found[1])


Expected = Annotated[int | None, Depends(expected)]
