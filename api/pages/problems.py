"""Problems as pages: the same refusal that programs get as a problem document, said to a reader."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import QueryParams

from api.pages.rendering import language_of, render
from api.refusals import refusal

UNKNOWN = 401


class Fault(Protocol):
    """One field that is wrong, and what would be right."""

    field: str
    detail: str


def wants_page(request: Request) -> bool:
    """Whether a browser asks that shows a page, and no program."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def page(request: Request, status: int, heading: str, detail: str, faults: Sequence[Fault]) -> Response:
    """A refusal as a page; in a page that is there, as a notice in it. Whoever is not signed in is asked to sign in."""
    language = language_of(request)
    said = [(fault.field, refusal(language, fault.detail)) for fault in faults]
    heading, detail = refusal(language, heading), refusal(language, detail)
    context = {"heading": heading, "detail": detail, "faults": said, "status": status}
    if "HX-Request" in request.headers:
        response = render(request, "wrong.html", context, status)
        response.headers.update({"HX-Retarget": "#notice", "HX-Reswap": "innerHTML", "HX-Reselect": ".notice"})
        return response
    if status == UNKNOWN and request.method == "GET":
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?{QueryParams(next=asked)}" if asked != "/" else "/sign-in", 303)
    return _lost(request, context) if status == UNKNOWN else render(request, "problem.html", context, status)


def _lost(request: Request, context: Mapping[str, object]) -> HTMLResponse:
    """Who was signed out in the middle of a form."""
    return render(request, "lost.html", context, UNKNOWN)
