"""Why: the table's answer to one question, with the path in the network that decided."""

from dataclasses import dataclass

from graph.access import seats_of
from graph.db import Transaction
from graph.people import may_found_root, one, visible
from graph.positions import position, positions
from orgnet.errors import Missing
from orgnet.permissions import OPERATOR, TABLE, Action, Decision, Rule, Seat, decide, decide_root
from orgnet.positions import Position
from orgnet.tallies import Line
from orgnet.why import Post, Question, Way, operator_sentence, sentence


@dataclass(frozen=True, slots=True)
class Why:
    """The answer in a sentence, the line of the table, the seat that decided, and the way to it."""

    allowed: bool
    sentence: str
    rule: Rule
    seat: Seat | None
    way: Way | None


async def why(tx: Transaction, asker: str, person: str, action: Action, union: str) -> Why:
    """Whether a person may do something at a union, and why; for the person and for who may see him."""
    where, rule = await position(tx, union), TABLE[action]
    if person == OPERATOR:
        answer = decide(action, OPERATOR, (), union, where.superiors)
        return Why(answer.allowed, operator_sentence(action, where.union.name, answer), rule, None, None)
    if not await visible(tx, asker, person):
        raise Missing(f"there is no person {person}")
    held = (await seats_of(tx, [person])).get(person, [])
    answer = await _decide(tx, action, person, held, where)
    names = await _names(tx, where, held)
    known = await one(tx, person)
    posts = [Post(names[seat.union], seat.role) for seat in held]
    question = Question(known.name, known.active, action, where.union.name, posts)
    way = _way(where, answer, names)
    said = sentence(question, answer, way, [_line(where, line, names) for line in _lines(where)])
    return Why(answer.allowed, said, rule, answer.seat, way)


async def _decide(tx: Transaction, action: Action, person: str, held: list[Seat], where: Position) -> Decision:
    if action is Action.FOUND_ROOT:
        return decide_root(person, await may_found_root(tx, person))
    return decide(action, person, held, where.union.id, where.superiors)


async def _names(tx: Transaction, where: Position, held: list[Seat]) -> dict[str, str]:
    near = await positions(tx, {where.union.id, *where.superiors, *(seat.union for seat in held)})
    return {id: place.union.name for id, place in near.items()}


def _lines(where: Position) -> list[Line]:
    """Both lines, where they differ."""
    return [Line.PRIMARY] if where.lines.primary == where.lines.second else list(Line)


def _line(where: Position, line: Line, names: dict[str, str]) -> Way:
    return Way(line, [names[id] for id in (where.union.id, *where.lines.on(line))])


def _way(where: Position, answer: Decision, names: dict[str, str]) -> Way | None:
    """From the union up to the seat that decided, on the primary line if it is there."""
    if answer.seat is None:
        return None
    for line in Line:
        up = (where.union.id, *where.lines.on(line))
        if answer.seat.union in up:
            return Way(line, [names[id] for id in up[: up.index(answer.seat.union) + 1]])
    return None
