"""Assignments: the tasks that a document carries."""

from datetime import date

from pydantic import Field

from api.models import Id, Strict
from orgnet.tasks import MOST_PARTNERS, TITLE_LENGTH, Task


class TaskIn(Strict):
    """A task: who leads it, who co-operates, and until when."""

    title: str = Field(examples=["困难职工摸底建档"], max_length=TITLE_LENGTH)
    lead: Id
    partners: list[Id] = Field(default_factory=list[str], max_length=MOST_PARTNERS)
    gate: date | None = Field(None, description="a day not after the document's own", examples=["2099-01-10"])

    @classmethod
    def of(cls, task: Task) -> "TaskIn":
        """From the domain."""
        return cls(title=task.title, lead=task.lead, partners=list(task.partners), gate=task.gate)

    def task(self) -> Task:
        """As the domain has it."""
        return Task(self.title, self.lead, tuple(self.partners), self.gate)
