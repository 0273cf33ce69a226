"""Problems as pages: the same refusal that programs get as a problem document, said to a reader."""

from collections.abc import Sequence
from typing import Protocol

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import QueryParams

from api.pages.rendering import address_of, language_of, render
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
        asked = address_of(request)
        return RedirectResponse(f"/sign-in?{QueryParams(next=asked)}" if asked != "/" else "/sign-in", 303)
    return render(request, "lost.html" if status == UNKNOWN else "problem.html", context, status)
