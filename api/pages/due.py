"""What is due for somebody: over all unions for which he acts, the most urgent first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.pages.readers import Chair, Reader
from graph import tasks
from graph.db import Transaction
from graph.inbox import Entry, entry, inbox
from graph.positions import positions
from orgnet.directives import Directive
from orgnet.tasks import Part, Task
from orgnet.unions import Union


@dataclass(frozen=True, slots=True)
class Item:
    """A directive that has come to one of somebody's unions, and who has issued it."""

    entry: Entry
    chair: Chair
    issuer: Union | None

    @property
    def address(self) -> str:
        """Where it is read."""
        return _address(self.chair, self.entry.directive)


async def items(
    tx: Transaction, reader: Reader, chairs: Iterable[Chair], today: date, *, open_only: bool
) -> list[Item]:
    """What has come to these unions; what is to be done first comes first."""
    found = [
        (each, chair)
        for chair in chairs
        for each in await inbox(tx, reader.id, chair.union, today, open_only=open_only)
    ]
    return await _listed(tx, found)


async def _listed(tx: Transaction, found: Sequence[tuple[Entry, Chair]]) -> list[Item]:
    places = await positions(tx, {each.directive.issuer for each, _ in found})
    issuers = {id: place.union for id, place in places.items()}
    listed = [Item(each, chair, issuers.get(each.directive.issuer)) for each, chair in found]
    return sorted(listed, key=lambda item: item.entry.key)


async def one(tx: Transaction, reader: Reader, chair: Chair, directive: str, today: date) -> Item | None:
    """One of them, done or not."""
    found = await entry(tx, reader.id, chair.union, directive, today)
    return next(iter(await _listed(tx, [(found, chair)] if found else [])), None)


@dataclass(frozen=True, slots=True)
class Assigned:
    """The part that one of somebody's unions has in a task."""

    directive: Directive
    task: Task
    part: Part
    chair: Chair

    @property
    def address(self) -> str:
        """Where it is reported on."""
        return _address(self.chair, self.directive)


def _address(chair: Chair, directive: Directive) -> str:
    return f"/unions/{chair.union}/inbox/{directive.cascade}"


async def assigned(tx: Transaction, reader: Reader, chairs: Iterable[Chair]) -> list[Assigned]:
    """The tasks in which these unions have still something to do, the earliest gate first."""
    found = [
        Assigned(*each, chair)
        for chair in chairs
        for each in await tasks.of_union(tx, reader.id, chair.union, open_only=True)
    ]
    return sorted(found, key=lambda each: each.part.urgency)


def grouped(listed: Sequence[Item], today: date) -> Mapping[str, list[Item]]:
    """What is due by how soon: overdue, today, this week, later, without a day."""
    groups: dict[str, list[Item]] = {}
    for item in listed:
        groups.setdefault(soon(item.entry.due, today), []).append(item)
    return groups


def soon(due: date | None, today: date) -> str:
    """How soon something is due: overdue, today, this week, later, without a day."""
    if due is None:
        return "undated"
    apart = (due - today).days
    return "overdue" if apart < 0 else "today" if apart == 0 else "week" if apart < 7 else "later"
