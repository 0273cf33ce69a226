"""Questions: what a union asks about a directive that reaches it, and what it is answered."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from orgnet.directives import Directive
from orgnet.documents import unmarked
from orgnet.errors import Conflict
from orgnet.names import clean
from orgnet.tallies import row_key

QUESTION_LENGTH = 500
ANSWER_LENGTH = 2000


class State(StrEnum):
    """Where a question stands; what was not answered when its cascade was over is closed with it."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a union on a directive. Its answer is for that union alone, or for all who see the directive."""

    id: str
    directive: str
    union: str
    text: str
    asked: datetime | None = None
    answer: str | None = None
    for_all: bool = False
    answered: datetime | None = None

    @property
    def key(self) -> str:
        """What one union has asked on one directive."""
        return row_key(self.directive, self.union)

    @property
    def place(self) -> str:
        """Sorts the questions on a directive: those without an answer first, then the oldest."""
        return f"{0 if self.answer is None else 1}{self.id}"


@dataclass(frozen=True, slots=True)
class Sight:
    """Which questions on a directive somebody sees: all of them, or those of his unions and what was answered for
    all."""

    everything: bool
    unions: Collection[str]

    def sees(self, question: Question) -> bool:
        """Whether a question exists for him."""
        return self.everything or question.for_all or question.union in self.unions


def answerer(directive: Directive) -> str:
    """The union that answers questions on a directive."""
    return directive.issuer


def state(question: Question, directive: Directive) -> State:
    """Where a question on this directive stands."""
    if question.answer is not None:
        return State.ANSWERED
    return State.CLOSED if directive.closed else State.OPEN


def ask(question: Question, earlier: Collection[Question], at: datetime) -> Question:
    """A question with its text tidied; raises Conflict while one that the union asked earlier has no answer."""
    if any(each.answer is None for each in earlier):
        raise Conflict(
            "a question of this union on this directive is still without an answer; only one at a time is possible,"
            " so wait for it"
        )
    text = unmarked(clean(question.text, "text", most=QUESTION_LENGTH, lines=True), "text")
    return replace(question, text=text, asked=at)


def answer(question: Question, said: str, for_all: bool, at: datetime) -> Question:
    """A question with its answer, which may correct a former one; raises Conflict where it says the same."""
    text = unmarked(clean(said, "text", most=ANSWER_LENGTH, lines=True), "text")
    if (text, for_all) == (question.answer, question.for_all):
        raise Conflict("this question has this very answer already", field="text")
    return replace(question, answer=text, for_all=for_all, answered=at)
