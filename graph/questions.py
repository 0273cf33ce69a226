"""Questions on directives: asked by whom they reach, answered by their issuer, read by who sees them."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from graph import documents
from graph.access import allow, covered, seats
from graph.db import Database, Transaction, row, rows, run
from graph.facts import Answer, change
from graph.log import Turn
from graph.nodes import Node, directive_of, instant
from graph.positions import position
from orgnet import questions
from orgnet.directives import Directive, may_act
from orgnet.errors import Missing
from orgnet.facts import Ask, Fact
from orgnet.permissions import Action
from orgnet.positions import Position
from orgnet.questions import Question, Sight, answerer


async def ask(database: Database, ask: Ask, question: Question, now: datetime) -> Answer:
    """Ask for a union on a directive that reaches it; the answer names the `question` and the `seq` of the fact."""

    async def work(turn: Turn) -> Answer:
        directive, place = await _reached(turn.tx, ask.actor, question)
        await allow(turn.tx, ask.actor, Action.ASK, place)
        may_act(directive, turn.today)
        earlier = [_question_of(each["node"]) for each in await rows(turn.tx, EARLIER, key=question.key)]
        asked = questions.ask(question, earlier, turn.at)
        await run(turn.tx, "CREATE (q:Question {id: $id}) SET q = $properties", **_written(asked))
        return _record(turn, ask, "question asked", asked, place)

    return await change(database, ask, work, now)


EARLIER = "MATCH (q:Question {key: $key}) RETURN properties(q) AS node"


async def answer(database: Database, ask: Ask, id: str, said: str, for_all: bool, now: datetime) -> Answer:
    """Answer a question for the union that asked or for all, or correct the answer: the former one stays in the log."""

    async def work(turn: Turn) -> Answer:
        question, directive = await _seen(turn.tx, ask.actor, id)
        place = await position(turn.tx, answerer(directive))
        await allow(turn.tx, ask.actor, Action.ANSWER, place)
        may_act(directive, turn.today)
        answered = questions.answer(question, said, for_all, turn.at)
        await run(turn.tx, "MATCH (q:Question {id: $id}) SET q = $properties", **_written(answered))
        if question.answer is None:
            return _record(turn, ask, "question answered", answered, place)
        former = {"former": question.answer, "former_for_all": question.for_all}
        return _record(turn, ask, "answer corrected", answered, place, former)

    return await change(database, ask, work, now)


def _record(
    turn: Turn, ask: Ask, kind: str, question: Question, place: Position, former: dict[str, Any] | None = None
) -> Answer:
    """Append a fact about a question, at the union that acts; the answer to whoever asked."""
    answer: Answer = {"question": question.id, "directive": question.directive, "seq": turn.seq + 1}
    data = {"question": question.id, "asked": question.union, **(former or {})}
    turn.record(Fact(kind, ask, place.union.id, question.directive, place.branch, data, answer))
    return answer


async def _reached(tx: Transaction, actor: str, question: Question) -> tuple[Directive, Position]:
    """The directive and where the asking union stands, which it reaches; raises Missing otherwise."""
    place = await position(tx, question.union)
    if not await covered(tx, actor, Action.READ_DOCUMENTS, [place]):
        raise Missing(f"there is no inbox of union {question.union}")
    directive = await documents.read(tx, actor, question.directive)
    if not directive.audience.reaches(place.union, place.lines):
        raise Missing(f"there is no directive {question.directive} for {place.union.name}")
    return directive, place


async def _seen(tx: Transaction, actor: str, id: str) -> tuple[Question, Directive]:
    """A question that exists for the actor, and its directive; raises Missing otherwise."""
    found = await row(
        tx,
        """
        MATCH (q:Question {id: $id}) MATCH (d:Directive {id: q.directive})
        RETURN properties(q) AS node, d {.*, body: null} AS directive
        """,
        id=id,
    )
    if found:
        question, directive = _question_of(found["node"]), directive_of(found["directive"])
        if await documents.visible(tx, actor, directive) and (await _sight(tx, actor, directive)).sees(question):
            return question, directive
    raise Missing(f"there is no question {id}")


async def _sight(tx: Transaction, actor: str, directive: Directive) -> Sight:
    """What somebody sees of the questions on a directive: who reads the documents of the union that answers, all."""
    place = await position(tx, answerer(directive))
    everything = bool(await covered(tx, actor, Action.READ_DOCUMENTS, [place]))
    return Sight(everything, sorted({seat.union for seat in await seats(tx, actor)}))


async def on(tx: Transaction, actor: str, directive: str, after: str, limit: int) -> tuple[Directive, list[Question]]:
    """A directive with the questions on it that the actor sees, from after a place: those without an answer first."""
    about = await documents.read(tx, actor, directive)
    sight = await _sight(tx, actor, about)
    page = {"after": after, "limit": limit, "everything": sight.everything, "unions": list(sight.unions)}
    return about, [_question_of(each["node"]) for each in await rows(tx, ON, directive=directive, **page)]


ON = """
MATCH (q:Question {directive: $directive}) WHERE $everything OR q.for_all OR q.union IN $unions
WITH q, CASE WHEN q.answer IS NULL THEN '0' ELSE '1' END + q.id AS place
WHERE place > $after
RETURN properties(q) AS node ORDER BY place LIMIT $limit
"""


def _written(question: Question) -> dict[str, Any]:
    values = asdict(question) | {"key": question.key}
    return {"id": question.id, "properties": {name: value for name, value in values.items() if value is not None}}


def _question_of(node: Node) -> Question:
    return Question(
        id=node["id"],
        directive=node["directive"],
        union=node["union"],
        text=node["text"],
        asked=instant(node["asked"]),
        answer=node.get("answer"),
        for_all=node["for_all"],
        answered=instant(node.get("answered")),
    )
