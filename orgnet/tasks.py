"""Tasks (分解任务): what a document asks of some by name: one leads, others co-operate, and there is a gate date."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from orgnet.documents import unmarked
from orgnet.errors import Conflict, Invalid
from orgnet.names import clean

MOST, MOST_PARTNERS = 20, 50
TITLE_LENGTH, NOTE_LENGTH = 80, 2000


@dataclass(frozen=True, slots=True)
class Task:
    """One task of a document: who leads it, who co-operates, and until when."""

    title: str
    lead: str
    partners: tuple[str, ...] = ()
    gate: date | None = None

    @property
    def unions(self) -> tuple[str, ...]:
        """All who have a part in it, the lead first."""
        return (self.lead, *self.partners)


class State(StrEnum):
    """Where a part stands; what was returned is to be done again."""

    OPEN = "open"
    BEGUN = "begun"
    DONE = "done"
    ACCEPTED = "accepted"
    RETURNED = "returned"


NEXT = {
    State.OPEN: frozenset({State.BEGUN, State.DONE}),
    State.BEGUN: frozenset({State.DONE, State.OPEN}),
    State.DONE: frozenset({State.ACCEPTED, State.RETURNED, State.BEGUN, State.DONE}),
    State.RETURNED: frozenset({State.BEGUN, State.DONE}),
    State.ACCEPTED: frozenset({State.RETURNED, State.ACCEPTED}),
}
"""What may follow on each state. What is accepted stays, until it is returned."""


@dataclass(frozen=True, slots=True)
class Part:
    """The part of one union in a task, the `place`-th of its document: where it stands since when, what the union
    said, and why it was returned."""

    cascade: str
    place: int
    union: str
    leads: bool
    gate: date | None = None
    state: State = State.OPEN
    since: datetime | None = None
    note: str | None = None
    reason: str | None = None

    @property
    def key(self) -> str:
        """Tells it from all others, and sorts those of a document by task, the lead first."""
        return f"{self.cascade}|{self.place:02}|{'' if self.leads else self.union}"

    @property
    def urgency(self) -> str:
        """Sorts the parts of a union by their gates."""
        return f"{self.gate or '9999-99-99'} {self.key}"

    @property
    def open(self) -> bool:
        """Whether the union has still to do something."""
        return self.state in (State.OPEN, State.BEGUN, State.RETURNED)

    def late(self, today: date) -> bool:
        """Whether the gate has passed, and it is not done."""
        return self.open and self.gate is not None and self.gate < today


def assignable(tasks: Sequence[Task], deadline: date | None) -> tuple[Task, ...]:
    """The tasks tidied; raises Invalid, naming the field, where one cannot be."""
    if len(tasks) > MOST:
        raise Invalid(f"a document has at most {MOST} tasks", field="tasks")
    return tuple(_tidied(task, deadline, f"tasks.{n}") for n, task in enumerate(tasks))


def _tidied(task: Task, deadline: date | None, field: str) -> Task:
    if len(task.partners) > MOST_PARTNERS:
        raise Invalid(f"at most {MOST_PARTNERS} unions co-operate in a task", field=f"{field}.partners")
    if len(set(task.unions)) < len(task.unions):
        raise Invalid("a union has one part in a task, as its lead or beside it", field=f"{field}.partners")
    if task.gate and deadline and task.gate > deadline:
        raise Invalid(f"the gate is after the document's own day {deadline}", field=f"{field}.gate")
    title = unmarked(clean(task.title, f"{field}.title", most=TITLE_LENGTH), f"{field}.title")
    return replace(task, title=title)


def parts(cascade: str, tasks: Sequence[Task]) -> list[Part]:
    """The parts of all in the tasks of a document."""
    return [
        Part(cascade, n, union, union == task.lead, task.gate)
        for n, task in enumerate(tasks, start=1)
        for union in task.unions
    ]


def moved(part: Part, state: State, at: datetime, said: str | None = None) -> Part:
    """The part in another state; `said` is a note of the union, or why it is returned. Raises Conflict where that
    state cannot follow."""
    if state not in NEXT[part.state]:
        raise Conflict(f"this part is {part.state}; what may follow is: {', '.join(sorted(NEXT[part.state]))}")
    if state is State.RETURNED:
        return replace(part, state=state, since=at, reason=said)
    note = part.note if said is None or state is State.ACCEPTED else said
    return replace(part, state=state, since=at, note=note, reason=part.reason if state is State.BEGUN else None)
