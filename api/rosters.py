"""Rosters out of files: read, the codes for whoever is new laid down, and the rows left out given back."""

import csv
import os
import secrets
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from uuid_utils import uuid7

from api.sheets import sheets, write_sheet
from graph import rosters
from graph.batches import batches
from graph.db import Database
from orgnet import onetime
from orgnet.errors import Conflict, Invalid, Refusal
from orgnet.facts import Ask
from orgnet.rosters import COLUMNS, Entry, Outcome, Step
from orgnet.sheets import Fault, Heading, Numbered, Read, harmless, table


@dataclass
class Row:
    """A row of a file: where it stood, what it held, and the entry it is unless it has faults."""

    heading: Heading
    number: int
    cells: Sequence[str]
    faults: list[Fault]
    entry: Entry | None = None


@dataclass
class Roster:
    """The rows of files, and the faults of headings, which no row has."""

    rows: list[Row] = field(default_factory=list[Row])
    faults: list[Fault] = field(default_factory=list[Fault])
    outcomes: list[tuple[Row, Step]] = field(default_factory=list[tuple[Row, Step]])

    @property
    def wrong(self) -> list[Row]:
        """The rows that cannot be taken."""
        return [row for row in self.rows if row.faults]

    @property
    def due(self) -> list[Step]:
        """What is to be done."""
        return [step for _, step in self.outcomes if not step.idle]

    @property
    def coded(self) -> list[Step]:
        """Those who get a one-time code."""
        return [step for step in self.due if step.coded]


def read(files: Sequence[Path]) -> Roster:
    """Read files; raises Invalid for one that cannot be read or has no rows."""
    roster = Roster()
    for path in files:
        before = len(roster.rows)
        for sheet in sheets(path):
            name = sheet.name if len(files) == 1 or sheet.name == path.stem else f"{path.name} {sheet.name}"
            cells: dict[int, Sequence[str]] = {}
            heading, reads = table(name, _kept(sheet.rows, cells), COLUMNS)
            for each in reads:
                if heading is None:
                    roster.faults += each.faults
                else:
                    roster.rows.append(_row(heading, each, cells.pop(each.number)))
        if len(roster.rows) == before and not roster.faults:
            raise Invalid(f"{path.name} holds no rows below its headings")
    return roster


def _kept(rows: Iterable[Numbered], cells: dict[int, Sequence[str]]) -> Iterator[Numbered]:
    """The rows, whose cells are kept, in case they have to be given back."""
    for number, row in rows:
        cells[number] = row
        yield number, row


def _row(heading: Heading, read: Read, cells: Sequence[str]) -> Row:
    row = Row(heading, read.number, cells, list(read.faults))
    if not row.faults:
        values = {key: value for key, value in read.values.items() if key != "problem"}
        row.entry = Entry(str(uuid7()), onetime.code(secrets.choice), **values)
    return row


async def plan(database: Database, roster: Roster, now: datetime) -> None:
    """Compare a roster with what there is; rows that cannot be taken get their faults."""
    right = [(row, row.entry) for row in roster.rows if row.entry]
    outcomes: Sequence[Outcome] = await rosters.plan(database, [entry for _, entry in right], now)
    for (row, _), outcome in zip(right, outcomes, strict=True):
        if isinstance(outcome, Refusal):
            row.faults.append(row.heading.fault(row.number, outcome))
        else:
            roster.outcomes.append((row, outcome))


async def write(
    database: Database, ask: Ask, roster: Roster, codes: Path | None, now: datetime, progress: Callable[[int], None]
) -> None:
    """Write what is right of a roster, slice by slice; the codes of a slice are laid down before it is written.

    Raises Conflict where codes would get lost, or where a slice is no longer right.
    """
    if any(step.invited for step in roster.coded) and codes is None:
        raise Conflict("rows without a user name are invitations; name a file for their one-time codes: --codes FILE")
    due = roster.due
    with laid_down(codes if roster.coded else None) as lay_down:
        for written, slice_ in zip(range(0, len(due), rosters.SLICE), batches(due, rosters.SLICE), strict=True):
            lay_down([step for step in slice_ if step.coded], now + rosters.LASTING)
            try:
                await rosters.write(database, ask, [step.entry for step in slice_], now)
            except Refusal as refusal:
                raise Conflict(
                    f"the import stopped: {refusal.detail}. {written:,} of {len(due):,} rows are written; import the"
                    " same again for the rest, with another file for the codes"
                ) from refusal
            progress(written + len(slice_))


CODE_HEADINGS = ("姓名", "用户名", "手机", "邮箱", "单位", "角色", "一次性代码", "有效至")

LayDown = Callable[[Sequence[Step], datetime], None]


@contextmanager
def laid_down(path: Path | None) -> Generator[LayDown]:
    """A file for one-time codes, which nobody else can read and which is never written over; or none."""
    if path is None:
        yield lambda steps, until: None
        return
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Conflict(f"{path.name} is there already; name another file for the codes") from error
    except OSError as error:
        raise Invalid(f"{path.name} cannot be written: {error.strerror}") from error
    with open(descriptor, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(CODE_HEADINGS)

        def lay_down(steps: Sequence[Step], until: datetime) -> None:
            writer.writerows(map(harmless, _coded(step.entry, until)) for step in steps)
            file.flush()
            os.fsync(file.fileno())

        yield lay_down


def _coded(entry: Entry, until: datetime) -> list[str]:
    said = (entry.name, entry.username, entry.mobile, entry.mail, entry.union, entry.role.value)
    return [text or "" for text in said] + [entry.code, until.isoformat(timespec="minutes")]


def write_rejected(path: Path, roster: Roster) -> None:
    """Write the rows that are left out as they were, each with what is wrong; mended, the file can be imported."""
    labels: dict[str, str] = {}
    for row in roster.rows:
        for _, column, label in row.heading.places:
            labels.setdefault(column.field, label.partition(" ")[2])
    labels["problem"] = "问题"
    rejected = [_left_out(row) for row in roster.wrong]
    write_sheet(path, [list(labels.values()), *([cells.get(key, "") for key in labels] for cells in rejected)])


def _left_out(row: Row) -> dict[str, str]:
    said = {column.field: row.cells[at] for at, column, _ in row.heading.places if at < len(row.cells)}
    return said | {"problem": "; ".join(fault.detail for fault in row.faults)}
