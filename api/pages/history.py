"""History: the log of a union and its branch, by who, what and when; each line leads to what it is about."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, StreamingResponse

from api.actors import Graph
from api.exports import disposition
from api.formats import Format
from api.history import LATEST
from api.languages import Language
from api.ledgers import as_file
from api.pages.administration import office
from api.pages.readers import Reading
from api.pages.rendering import language_of, render
from api.paging import Cursor, decode, encode
from api.unions import UnionId
from graph import audits, people
from graph.access import allow
from graph.audits import reading, sift
from graph.db import Database, Transaction
from graph.history import Told
from graph.positions import position
from orgnet.documents import DocumentKind
from orgnet.exports import CHINESE
from orgnet.history import TOPICS, Change, Choice
from orgnet.ledgers import Row
from orgnet.permissions import Action
from orgnet.steps import Value

router = APIRouter(prefix="/unions/{union}/log")

MOST = 50

Word = Annotated[str, Query(max_length=100)]
Day = Annotated[str, Query(max_length=10)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for, as it was typed."""

    what: Word = ""
    who: Word = ""
    since: Day = ""
    until: Day = ""
    alone: Annotated[bool, Query()] = False

    def said(self) -> dict[str, str]:
        """As it stands in an address."""
        given = {"what": self.what, "who": self.who, "since": self.since, "until": self.until}
        return {name: value for name, value in given.items() if value} | ({"alone": "1"} if self.alone else {})


Asking = Annotated[Asked, Depends(Asked)]


@router.get("")
async def read(
    request: Request, graph: Graph, reader: Reading, union: UnionId, asked: Asking, cursor: Cursor = None
) -> HTMLResponse:
    """The latest facts that are looked for."""
    name = f"log page {union}"
    choice, newest = await _choice(graph, reader.id, asked)
    before = min(decode(name, cursor, LATEST), newest)
    facts, onward = await sift(graph, reading(reader.id, union, asked.alone), choice, before, MOST)
    language = language_of(request)
    context = {
        "office": await graph.read(lambda tx: office(tx, reader.id, union)),
        "facts": facts,
        "more": encode(name, onward) if onward else None,
        "asked": asked,
        "topics": TOPICS,
        "named": partial(named, language),
        "leads": leads,
        "worded": partial(worded, language),
    }
    return render(request, "history.html", context)


async def _choice(graph: Database, actor: str, asked: Asked) -> tuple[Choice, int]:
    """What is looked for, and the number before which it stands."""
    since, until = (_midnight(graph, day) for day in (asked.since, asked.until))
    found = await graph.read(lambda tx: people.found(tx, actor, asked.who)) if asked.who.strip() else None
    actors = frozenset({asked.who.strip(), *(each["id"] for each in found)}) if found is not None else None
    newest = await graph.read(lambda tx: audits.number_at(tx, until + timedelta(days=1))) if until else LATEST
    return Choice(frozenset(TOPICS.get(asked.what) or [asked.what] if asked.what else []), actors, since), newest


def _midnight(graph: Database, day: str) -> datetime | None:
    """When a day begins; what is no day chooses nothing."""
    try:
        return datetime.combine(date.fromisoformat(day), time(), graph.zone) if day else None
    except ValueError:
        return None


def named(language: Language, kind: str) -> str:
    """What a kind of fact is called; of a request, after the kind of its document."""
    first, _, rest = kind.partition(" ")
    if rest and first in set(DocumentKind):
        return f"{language.term(DocumentKind(first))} {named(language, rest)}"
    return str(language.words.pgettext("fact", kind.replace("_", " ")))


def worded(language: Language, change: Change, value: Value) -> str:
    """One end of a change as it is read: a word of the domain in the reader's language."""
    said = "–" if value in (None, "") else str(value)
    return CHINESE.get(said, said) if change.what in WORDED and language.code == "zh" else said.replace("_", " ")


WORDED = {"level", "kind", "status", "sector"}


def leads(fact: Told) -> str:
    """Where a line of the log leads: to the document, the person or the union it is about; empty for nowhere."""
    at = f"/unions/{fact.union.id}" if fact.union else ""
    if fact.kind in TOPICS["structure"] or not at:
        return at
    if fact.kind in TOPICS["people"]:
        return f"{at}/invitations" if fact.kind.startswith("invit") else f"{at}/seats"
    if fact.kind.startswith("group"):
        return f"{at}/groups"
    first = fact.kind.partition(" ")[0]
    if fact.subject and first not in {*DocumentKind, "drafted", "redrafted"}:
        return f"/directives/{fact.subject}"
    return at


@router.get("/export", response_class=StreamingResponse)
async def export(request: Request, graph: Graph, reader: Reading, union: UnionId, asked: Asking) -> StreamingResponse:
    """All that is looked for, as a workbook."""

    async def look(tx: Transaction) -> str:
        where = await position(tx, union)
        await allow(tx, reader.id, Action.SEE_LOG, where)
        return where.union.name

    name, language = await graph.read(look), language_of(request)
    headings = [language.say(each) for each in ("When", "What", "Who", "Union", "Number")]
    headers = disposition(f"{name} {language.say('Log')}", f"{union}-log", Format.XLSX)
    return await as_file(_rows(graph, language, reader.id, union, asked), headings, Format.XLSX, headers)


async def _rows(
    graph: Database, language: Language, actor: str, union: str, asked: Asked
) -> AsyncGenerator[Sequence[Row]]:
    choice, before = await _choice(graph, actor, asked)
    onward: int | None = before
    while onward is not None:
        facts, onward = await sift(graph, reading(actor, union, asked.alone), choice, onward, audits.LOOKED)
        yield [_row(graph, language, fact) for fact in facts]


def _row(graph: Database, language: Language, fact: Told) -> Row:
    at = language.instant(fact.at, graph.zone)
    return [at, named(language, fact.kind), fact.actor_name, fact.union.name if fact.union else None, fact.seq]
