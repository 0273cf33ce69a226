"""Replies: what was reported done to the issuer of a directive, accepted or returned one by one or many at once."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.actors import Graph
from api.directives import DirectiveId
from api.pages.exchange import Matter, exchange
from api.pages.readers import Reading
from api.pages.rendering import render
from api.paging import Cursor, decode, encode
from graph import evidence, replies
from graph.db import Transaction
from orgnet.evidence import spoken, totals
from orgnet.rulings import Stage

router = APIRouter()

MOST = 100


@router.get("/directives/{directive}/replies")
async def read(
    request: Request,
    graph: Graph,
    reader: Reading,
    directive: DirectiveId,
    show: Annotated[Stage, Query(description="which of them")] = Stage.UNDECIDED,
    cursor: Cursor = None,
) -> HTMLResponse:
    """What was told its issuer, with the files that show it and what all of it adds up to."""
    name = f"replies page {directive} {show}"
    after = decode(name, cursor, list[str]())

    async def look(tx: Transaction) -> dict[str, object]:
        first, found, path = await replies.seen_replies(tx, reader.id, directive, None, after, MOST, show)
        _, sums = await replies.seen_sums(tx, reader.id, directive, None)
        told = {each.place.union.id: spoken(first.evidence, each.receipt.told) for each in found}
        return {
            "found": found,
            "told": told,
            "files": await evidence.of_all(tx, [each.receipt for each in found]),
            "evidence": first.evidence,
            "sums": totals(first.evidence, sums.sums),
            "given": sums.replies,
            "more": encode(name, list(path)) if path else None,
            **await exchange(tx, reader, directive, Matter.REPLIES),
        }

    return render(request, "replies.html", await graph.read(look) | {"show": show, "stages": list(Stage)})
