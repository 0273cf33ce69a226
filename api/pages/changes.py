"""Changes of the network: a union founded, edited, moved, merged, dissolved, restored; each tried before it is done, and
led back afterwards."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response

from api.actors import Graph
from api.clock import Now
from api.pages.forms import Form, Sent, valid
from api.pages.readers import Reading
from api.pages.rendering import language_of, render
from api.pages.sessions import onward
from api.pages.splits import split, splitting
from api.refusals import refusal
from api.structure import EditIn, NewUnion
from api.unions import UnionId
from graph import structure, unions
from graph.db import Database
from graph.naming import union_named
from orgnet.errors import Refusal
from orgnet.facts import Ask
from orgnet.unions import Founding
from orgnet.wording import checked_fields

router = APIRouter()

EDITABLE = ("name", "members", "desk", "telephone", "hours")


class What(StrEnum):
    """What can be done with a union on its page."""

    FOUND = "found"
    EDIT = "edit"
    MOVE = "move"
    MERGE = "merge"
    SPLIT = "split"
    DISSOLVE = "dissolve"
    RESTORE = "restore"


Work = Callable[[Database, Ask, str, Form, datetime], Awaitable[dict[str, Any]]]


async def _found(graph: Database, ask: Ask, union: str, sent: Form, now: datetime) -> dict[str, Any]:
    given = {name: sent[name] for name in ("name", "level", "kind", "telephone", "desk", "code") if sent[name]}
    new = valid(NewUnion, given | {"members": sent["members"] or 0})
    return await structure.found(graph, ask, Founding(new.union(), union), now)


async def _edit(graph: Database, ask: Ask, union: str, sent: Form, now: datetime) -> dict[str, Any]:
    given = {name: sent[name] or None for name in EDITABLE if name in sent.fields}
    fields = checked_fields(valid(EditIn, given).model_dump(mode="json", exclude_unset=True))
    return await structure.edit(graph, ask, union, fields, now)


async def _move(graph: Database, ask: Ask, union: str, sent: Form, now: datetime) -> dict[str, Any]:
    return await structure.move(graph, ask, union, await _other(graph, sent), now)


async def _merge(graph: Database, ask: Ask, union: str, sent: Form, now: datetime) -> dict[str, Any]:
    return await structure.merge(graph, ask, union, await _other(graph, sent), now)


async def _dissolve(graph: Database, ask: Ask, union: str, sent: Form, now: datetime) -> dict[str, Any]:
    return await structure.dissolve(graph, ask, union, now)


async def _restore(graph: Database, ask: Ask, union: str, sent: Form, now: datetime) -> dict[str, Any]:
    return await structure.restore(graph, ask, union, None, now)


WORKS: dict[What, Work] = {
    What.FOUND: _found,
    What.EDIT: _edit,
    What.MOVE: _move,
    What.MERGE: _merge,
    What.SPLIT: split,
    What.DISSOLVE: _dissolve,
    What.RESTORE: _restore,
}


async def _other(graph: Database, sent: Form) -> str:
    """The union that is named: by its code, or by the names that lead to it."""
    return await graph.read(lambda tx: union_named(tx, sent["other"]))


@router.post("/unions/{union}/changes/{what}/preview")
async def preview(
    request: Request, graph: Graph, reader: Reading, now: Now, sent: Sent, union: UnionId, what: What
) -> HTMLResponse:
    """What a change would do: it is tried, and nothing of it is kept."""
    context: dict[str, object] = {"what": what, "wrong": None}
    try:
        await WORKS[what](graph.rehearsing(), Ask(reader.id), union, sent, now)
        context |= await _effect(graph, reader.id, union, what, sent)
    except Refusal as wrong:
        context["wrong"] = refusal(language_of(request), wrong.detail)
    return render(request, "effect.html", context)


async def _effect(graph: Database, actor: str, union: str, what: What, sent: Form) -> dict[str, object]:
    one = await graph.read(lambda tx: unions.one(tx, actor, union))
    named = what in (What.MOVE, What.MERGE)
    other = await _other(graph, sent) if named else None
    place = await graph.read(lambda tx: unions.one(tx, actor, other)) if other else None
    parts = await splitting(graph, one.place.union, sent) if what is What.SPLIT else ()
    return {"one": one, "other": place.place.union if place else None, "parts": parts}


@router.post("/unions/{union}/changes/{what}")
async def change(graph: Graph, reader: Reading, now: Now, sent: Sent, union: UnionId, what: What) -> Response:
    """Change the network."""
    done = await WORKS[what](graph, sent.ask, union, sent, now)
    return onward(f"/unions/{done['union'] if what is What.FOUND else union}?done={done['seq']}")


@router.post("/unions/{union}/undo/{seq}")
async def undo(
    graph: Graph, reader: Reading, now: Now, sent: Sent, union: UnionId, seq: Annotated[int, Path(ge=1, lt=2**62)]
) -> Response:
    """Lead a change back."""
    await structure.undo(graph, sent.ask, seq, now)
    return onward(f"/unions/{union}")
