"""Signing in and out, and the language one reads in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.actors import COOKIE, Graph, Secret, from_here
from api.clock import Now
from api.languages import chosen
from api.pages.forms import fields
from api.pages.readers import Reading
from api.pages.rendering import LANGUAGE, language_of, render
from api.problems import STATUSES
from api.refusals import refusal
from api.sessions import Address
from graph import passwords, sessions
from orgnet.errors import Denied, Throttled

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
    return render(request, "sign_in.html", {"next": inside(next), "username": "", "wrong": None})


@router.post("/sign-in", dependencies=[Depends(from_here)])
async def sign_in(request: Request, graph: Graph, now: Now, address: Address) -> Response:
    """Sign in; whoever wanted to see a page goes on to it."""
    sent = {name: values[0] for name, values in (await fields(request)).items()}
    username, next, own = sent.get("username", "")[:200], inside(sent.get("next", "/")), bool(sent.get("own"))
    try:
        who = (username, sent.get("password", "")[:200], address)
        _, secret = await passwords.sign_in(
            graph, *who, now, sessions.OWN if own else sessions.LASTING, device(request)
        )
    except (Denied, Throttled) as wrong:
        said = {"next": next, "username": username, "wrong": refusal(language_of(request), wrong.detail)}
        return render(request, "sign_in.html", said, STATUSES[type(wrong)])
    response = onward(next)
    kept = int(sessions.OWN.total_seconds()) if own else None
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, secret, httponly=True, samesite="lax", secure=secure, path="/", max_age=kept)
    return response


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
    """Where I am signed in."""
    found = await graph.read(lambda tx: sessions.of(tx, reader.id, secret, now))
    return render(request, "me.html", {"sessions": found})


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


@router.post("/language")
async def speak(request: Request) -> Response:
    """Read in another language."""
    sent = await fields(request)
    response = onward(sent.get("next", ("/",))[0])
    response.set_cookie(LANGUAGE, chosen(sent.get("language", ("",))[0]).code, max_age=YEAR, samesite="lax", path="/")
    return response
