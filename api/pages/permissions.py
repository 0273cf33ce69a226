"""Permissions: who may do what where, drawn from the table by which everything is decided."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.actors import Graph
from api.languages import Language
from api.pages.administration import Office, office
from api.pages.readers import Reading
from api.pages.rendering import language_of, render
from api.refusals import refusal
from api.unions import UnionId
from orgnet.permissions import TABLE, Action, Role, Rule, Scope

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table, and whether the reader may do this here."""

    says: str
    rule: Rule
    mine: bool


@router.get("/unions/{union}/roles")
async def read(request: Request, graph: Graph, reader: Reading, union: UnionId) -> HTMLResponse:
    """The table, and what of it the reader may do at a union."""
    place = await graph.read(lambda tx: office(tx, reader.id, union))
    lines = [_line(language_of(request), place, action) for action in TABLE]
    context = {"office": place, "lines": lines, "roles": list(Role), "scopes": list(Scope)}
    return render(request, "permissions.html", context)


def _line(language: Language, place: Office, action: Action) -> Line:
    rule = TABLE[action]
    said = refusal(language, rule.says)
    return Line(said[:1].upper() + said[1:], rule, action in place.powers)
