"""Passkeys: making one on the device at hand, taking it back, and signing in with it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response

from api.actors import Graph, from_here
from api.clock import Now
from api.pages.forms import Sent, first
from api.pages.readers import Reading
from api.pages.sessions import device, keep, onward, signing_in, site
from graph import passkeys
from orgnet.errors import Denied
from orgnet.passkeys import Site

router = APIRouter()


async def here(request: Request) -> Site:
    """This installation as the browser knows it."""
    return site(request)


Here = Annotated[Site, Depends(here)]


@router.post("/me/passkeys/offer", dependencies=[Depends(from_here)])
async def offer(graph: Graph, reader: Reading, site: Here, now: Now) -> Response:
    """What the browser is asked in order to make a passkey."""
    return Response(await passkeys.offer(graph, reader.id, site, now), media_type="application/json")


@router.post("/me/passkeys")
async def add(request: Request, graph: Graph, form: Sent, site: Here, now: Now) -> Response:
    """Keep the passkey that a device has made."""
    await passkeys.add(graph, form.ask, form["answer"], site, device(request), now)
    return onward("/me")


@router.post("/me/passkeys/{passkey}")
async def revoke(graph: Graph, form: Sent, passkey: Annotated[str, Path(max_length=1400)], now: Now) -> Response:
    """Take a passkey back."""
    await passkeys.revoke(graph, form.ask, passkey, now)
    return onward("/me")


@router.post("/sign-in/question", dependencies=[Depends(from_here)])
async def question(graph: Graph, site: Here, now: Now) -> Response:
    """What the browser of somebody is asked in order to prove who he is."""
    return Response(await passkeys.question(graph, site, now), media_type="application/json")


@router.post("/sign-in/passkey", dependencies=[Depends(from_here)])
async def sign_in(request: Request, graph: Graph, site: Here, now: Now) -> Response:
    """Sign in with a passkey; whoever wanted to see a page goes on to it."""
    sent = await first(request)
    try:
        secret, lasting = await passkeys.sign_in(graph, sent.get("answer", ""), site, now, device(request))
    except Denied as wrong:
        return signing_in(request, sent.get("next", "/"), wrong=wrong)
    return keep(request, onward(sent.get("next", "/")), secret, lasting)
