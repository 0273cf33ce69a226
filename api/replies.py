"""Replies: what unions tell when they report something done: the files they show, and all of it collated."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response, status
from fastapi.responses import FileResponse, StreamingResponse
from pydantic import BaseModel, Field

from api.actors import Actor, Asked, Graph, RequestId, digest_of
from api.archives import Entry, archived
from api.clock import Now
from api.directives import DirectiveId
from api.exports import attached
from api.files import FILE, SENT, AttachmentId, Called, Chosen, Have, Kept, said, taken, whole
from api.formats import Format
from api.ledgers import FILES, As, In, as_file, called, seen
from api.models import AttachmentOut, ReceiptOut, UnionName
from api.paging import Page, Paged, encode
from api.problems import documented
from api.progress import At
from api.unions import UnionId
from graph import evidence, ledgers, replies
from graph.replies import Reply, Sums
from orgnet.attachments import titled
from orgnet.directives import Directive
from orgnet.evidence import Value, totals
from orgnet.exports import Language
from orgnet.facts import Ask
from orgnet.ledgers import Row, reply_headings, reply_row, reply_sums

router = APIRouter(tags=["replies"])


class ReplyOut(BaseModel):
    """A union that has reported it done, and what it told."""

    union: UnionName
    receipt: ReceiptOut

    @classmethod
    def of(cls, directive: Directive, reply: Reply) -> "ReplyOut":
        """From the domain."""
        return cls(union=UnionName.of(reply.place.union), receipt=ReceiptOut.of(reply.receipt, directive.evidence))


class SumsOut(BaseModel):
    """How many have told something, and what it adds up to, by label."""

    replies: int
    sums: dict[str, Value | None] = Field(examples=[{"走访户数": 1204, "慰问金额": "602000.00", "建立档案": 87}])

    @classmethod
    def of(cls, directive: Directive, found: Sums) -> "SumsOut":
        """From the domain."""
        return cls(replies=found.replies, sums=totals(directive.evidence, found.sums))


class FileChanged(AttachmentOut):
    """The file that was added or taken back."""

    directive: str
    seq: int


PROBLEMS = documented(403, 404, 409)
COLLATED = "/directives/{directive}/replies"
OWN = "/unions/{union}/replies/{directive}"


@router.get(COLLATED, responses=documented(404))
async def read(graph: Graph, actor: Actor, directive: DirectiveId, paging: Paged, at: At = None) -> Page[ReplyOut]:
    """What was told: of a document that goes level by level by those directly below the union, of any other by all of
    its branch. A page may hold fewer than its paging.limit, and still have a next one."""
    name = f"replies {directive} {at}"
    after = paging.after(name, list[str]())
    found = await graph.read(lambda tx: replies.seen_replies(tx, actor, directive, at, after, paging.limit))
    document, items, path = found
    following = encode(name, list(path)) if path else None
    return paging.page([ReplyOut.of(document, each) for each in items], following)


@router.get(COLLATED + "/sums", responses=documented(404))
async def read_sums(graph: Graph, actor: Actor, directive: DirectiveId, at: At = None) -> SumsOut:
    """What all that was told adds up to, exact at any moment."""
    return SumsOut.of(*await graph.read(lambda tx: replies.seen_sums(tx, actor, directive, at)))


@router.get(COLLATED + "/export", response_class=StreamingResponse, responses=documented(404, 409) | FILES)
async def export(
    graph: Graph,
    actor: Actor,
    directive: DirectiveId,
    at: At = None,
    format: As = Format.CSV,
    language: In = Language.CHINESE,
) -> StreamingResponse:
    """Everything that was told as one table, with a row of sums at its end."""
    document, top = await seen(graph, actor, directive, at)
    headings = reply_headings(document.evidence, language)
    rows = _rows(graph, actor, document, top.id, language)
    return await as_file(rows, headings, format, called(document, "replies", format))


async def _rows(
    graph: Graph, actor: str, document: Directive, top: str, language: Language
) -> AsyncGenerator[Sequence[Row]]:
    _, sums = await graph.read(lambda tx: replies.seen_sums(tx, actor, document.id, top))
    async with aclosing(ledgers.replies(graph, actor, document, top)) as stream:
        async for found in stream:
            yield [reply_row(document.evidence, each.place.union, each.receipt, graph.zone, language) for each in found]
    yield [reply_sums(document.evidence, sums.sums, language)]


ZIP: dict[int | str, dict[str, Any]] = {
    200: {"description": "the files, in a folder for each union", "content": {"application/zip": {}}}
}


@router.get(COLLATED + "/files", response_class=StreamingResponse, responses=documented(404) | ZIP)
async def export_files(
    graph: Graph, actor: Actor, kept: Kept, directive: DirectiveId, at: At = None
) -> StreamingResponse:
    """The files that were shown, as one archive."""
    document, top = await seen(graph, actor, directive, at)
    entries = _entries(graph, actor, kept, document, top.id)
    headers = attached(f"{document.number}.zip", f"{document.id}.zip", "application/zip")
    return StreamingResponse(archived(entries), headers=headers)


async def _entries(
    graph: Graph, actor: str, kept: Kept, document: Directive, top: str
) -> AsyncGenerator[Sequence[Entry]]:
    async with aclosing(ledgers.replies(graph, actor, document, top)) as stream:
        async for found in stream:
            shown = await graph.read(lambda tx, found=found: evidence.of_all(tx, [each.receipt for each in found]))
            yield [
                Entry(f"{each.place.union.code} {each.place.union.name}", file.name, kept.path(file.digest))
                for each in found
                for file in shown.get(each.place.union.id, ())
            ]


@router.get(OWN, responses=documented(404))
async def read_start(graph: Graph, actor: Actor, union: UnionId, directive: DirectiveId) -> SumsOut:
    """What a union's own answer starts from: the sums of what those below have told it."""
    return SumsOut.of(*await graph.read(lambda tx: replies.start(tx, actor, union, directive)))


