"""Who asks: a person signed in by cookie or bearer token, and the id of the request."""

import hashlib
import re
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Header, Request

from api.clock import Now
from api.problems import Unknown
from graph import sessions
from graph.db import Database
from orgnet.errors import Denied, Invalid
from orgnet.facts import Ask

COOKIE = "orgnet_session"
SAFE = {"GET", "HEAD", "OPTIONS"}


def database(request: Request) -> Database:
    """The database of the application."""
    return request.app.state.database


Graph = Annotated[Database, Depends(database)]


def secret_of(request: Request) -> str | None:
    """The bearer token, or else the cookie, which counts for writing only on our own pages."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    cookie = request.cookies.get(COOKIE)
    if cookie and request.method not in SAFE and not _same_origin(request):
        raise Denied("a request from another site may not write in your name")
    return cookie


def _same_origin(request: Request) -> bool:
    origin = request.headers.get("origin")
    if origin:
        return urlsplit(origin).netloc == request.headers.get("host")
    return request.headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}


async def actor(request: Request, graph: Graph, now: Now) -> str:
    """The id of the person who asks."""
    secret = secret_of(request)
    person = await sessions.actor_of(graph, secret, now) if secret else None
    if person is None:
        raise Unknown("sign in first: POST /api/v1/sessions, or send a bearer token")
    return person


Actor = Annotated[str, Depends(actor)]


async def ask(
    request: Request,
    actor: Actor,
    idempotency_key: Annotated[
        str | None, Header(description="a request id of your own; the same one never acts twice", max_length=100)
    ] = None,
) -> Ask:
    """Who asks for a write, and under which request id."""
    if idempotency_key is not None and not re.fullmatch(r"[!-~]{1,100}", idempotency_key):
        raise Invalid("a request id has 1 to 100 printable ASCII characters", field="Idempotency-Key")
    digest = hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + await request.body()).hexdigest()
    return Ask(actor, idempotency_key, digest)


Asked = Annotated[Ask, Depends(ask)]


def expected(if_match: Annotated[str | None, Header(description="the ETag you read")] = None) -> int | None:
    """The version the asker read, if he says so."""
    if if_match is None or if_match == "*":
        return None
    found = re.fullmatch(r'(?:W/)?"(\d{1,18})"', if_match)
    if not found:
        raise Invalid("If-Match takes the ETag of the union as you read it", field="If-Match")
    return int(found[1])


Expected = Annotated[int | None, Depends(expected)]
