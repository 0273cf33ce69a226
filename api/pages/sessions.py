"""Signing in and out, and the language one reads in."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.actors import COOKIE, Graph, Secret, from_here
from api.clock import Now
from api.languages import chosen
from api.pages import visits
from api.pages.forms import first
from api.pages.readers import Reading
from api.pages.rendering import LANGUAGE, language_of, render
from api.problems import STATUSES
from api.refusals import refusal
from api.sessions import Address
from graph import passkeys, passwords, sessions
from orgnet.errors import Denied, Refusal, Throttled
from orgnet.passkeys import Site

router = APIRouter()

Next = Annotated[str, Query(max_length=2000)]
YEAR = 365 * 24 * 3600


def inside(address: str) -> str:
    """An address of our own to go to; home, where it leads anywhere else."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if plain and len(address) <= 2000 else "/"


def onward(address: str) -> RedirectResponse:
    """Go on to a page after a form was taken."""
    return RedirectResponse(inside(address), 303)


@router.get("/sign-in")
async def read(request: Request, next: Next = "/") -> HTMLResponse:
    """The page on which to sign in, on the way to another one."""
    return signing_in(request, next)


def signing_in(request: Request, next: str, username: str = "", wrong: Refusal | None = None) -> HTMLResponse:
    """The page on which to sign in, which says what was wrong before."""
    said = {
        "next": inside(next),
        "username": username,
        "wrong": refusal(language_of(request), wrong.detail) if wrong else None,
        "passkeys": site(request).fit,
    }
    return render(request, "sign_in.html", said, STATUSES[type(wrong)] if wrong else 200)


@router.post("/sign-in", dependencies=[Depends(from_here)])
async def sign_in(request: Request, graph: Graph, now: Now, address: Address) -> Response:
    """Sign in; whoever wanted to see a page goes on to it."""
    sent = await first(request)
    username, next = sent.get("username", "")[:200], sent.get("next", "/")
    lasting = sessions.OWN if sent.get("own") else sessions.LASTING
    try:
        who = (username, sent.get("password", "")[:200], address)
        _, secret = await passwords.sign_in(graph, *who, now, lasting, device(request))
    except (Denied, Throttled) as wrong:
        return signing_in(request, next, username, wrong)
    return keep(request, onward(next), secret, lasting)


def keep(request: Request, response: Response, secret: str, lasting: timedelta) -> Response:
    """Let a browser keep a session: on a device of one's own beyond its own end."""
    kept = int(lasting.total_seconds()) if lasting == sessions.OWN else None
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, secret, httponly=True, samesite="lax", secure=secure, path="/", max_age=kept)
    return response


def site(request: Request) -> Site:
    """This installation as the browser knows it."""
    return Site(request.url.hostname or "", f"{request.url.scheme}://{request.url.netloc}")


def device(request: Request) -> str:
    """In two words what a browser says of itself."""
    said = request.headers.get("user-agent", "")
    system = next((name for sign, name in SYSTEMS.items() if sign in said), "")
    browser = next((name for sign, name in BROWSERS.items() if sign in said), "")
    return f"{browser} {system}".strip()


SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}
BROWSERS = {"MicroMessenger": "WeChat", "Edg/": "Edge", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}


@router.get("/me")
async def read_me(request: Request, graph: Graph, reader: Reading, secret: Secret, now: Now) -> HTMLResponse:
    """Where I am signed in, and my passkeys."""
    found = await graph.read(lambda tx: sessions.of(tx, reader.id, secret, now))
    kept = await graph.read(lambda tx: passkeys.of(tx, reader.id))
    return render(request, "me.html", {"sessions": found, "passkeys": kept, "fit": site(request).fit})


@router.post("/me/sessions/{session}")
async def revoke(graph: Graph, reader: Reading, session: Annotated[str, Path(max_length=64)]) -> Response:
    """Sign out on one of my devices."""
    await sessions.revoke(graph, reader.id, session)
    return onward("/me")


@router.post("/sign-out")
async def sign_out(graph: Graph, secret: Secret) -> Response:
    """Sign out."""
    await sessions.close(graph, secret or "")
    response = onward("/sign-in")
    response.delete_cookie(COOKIE, path="/")
    return response


@router.post("/visit", dependencies=[Depends(from_here)])
async def walk(request: Request, reader: Reading) -> Response:
    """Go on to a stop of the guided visit, or end it."""
    asked, walk = (await first(request)).get("stop", ""), visits.stops(reader)
    at = next((number for number in range(len(walk)) if asked == str(number)), None)
    response = onward("/" if at is None else walk[at].address)
    kept = visits.OVER if at is None else str(at)
    response.set_cookie(visits.VISIT, kept, max_age=YEAR, samesite="lax", httponly=True, path="/")
    return response


@router.post("/language")
async def speak(request: Request) -> Response:
    """Read in another language."""
    sent = await first(request)
    response = onward(sent.get("next", "/"))
    response.set_cookie(LANGUAGE, chosen(sent.get("language", "")).code, max_age=YEAR, samesite="lax", path="/")
    return response
