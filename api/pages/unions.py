"""Unions: one with its facts, its place and those below it; and how any is found."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.actors import Graph
from api.models import UnionOut
from api.pages.readers import Reading
from api.pages.rendering import language_of, render
from api.paging import Cursor, decode, encode
from api.refusals import refusal
from api.unions import UnionId
from graph import search, unions
from graph.candidates import Choice
from graph.db import Transaction
from graph.history import of_union
from graph.staff import staff
from orgnet.errors import Denied, Invalid, Missing
from orgnet.kinds import Kind
from orgnet.levels import Level

router = APIRouter()

MOST, LATEST = 100, 20


@router.get("/unions/{union}")
async def read(
    request: Request,
    graph: Graph,
    reader: Reading,
    union: UnionId,
    cursor: Cursor = None,
    done: Annotated[int | None, Query(ge=1, lt=2**62, description="a change that was just made")] = None,
) -> HTMLResponse:
    """One union."""
    name = f"union page {union}"
    after = decode(name, cursor, "")

    async def look(tx: Transaction) -> dict[str, object]:
        one = await unions.one(tx, reader.id, union)
        children = await unions.children(tx, reader.id, union, after, MOST + 1)
        return {
            "union": UnionOut.seen(one),
            "line": await unions.line(tx, union),
            "children": [UnionOut.seen(child) for child in children[:MOST]],
            "more": encode(name, children[MOST - 1].place.union.code) if len(children) > MOST else None,
            "guided": [UnionOut.seen(each) for each in await unions.guided(tx, reader.id, union, "", MOST)],
            "guide": (await unions.one(tx, reader.id, guide)).place.union if (guide := one.place.guide) else None,
            "pacts": await unions.partners(tx, union),
        }

    shown = await graph.read(look) | {"done": done, "levels": list(Level), "kinds": list(Kind)}
    return render(request, "union.html", shown | await graph.read(lambda tx: _inside(tx, reader.id, union)))


async def _inside(tx: Transaction, actor: str, union: str) -> dict[str, object]:
    """What only those see in whose branch a union is: its people and its history."""
    found: dict[str, object] = {"people": None, "history": None}
    with suppress(Denied, Missing):
        people, _ = await staff(tx, actor, union, [], LATEST)
        found["people"] = [each for each in people if each["at"]["id"] == union]
    with suppress(Denied, Missing):
        found["history"] = await of_union(tx, actor, union, 2**62, LATEST)
    return found


@router.get("/search")
async def find(
    request: Request,
    graph: Graph,
    reader: Reading,
    asked: Annotated[str, Query(alias="q", max_length=100)] = "",
) -> HTMLResponse:
    """Unions by name or code."""
    context: dict[str, object] = {"asked": asked, "found": None, "wrong": None}
    if asked.strip():
        choice = Choice(limit=MOST)
        try:
            context["found"] = await graph.read(lambda tx: search.search(tx, asked, choice))
        except Invalid as wrong:
            context["wrong"] = refusal(language_of(request), wrong.detail)
    return render(request, "search.html", context)
