"""Codes: whoever was handed one takes the seat he is invited to, or sets a new password; then he is signed in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.actors import Graph, from_here
from api.clock import Now
from api.pages.forms import first
from api.pages.rendering import language_of, render
from api.pages.sessions import device, keep, onward
from api.problems import STATUSES
from api.refusals import refusal
from api.sessions import Address
from graph import invitations, passwords, sessions
from graph.db import Database, Transaction
from graph.positions import position
from orgnet.errors import Denied, Refusal

router = APIRouter()

Code = Annotated[str, Query(max_length=100)]
Said = dict[str, str]


@router.get("/join")
async def read_join(request: Request, graph: Graph, now: Now, code: Code = "") -> HTMLResponse:
    """The page on which a seat is taken."""
    return await _joining(request, graph, now, {"code": code})


async def _joining(
    request: Request, graph: Database, now: Now, said: Said, wrong: Refusal | None = None
) -> HTMLResponse:
    async def look(tx: Transaction) -> dict[str, object]:
        try:
            invitation = await invitations.opened(tx, said.get("code", ""), now)
        except Denied:
            return {"invitation": None, "union": None}
        return {"invitation": invitation, "union": (await position(tx, invitation.invitee.union)).union}

    return _asked(request, "join.html", await graph.read(look), said, wrong)


def _asked(
    request: Request, template: str, found: dict[str, object], said: Said, wrong: Refusal | None
) -> HTMLResponse:
    sentence = refusal(language_of(request), wrong.detail) if wrong else None
    more = {"said": said, "wrong": sentence}
    return render(request, template, found | more, STATUSES[type(wrong)] if wrong else 200)


@router.post("/join", dependencies=[Depends(from_here)])
async def join(request: Request, graph: Graph, now: Now, address: Address) -> Response:
    """Take a seat, and go in."""
    said = await _said(request)
    who = said.get("code", ""), said.get("username", ""), said.get("password", "")
    try:
        await invitations.redeem(graph, *who, address, now, said.get("name", "").strip())
        return await _in(request, graph, said, address, now)
    except Refusal as wrong:
        return await _joining(request, graph, now, said, wrong)


@router.get("/renew")
async def read_renew(request: Request) -> HTMLResponse:
    """The page on which a password is set anew."""
    return _asked(request, "renew.html", {}, {}, None)


@router.post("/renew", dependencies=[Depends(from_here)])
async def renew(request: Request, graph: Graph, now: Now, address: Address) -> Response:
    """Set a new password, and go in."""
    said = await _said(request)
    who = said.get("username", ""), said.get("code", ""), said.get("password", "")
    try:
        await passwords.renew(graph, *who, address, now)
        return await _in(request, graph, said, address, now)
    except Refusal as wrong:
        return _asked(request, "renew.html", {}, said, wrong)


async def _said(request: Request) -> Said:
    return {name: value[:200] for name, value in (await first(request)).items()}


async def _in(request: Request, graph: Database, said: Said, address: str | None, now: Now) -> Response:
    who = said.get("username", ""), said.get("password", ""), address
    _, secret = await passwords.sign_in(graph, *who, now, sessions.LASTING, device(request))
    return keep(request, onward("/"), secret, sessions.LASTING)
