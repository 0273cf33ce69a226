"""Why: the table's answer to one question, with the path in the network that decided."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from graph import documents
from graph.access import covered, places_of, posts_of, seats, see
from graph.db import Transaction
from graph.naming import union_named, unions_named
from graph.people import may_found_root, one
from graph.positions import position, positions
from orgnet.directives import Directive
from orgnet.documents import Access
from orgnet.permissions import OPERATOR, TABLE, Action, Decision, Rule, Seat, decide, decide_root
from orgnet.positions import Position
from orgnet.tallies import Line
from orgnet.unions import Status
from orgnet.why import (
    ON_DIRECTIVES,
    Post,
    Question,
    Way,
    carried,
    drafted,
    operator_sentence,
    out_of_sight,
    public,
    sentence,
    through_directive,
    unreached,
)


@dataclass(frozen=True, slots=True)
class Why:
    """The answer in a sentence, the line of the table, the seat that decided, and the way to it."""

    allowed: bool
    sentence: str
    rule: Rule
    seat: Seat | None = None
    way: Way | None = None


async def why(tx: Transaction, asker: str, person: str, action: Action, union: str) -> Why:
    """Whether a person may do something at a union, and why; for the person and for who may see him.

    Seats that the asker may not see are not told of.
    """
    where, rule = await position(tx, union), TABLE[action]
    if person == OPERATOR:
        answer = decide(action, OPERATOR, (), union, where.superiors)
        return Why(answer.allowed, operator_sentence(action, where.union.name, answer), rule)
    sighted = await _sighted(tx, asker, person)
    answer = await _decide(tx, action, person, where)
    question = await _question(tx, action, person, where, sighted)
    if answer.seat and answer.seat.union not in sighted:
        return Why(True, out_of_sight(question), rule)
    names = {id: place.union.name for id, place in (await positions(tx, {union, *where.superiors})).items()}
    looked_at = [Way(line, [names[id] for id in _up(where, line)]) for line in _lines(where)]
    way = _way(where, answer, names)
    return Why(answer.allowed, sentence(question, answer, way, looked_at), rule, answer.seat, way)


async def why_named(tx: Transaction, asker: str, person: str, action: Action, thing: str) -> Why:
    """The same of a union as people name it, or of a directive by its id or number."""
    if action not in ON_DIRECTIVES or thing in await unions_named(tx, [thing]):
        return await why(tx, asker, person, action, await union_named(tx, thing))
    directive = await documents.named(tx, asker, thing)
    issuer, title = directive.issuer, directive.number or f"《{directive.text.title}》"
    if person == OPERATOR or action not in (Action.READ_DOCUMENTS, Action.MARK):
        answer = await why(tx, asker, person, action, issuer)
        return replace(answer, sentence=through_directive(answer.sentence, title, "is its own"))
    return await _why_reached(tx, asker, person, action, directive, title)


async def _why_reached(
    tx: Transaction, asker: str, person: str, action: Action, directive: Directive, title: str
) -> Why:
    """Whether a person may read or sign a directive: because of its ends, or of where it reaches."""
    question = await _question(
        tx, action, person, await position(tx, directive.issuer), await _sighted(tx, asker, person)
    )
    visible = await documents.visible(tx, person, directive)
    if directive.issued is None:
        allowed = visible and action is Action.READ_DOCUMENTS
        return Why(allowed, drafted(question, title, visible), TABLE[action])
    if action is Action.READ_DOCUMENTS and directive.text.access is Access.PUBLIC:
        return Why(True, public(question, title), TABLE[action])
    answer: Why | None = None
    for union, relation in await _ends(tx, person, action, directive):
        answer = await why(tx, asker, person, action, union)
        if answer.allowed:
            return replace(answer, sentence=through_directive(answer.sentence, title, relation))
    if action is Action.READ_DOCUMENTS and visible:
        return Why(True, carried(question, title), TABLE[action])
    return answer or Why(False, unreached(question, title), TABLE[action])


async def _ends(tx: Transaction, person: str, action: Action, directive: Directive) -> list[tuple[str, str]]:
    """The unions that decide, and what the directive has to do with them."""
    audience, held = directive.audience, await seats(tx, person)
    near = await positions(tx, {seat.union for seat in held})
    reached = [(id, "reaches it") for id, at in near.items() if audience.reaches(at.union, at.lines)]
    if action is Action.MARK:
        return sorted(reached)
    roots = [(root, "is addressed to it") for root in audience.roots if root != directive.issuer]
    return [(directive.issuer, "is its own"), *roots, *sorted(reached)]


async def _sighted(tx: Transaction, asker: str, person: str) -> set[str]:
    """The unions of a person's seats that the asker may know of; raises Missing where he may not see the person."""
    places = await see(tx, asker, person)
    if asker == person:
        return {place.union.id for place in places}
    return await covered(tx, asker, Action.SEE_PEOPLE, places)


async def _decide(tx: Transaction, action: Action, person: str, where: Position) -> Decision:
    if action is Action.FOUND_ROOT:
        return decide_root(person, await may_found_root(tx, person))
    return decide(action, person, await seats(tx, person), where.union.id, where.superiors)


async def _question(
    tx: Transaction, action: Action, person: str, where: Position, sighted: Collection[str]
) -> Question:
    known = await one(tx, person)
    unions = {place.union.id: place.union for place in await places_of(tx, person)}
    posts = [
        Post(unions[seat.union].name, seat.role, unions[seat.union].status is Status.DISSOLVED)
        for seat in await posts_of(tx, person)
        if seat.union in sighted
    ]
    return Question(known.name, known.active, action, where.union.name, posts)


def _lines(where: Position) -> list[Line]:
    """Both lines, where they differ."""
    return [Line.PRIMARY] if _up(where, Line.PRIMARY) == _up(where, Line.SECOND) else list(Line)


def _up(where: Position, line: Line) -> tuple[str, ...]:
    """A union and all above it; of a dissolved one, all above where it stood."""
    return (where.union.id, *(where.lines.on(line) or where.former.on(line)))


def _way(where: Position, answer: Decision, names: dict[str, str]) -> Way | None:
    """From the union up to the seat that decided, on the primary line if it is there."""
    if answer.seat is None:
        return None
    for line in Line:
        up = _up(where, line)
        if answer.seat.union in up:
            return Way(line, [names[id] for id in up[: up.index(answer.seat.union) + 1]])
    return None
