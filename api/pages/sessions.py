"""Signing in and out, and the language one reads in."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.actors import COOKIE, Graph, Secret
from api.clock import Now
from api.languages import chosen
from api.pages.forms import fields
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


@router.post("/sign-in")
async def sign_in(request: Request, graph: Graph, now: Now, address: Address) -> Response:
    """Sign in; whoever wanted to see a page goes on to it."""
    sent = {name: values[0] for name, values in (await fields(request)).items()}
    username, next = sent.get("username", "")[:200], inside(sent.get("next", "/"))
    try:
        _, secret = await passwords.sign_in(graph, username, sent.get("password", "")[:200], address, now)
    except (Denied, Throttled) as wrong:
        said = {"next": next, "username": username, "wrong": refusal(language_of(request), wrong.detail)}
        return render(request, "sign_in.html", said, STATUSES[type(wrong)])
    response = onward(next)
    response.set_cookie(COOKIE, secret, httponly=True, samesite="lax", secure=request.url.scheme == "https", path="/")
    return response


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
