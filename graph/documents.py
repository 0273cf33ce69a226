"""Documents as they are read: by those who may see them, found by id or number, and with what is tied to them."""

from collections.abc import Sequence
from dataclasses import replace

from graph import requests
from graph.access import admit, seats
from graph.db import Transaction, row, rows
from graph.deliveries import deliveries
from graph.facts import Answer
from graph.log import Turn
from graph.nodes import directive_of
from graph.positions import position, positions
from graph.standings import standings
from orgnet.directives import Directive, State
from orgnet.documents import Access
from orgnet.errors import Conflict, Missing
from orgnet.facts import Ask, Fact
from orgnet.permissions import OPERATOR, Action, Seat, decide
from orgnet.positions import Position


async def allowed(tx: Transaction, ask: Ask, id: str, action: Action) -> tuple[Directive, Position]:
    """A directive that the asker sees, and where its issuer stands, for whom he may do this; raises otherwise."""
    held = await seats(tx, ask.actor)
    directive = await read(tx, ask.actor, id, held)
    issuer = await position(tx, directive.issuer)
    admit(held, ask.actor, action, issuer)
    return directive, issuer


def record(turn: Turn, ask: Ask, kind: str, directive: Directive, issuer: Position) -> Answer:
    """Append a fact about a directive; the answer to whoever asked."""
    answer: Answer = {"directive": directive.id, "number": directive.number, "seq": turn.seq + 1}
    turn.record(Fact(kind, ask, issuer.union.id, directive.cascade, issuer.branch, answer=answer))
    return answer


async def read(tx: Transaction, actor: str, id: str, held: Sequence[Seat] | None = None) -> Directive:
    """A directive as far as the actor, whose seats may be known, may see it; raises Missing otherwise. What passes on a
    cascade is over with it."""
    directive = await seen(tx, actor, id, held)
    if directive is None:
        raise Missing(f"there is no directive {id}")
    return directive


async def seen(tx: Transaction, actor: str, id: str, held: Sequence[Seat] | None = None) -> Directive | None:
    """A directive as `read` tells it; None where the actor sees none of this id."""
    directive = await found(tx, id)
    if directive is None or not await visible(tx, actor, directive, held):
        return None
    if directive.relay is None or directive.state is not State.ISSUED:
        return directive
    first = await found(tx, directive.cascade)
    over = first and first.closed and first
    return replace(directive, state=over.state, closed=over.closed, closing=over.closing) if over else directive


async def public(tx: Transaction, id: str) -> Directive:
    """A directive that anybody may read, signed in or not; raises Missing for all others as if there were none."""
    directive = await found(tx, id)
    open_to_all = directive is not None and directive.text.access is Access.PUBLIC and directive.issued is not None
    if directive is None or not open_to_all or directive.state is State.WITHDRAWN:
        raise Missing(f"there is no directive {id}")
    return directive


async def first_of(tx: Transaction, actor: str, id: str) -> Directive:
    """The first document of a cascade, by its id or that of any relay, as far as the actor may see it."""
    document = await read(tx, actor, id)
    return document if document.relay is None else await read(tx, actor, document.cascade)


async def found(tx: Transaction, id: str) -> Directive | None:
    """A directive, whoever may see it."""
    known = await row(tx, "MATCH (d:Directive {id: $id}) RETURN properties(d) AS node", id=id)
    return directive_of(known["node"]) if known else None


async def tied(tx: Transaction, actor: str, id: str) -> list[Directive]:
    """The issued directives that say of themselves that they amend or supersede this one, the first one first, as
    far as the actor may see them."""
    known = [directive_of(record["node"]) for record in await rows(tx, TIED, id=id)]
    return [directive for directive in known if await visible(tx, actor, directive)]


TIED = """
MATCH (d:Directive {former: $id}) WHERE d.issued IS NOT NULL
RETURN d {.*, body: null} AS node ORDER BY d.issued
"""


async def named(tx: Transaction, actor: str, text: str) -> Directive:
    """The directive of this id or number that the actor may see; raises Missing, or Conflict for several."""
    known = [directive_of(record["node"]) for record in await rows(tx, NAMED, text=text)]
    visible_ones = [directive for directive in known if await visible(tx, actor, directive)]
    if not visible_ones:
        raise Missing(f"there is no directive {text}")
    if len(visible_ones) > 1:
        raise Conflict(f"{len(visible_ones)} directives have the number {text}; give the id of the one you mean")
    return visible_ones[0]


NAMED = """
MATCH (d:Directive {id: $text}) RETURN properties(d) AS node
UNION MATCH (d:Directive {number: $text}) RETURN properties(d) AS node
"""


async def visible(tx: Transaction, actor: str, directive: Directive, held: Sequence[Seat] | None = None) -> bool:
    """Whether a directive exists for somebody: for its issuer, for whom it reaches, and above these; a reply for who
    sees the request, too; a public one that is issued, for everybody."""
    if actor == OPERATOR or (directive.issued and directive.text.access is Access.PUBLIC):
        return True
    issuer = directive.issuer
    if held is None:
        held = await seats(tx, actor)
    if directive.issued is None:
        return issuer in {seat.union for seat in held}
    near = await positions(tx, {issuer, *(seat.union for seat in held)})
    if decide(Action.READ_DOCUMENTS, actor, held, issuer, near[issuer].superiors).allowed:
        return True
    if directive.request and await requests.seen(tx, actor, directive.request):
        return True
    places = [near[seat.union] for seat in held if seat.union in near]
    return await _concerns(tx, directive, [place for place in places if _within(directive, place)])


def _within(directive: Directive, place: Position) -> bool:
    """Whether a union stands where what is passed on may have come to."""
    return directive.relay is None or directive.relay.at in {place.union.id, *place.superiors}


async def _concerns(tx: Transaction, directive: Directive, places: Sequence[Position]) -> bool:
    """Whether a directive has come to one of these unions, for itself or for anybody below it."""
    first = directive if directive.relay is None else await found(tx, directive.cascade)
    if first is None:
        return False
    came = await deliveries(tx, [(first, place) for place in places])
    there = [place for place in places if came.to(first, place)]
    if any(first.audience.reaches(place.union, place.lines) for place in there):
        return True
    return any(standing.unions for standing in (await standings(tx, first, there)).values())
