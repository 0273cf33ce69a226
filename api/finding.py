"""Finding directives: by words, by number, by issuer, by kind, by state, and by when they were issued or closed."""

import hashlib
import re
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BeforeValidator, Field

from api.actors import Actor, Graph
from api.directives import DirectiveOut
from api.paging import Page, Paged, encode
from api.problems import documented
from graph.finding import find
from orgnet.directives import State
from orgnet.documents import DocumentKind
from orgnet.finding import Question, words_of
from orgnet.series import part
from orgnet.shelving import NEWEST, OLDEST, period, place, year_of

router = APIRouter(prefix="/directives", tags=["directives"])

Year = Annotated[int, Field(ge=1900, le=2199)]


def _as_written(text: str) -> date:
    """A day as it is written; without this a number would be taken for seconds since 1970."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise ValueError("a day is one such as 2026-03-02")
    return date.fromisoformat(text)


Day = Annotated[date, BeforeValidator(_as_written), Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))]

WORDS = """
Words apart by blanks, all of which must stand in the title or the body; width, case and punctuation do not matter.
"""
NUMBER = "a document number, or what you know of one: 总工发, 〔2026〕, 23号, 总工发23号"


@router.get("", responses=documented())
async def find_directives(
    graph: Graph,
    actor: Actor,
    paging: Paged,
    words: Annotated[str | None, Query(max_length=200, description=WORDS, examples=["送温暖"])] = None,
    number: Annotated[str | None, Query(max_length=100, description=NUMBER, examples=["总工发〔2026〕23号"])] = None,
    issuer: Annotated[str | None, Query(max_length=64, description="the union that issued it")] = None,
    kind: Annotated[list[DocumentKind] | None, Query(description="only these kinds")] = None,
    state: Annotated[list[State] | None, Query(description="only in these states")] = None,
    year: Annotated[Year | None, Query(description="the year in which it was issued")] = None,
    since: Annotated[Day | None, Query(description="the first day on which it may have been issued")] = None,
    until: Annotated[Day | None, Query(description="the last day on which it may have been issued")] = None,
    closed: Annotated[Year | None, Query(description="the year in which it was closed, in whatever way")] = None,
) -> Page[DirectiveOut]:
    """The directives that you may see, the latest issued first; all that is asked for must be true of them.

    Drafts are there for those who have a seat at their union. A page may have few items, or none, and still have
    a next one: where much has to be looked through, that goes on there.
    """
    begins, ends = period(year, since, until, graph.zone)
    question = Question(
        words=words_of(words) if words is not None else (),
        number=part(number) if number is not None else None,
        issuer=issuer,
        kinds=kind or tuple(DocumentKind),
        states=state or tuple(State),
        since=begins,
        until=ends,
        over=year_of(closed, graph.zone) if closed else None,
    )
    name = f"directives {hashlib.sha256(repr(question).encode()).hexdigest()[:20]}"
    before = place(paging.after(name, NEWEST))
    found, rest = await graph.read(lambda tx: find(tx, actor, question, before, paging.limit + 1))
    if len(found) > paging.limit:
        rest = found[paging.limit - 1][1]
    following = encode(name, rest) if rest > OLDEST else None
    return paging.page([DirectiveOut.of(each) for each, _ in found[: paging.limit]], following)
