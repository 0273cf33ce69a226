"""Problems: every refusal as a problem document (RFC 9457), and nothing of an unknown error."""

import uuid
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from api.pages import problems as pages
from orgnet.errors import Conflict, Denied, Invalid, Missing, Refusal, Reused, Stale, Throttled, Unavailable

log = structlog.get_logger()
router = APIRouter(tags=["problems"])


class Unknown(Refusal):
    """You are not signed in."""


class TooLarge(Refusal):
    """The request is too large."""


STATUSES: dict[type[Refusal], int] = {
    Invalid: 422,
    Unknown: 401,
    Denied: 403,
    Missing: 404,
    Conflict: 409,
    Reused: 409,
    Stale: 412,
    TooLarge: 413,
    Throttled: 429,
    Unavailable: 503,
}


class Fault(BaseModel):
    """One field that is wrong, and what would be right."""

    field: str = Field(examples=["deadline"])
    detail: str = Field(examples=["the deadline 2026-01-01 is past; the earliest possible is 2026-03-02"])


class Problem(BaseModel):
    """A problem document."""

    type: str = Field(examples=["/problems/conflict"])
    title: str
    status: int
    detail: str
    instance: str
    errors: list[Fault] = []


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems a route may answer with, for its documentation; every route may answer some."""
    answers = {400, 401, 413, 422, 429, 503, *statuses}
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in sorted(answers)}


def slug(kind: type[Refusal]) -> str:
    """The last part of a problem's type."""
    return kind.__name__.lower()


def title(kind: type[Refusal]) -> str:
    """The title of a problem: the first line of what its class says."""
    return (kind.__doc__ or kind.__name__).splitlines()[0]


def answer(
    request: Request, status: int, kind: str, heading: str, detail: str, faults: Sequence[Fault] = ()
) -> Response:
    """A problem as the response; to a browser, as a page."""
    if pages.wants_page(request):
        return pages.page(request, status, heading, detail, faults)
    problem = Problem(
        type=f"/problems/{kind}",
        title=heading,
        status=status,
        detail=detail,
        instance=request.url.path,
        errors=list(faults),
    )
    return JSONResponse(problem.model_dump(), status, media_type="application/problem+json")


def refused(request: Request, refusal: Exception) -> Response:
    """The answer to a refusal of the domain."""
    assert isinstance(refusal, Refusal)
    kind = type(refusal)
    faults = [Fault(field=refusal.field, detail=refusal.detail)] if refusal.field else []
    response = answer(request, STATUSES[kind], slug(kind), title(kind), refusal.detail, faults)
    if isinstance(refusal, Throttled):
        response.headers["Retry-After"] = str(refusal.seconds)
    if isinstance(refusal, Unavailable):
        response.headers["Retry-After"] = "1"
    if isinstance(refusal, TooLarge):
        response.headers["Connection"] = "close"
    if isinstance(refusal, Unknown):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def malformed(request: Request, error: Exception) -> Response:
    """The answer to a request that does not have the documented form."""
    assert isinstance(error, RequestValidationError)
    faults = [
        Fault(field=".".join(str(part) for part in fault["loc"][1:]) or str(fault["loc"][0]), detail=fault["msg"])
        for fault in error.errors()
    ]
    detail = "; ".join(f"{fault.field}: {fault.detail}" for fault in faults[:3])
    return answer(request, 422, slug(Invalid), title(Invalid), detail, faults)


def answered_by_framework(request: Request, error: Exception) -> Response:
    """Paths and methods there are not, and bodies that are no JSON."""
    assert isinstance(error, HTTPException)
    phrase = HTTPStatus(error.status_code).phrase
    response = answer(request, error.status_code, "http", phrase, str(error.detail))
    response.headers.update(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = ", ".join(allowed(request))
    return response


def allowed(request: Request) -> list[str]:
    """Every method there is for a path; the framework names those of one route only."""
    paths: dict[str, dict[str, Any]] = request.app.openapi()["paths"]
    matching = (methods for path, methods in paths.items() if compile_path(path)[0].match(request.url.path))
    return sorted({method.upper() for methods in matching for method in methods})


def failed(request: Request, error: Exception) -> Response:
    """The answer to an error nobody thought of: a number under which the log has it, and no more."""
    number = uuid.uuid4().hex[:12]
    path = request.url.path.replace(request.path_params.get("secret", "\0"), "…")
    log.error("unexpected error", request=number, path=path, exc_info=error)
    return answer(request, 500, "unexpected", "Something went wrong here.", f"it is in the log as {number}")


def handle(app: FastAPI) -> None:
    """Let every error come out as a problem."""
    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(HTTPException, answered_by_framework)
    app.add_exception_handler(Exception, failed)


@router.get("/problems/{name}", responses=documented(404))
async def read_problem(name: str) -> dict[str, str]:
    """What a type of problem means."""
    for kind in STATUSES:
        if slug(kind) == name:
            return {"type": f"/problems/{name}", "title": title(kind), "status": str(STATUSES[kind])}
    raise Missing(f"there is no type of problem {name}")
