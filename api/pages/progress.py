"""Progress: how far a directive has got in a branch, who holds it up, and who has not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.actors import Graph
from api.clock import Now
from api.directives import DirectiveId
from api.files import Chosen
from api.languages import Language
from api.pages.forms import Sent
from api.pages.readers import Chair, Reader, Reading
from api.pages.rendering import language_of, render
from api.pages.sessions import onward
from api.paging import Cursor, decode, encode
from api.progress import At, Figures
from graph import progress, reminders, stalled, unions
from graph.chases import chases
from graph.db import Transaction
from graph.progress import Progress
from graph.stalled import Stalled
from graph.walks import seen_walk
from orgnet.chases import Chase
from orgnet.directives import Directive, Way
from orgnet.kinds import Kind
from orgnet.lags import Thinning, thinnings
from orgnet.levels import Level
from orgnet.receipts import Milestone, due
from orgnet.tiles import Tile, step, tile_of
from orgnet.unions import Union

router = APIRouter(prefix="/directives/{directive}")

MOST, STALLED = 100, 20


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a branch stands with a directive, child by child."""

    directive: Directive
    top: Progress
    line: Sequence[Union]
    children: Sequence[Progress]
    more: str | None
    stalled: Sequence[Stalled]
    chases: Mapping[str, Chase]

    @property
    def milestone(self) -> Milestone:
        """What it asks for in the end; of what asks for nothing, that it is read."""
        return due(self.directive.text.duties) or Milestone.READ

    def figures(self, progress: Progress, today: date) -> Figures:
        """The figures of a branch."""
        return Figures.of(self.directive, progress.standing, today)

    def facets(self) -> Sequence[tuple[Level, Kind, int, Mapping[Milestone, int]]]:
        """By level and kind, how many are expected and how many hold each milestone."""
        found = self.top.standing.facets().items()
        return [(level, kind, expected, held) for (level, kind), (expected, held) in found]

    def tiles(self) -> Sequence[tuple[Tile | None, Progress, int]]:
        """Of what goes to the nation, the unions directly below as squares of a map, coloured by the share of those that
        have done what is asked; those without a place on it last."""
        if self.top.place.union.level is not Level.NATIONAL:
            return []
        found = [(tile_of(each.place.union), each) for each in self.children if each.standing.unions]
        if not any(tile for tile, _ in found):
            return []
        found.sort(key=lambda pair: pair[0] is None)
        return [(tile, each, self.reached(each)) for tile, each in found]

    def reached(self, progress: Progress) -> int:
        """How many of a branch have done what is asked in the end."""
        return progress.standing.reached()[self.milestone]

    def thinnings(self) -> Sequence[Thinning]:
        """How it thins out from level to level."""
        standing = self.top.standing
        return thinnings(standing.expected, standing.held, direct=self.directive.way is Way.DIRECT)


@router.get("/progress")
async def read(
    request: Request,
    graph: Graph,
    reader: Reading,
    now: Now,
    directive: DirectiveId,
    at: At = None,
    cursor: Cursor = None,
) -> HTMLResponse:
    """Where a directive has got to in a branch."""
    name = f"progress page {directive} {at}"
    after = decode(name, cursor, "")

    async def look(tx: Transaction) -> Seen:
        document, top = await progress.seen(tx, reader.id, directive, at)
        union = top.place.union.id
        children = await progress.children(tx, document, union, after, MOST + 1)
        more = encode(name, children[MOST - 1].place.union.code) if len(children) > MOST else None
        held_up = await stalled.stalled(tx, document, union, STALLED) if document.way is Way.LEVEL_BY_LEVEL else []
        who = await chases(tx, reader.id, document, [each.progress.place for each in held_up])
        line = [*await unions.line(tx, union), top.place.union]
        return Seen(document, top, line, children[:MOST], more, held_up, who)

    found = await graph.read(look)
    by = _reminds(reader, found.line)
    curve, language = found.thinnings(), language_of(request)
    context = {"step": step, "found": found, "at": found.top.place.union, "by": by, "curve": curve}
    return render(request, "progress.html", context | {"rows": [_row(language, each) for each in curve]})


def _row(language: Language, each: Thinning) -> Mapping[str, object]:
    """A level as charts draw it."""
    hours = {"median": each.signing.median / 60, "most": each.signing.p90 / 60} if each.signing else {}
    counts = {"expected": each.expected, "delivered": each.delivered, "signed": each.signed, "done": each.done}
    return {"level": language.term(each.level), "median": None, "most": None} | hours | counts


def _reminds(reader: Reader, line: Sequence[Union]) -> Chair | None:
    """The union nearest above on whose behalf somebody can remind."""
    return next((chair for each in reversed(line) if (chair := reader.at(each.id)) and chair.signs), None)


@router.get("/missing")
async def read_missing(
    request: Request,
    graph: Graph,
    reader: Reading,
    directive: DirectiveId,
    at: At = None,
    milestone: Milestone = Milestone.SIGNED,
    cursor: Cursor = None,
) -> HTMLResponse:
    """Who has not yet, one by one, and how each is reached."""
    name = f"missing page {directive} {at} {milestone}"
    after = decode(name, cursor, list[str]())

    async def look(tx: Transaction) -> dict[str, object]:
        _, top = await progress.seen(tx, reader.id, directive, at)
        document, found, path = await seen_walk(tx, reader.id, directive, at, milestone, after, MOST)
        line = [*await unions.line(tx, top.place.union.id), top.place.union]
        return {
            "directive": document,
            "top": top,
            "line": line,
            "missing": found,
            "more": encode(name, list(path)) if path else None,
            "chases": await chases(tx, reader.id, document, [each.place for each in found]),
            "by": _reminds(reader, line),
        }

    return render(request, "missing.html", await graph.read(look) | {"milestone": milestone, "begins": not cursor})


@router.post("/reminders")
async def remind(
    graph: Graph, reader: Reading, now: Now, chosen: Chosen, sent: Sent, directive: DirectiveId
) -> Response:
    """Remind those that are named, or if none is all who have not."""
    milestone = Milestone(sent["milestone"]) if sent["milestone"] in list(Milestone) else None
    what = (directive, milestone, sent.all("union"), sent["branch"] or None, chosen.reminder_interval)
    await reminders.remind(graph, sent.ask, sent["by"], *what, now)
    return onward(sent["next"] or f"/directives/{directive}/progress")
