"""Splits: new unions come beside one, and take some of its subordinates along."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.actors import Graph
from api.pages.administration import office
from api.pages.forms import Form, valid
from api.pages.readers import Reading
from api.pages.rendering import render
from api.structure import NewUnion
from api.unions import UnionId
from graph import structure, unions
from graph.access import allow
from graph.db import Database, Transaction
from graph.naming import children_named, unions_named
from graph.positions import position
from graph.structure import Part
from orgnet.errors import Invalid
from orgnet.facts import Ask
from orgnet.permissions import Action
from orgnet.unions import Union

router = APIRouter()

PARTS, SHOWN = 3, 200
"""New unions that one form makes, and subordinates that it lists; further ones are named."""


@router.get("/unions/{union}/split")
async def read(request: Request, graph: Graph, reader: Reading, union: UnionId) -> HTMLResponse:
    """The form by which a union is split; for who administers it and what is above it."""

    async def look(tx: Transaction) -> dict[str, object]:
        here = await position(tx, union)
        above = await position(tx, here.parent) if here.parent else here
        await allow(tx, reader.id, Action.SPLIT, above)
        children = await unions.children(tx, reader.id, union, "", SHOWN + 1)
        return {
            "office": await office(tx, reader.id, union),
            "children": children[:SHOWN],
            "more": len(children) > SHOWN,
        }

    return render(request, "split.html", await graph.read(look) | {"parts": range(PARTS)})


async def split(graph: Database, ask: Ask, union: str, sent: Form, now: datetime) -> dict[str, Any]:
    """Split a union as a form says."""
    here = (await graph.read(lambda tx: position(tx, union))).union
    return await structure.split(graph, ask, union, await splitting(graph, here, sent), now)


async def splitting(graph: Database, here: Union, sent: Form) -> Sequence[Part]:
    """The new unions that a form names, of the level and the kind of the one that is split."""
    parts = [await _part(graph, here, sent, n) for n in range(PARTS) if sent[f"part.{n}.name"]]
    if not parts:
        raise Invalid("name at least one new union", field="part.0.name")
    return parts


async def _part(graph: Database, here: Union, sent: Form, n: int) -> Part:
    said = {"name": sent[f"part.{n}.name"], "members": sent[f"part.{n}.members"] or 0}
    new = valid(NewUnion, said | {"level": here.level, "kind": here.kind})
    ticked = [name.removeprefix("child.") for name in sent.fields if name.startswith("child.") and sent[name] == str(n)]
    lines = [line.strip() for line in sent[f"part.{n}.more"].splitlines() if line.strip()]
    named = await graph.read(lambda tx: _named(tx, here.id, lines)) if lines else []
    return Part(new.union(), [*ticked, *named])


async def _named(tx: Transaction, union: str, lines: Sequence[str]) -> list[str]:
    """The subordinates that lines name, by code or by name; raises Invalid for the first that names none."""
    by_name = await children_named(tx, {(): union}, {(line,) for line in lines})
    by_code = await unions_named(tx, [line for line in lines if (line,) not in by_name])
    found = {line: by_name.get((line,)) or by_code.get(line) for line in lines}
    unknown = next((line for line, id in found.items() if id is None), None)
    if unknown:
        raise Invalid(
            f"no subordinate is called {unknown}; give its code or its whole name, one to a line", field="more"
        )
    return [id for id in found.values() if id]