@router.get(OWN + "/files", responses=documented(404))
async def read_files(graph: Graph, actor: Actor, union: UnionId, directive: DirectiveId) -> list[AttachmentOut]:
    """The files by which a union shows what it has done, at most 10."""
    return [AttachmentOut.of(each) for each in await graph.read(lambda tx: evidence.seen(tx, actor, union, directive))]


@router.post(OWN + "/files", status_code=status.HTTP_201_CREATED, responses=PROBLEMS, openapi_extra=FILE)
async def attach(
    request: Request,
    graph: Graph,
    actor: Actor,
    request_id: RequestId,
    now: Now,
    chosen: Chosen,
    kept: Kept,
    union: UnionId,
    directive: DirectiveId,
    name: Called,
) -> FileChanged:
    """Add a file that shows what the union has done. The body is the file itself."""
    tidy, asked = titled(name), Ask(actor, request_id)
    await graph.read(lambda tx: evidence.expect(tx, asked, union, directive, tidy))
    attachment = await taken(request, chosen, kept, tidy)
    ask = replace(asked, digest=digest_of(request, said(attachment)))
    return FileChanged(**await evidence.attach(graph, ask, union, directive, attachment, now))


@router.delete(OWN + "/files/{attachment}", responses=PROBLEMS)
async def detach(
    graph: Graph, ask: Asked, now: Now, union: UnionId, directive: DirectiveId, attachment: AttachmentId
) -> FileChanged:
    """Take a file back."""
    return FileChanged(**await evidence.detach(graph, ask, union, directive, attachment, now))


@router.get(OWN + "/files/{attachment}", response_class=FileResponse, responses=documented(404) | SENT)
async def read_file(
    graph: Graph,
    actor: Actor,
    kept: Kept,
    union: UnionId,
    directive: DirectiveId,
    attachment: AttachmentId,
    if_none_match: Have = None,
) -> Response:
    """One file itself, or the part of it that a Range names."""
    found = await graph.read(lambda tx: evidence.read(tx, actor, union, directive, attachment))
    return await whole(kept, found, if_none_match)
