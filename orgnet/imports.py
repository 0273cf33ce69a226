"""Imports: what the rows of sheets say together, before anything of it is written.

A book keeps of every row only who it is and where it belongs; the rows themselves lie elsewhere. A row is
known by its number in the book. A union is referred to by that number where it has a row, else by its id.
"""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from orgnet.columns import REQUIRED, pacts
from orgnet.errors import Invalid, Refusal
from orgnet.levels import Level
from orgnet.sheets import Fault, Heading, Read

Ref = int | str
"""A row of the book, or the id of a union that has none."""

NONE = -1


class Verdict(IntEnum):
    """What is to become of a row."""

    OPEN = 0
    FOUND = 1
    CHANGE = 2
    SAME = 3
    DOUBT = 4
    WAIT = 5
    WRONG = 6


NEEDED = frozenset(REQUIRED)

LEFT_OUT = (Verdict.DOUBT, Verdict.WAIT, Verdict.WRONG)

Naming = tuple[str, str]
"""What names a union: the older system its outside code is of (or none), and the text."""


@dataclass
class Book:
    """All rows of an import: who they are, and which superiors they name."""

    system: str = ""
    headings: list[Heading] = field(default_factory=list[Heading])
    heading_of: "array[int]" = field(default_factory=lambda: array("H"))
    numbers: "array[int]" = field(default_factory=lambda: array("L"))
    names: list[str | None] = field(default_factory=list[str | None])
    levels: list[str | None] = field(default_factory=list[str | None])
    lacking: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    """What a row does not say, although a union needs it to be founded."""

    codes: dict[str, int] = field(default_factory=dict[str, int])
    credit_codes: dict[str, int] = field(default_factory=dict[str, int])
    outside: dict[Naming, int] = field(default_factory=dict[Naming, int])
    namings: dict[Naming, int] = field(default_factory=dict[Naming, int])
    parents: "array[int]" = field(default_factory=lambda: array("l"))
    guides: "array[int]" = field(default_factory=lambda: array("l"))
    partners: dict[int, list[tuple[int, str]]] = field(default_factory=dict[int, list[tuple[int, str]]])
    faults: dict[int, list[Fault]] = field(default_factory=dict[int, list[Fault]])

    def __len__(self) -> int:
        return len(self.names)

    def add(self, heading: Heading, read: Read) -> int:
        """Take in a row that was read; its number in the book."""
        if not self.headings or self.headings[-1] is not heading:
            self.headings.append(heading)
        row, values = len(self.names), read.values
        self.heading_of.append(len(self.headings) - 1)
        self.numbers.append(read.number)
        self.names.append(values.get("name"))
        self.levels.append(values.get("level"))
        if not values.keys() >= NEEDED:
            self.lacking[row] = [name for name in REQUIRED if name not in values]
        if read.faults:
            self.faults[row] = list(read.faults)
        system = values.get("outside_system") or self.system
        self.parents.append(self._naming(system, values.get("parent")))
        self.guides.append(self._naming(system, values.get("guide")))
        self._identify(row, system, values)
        if "partners" in values or "terms" in values:
            self._ally(row, system, values)
        return row

    def _naming(self, system: str, text: str | None) -> int:
        return self.namings.setdefault((system, text), len(self.namings)) if text else NONE

    def _identify(self, row: int, system: str, values: Mapping[str, Any]) -> None:
        if code := values.get("code"):
            self._own(row, self.codes, code, "code")
        if credit := values.get("credit_code"):
            self._own(row, self.credit_codes, credit, "credit_code")
        if outside := values.get("outside_code"):
            if system:
                self._own(row, self.outside, (system, outside), "outside_code")
            else:
                self.refuse(row, Invalid("say of which system this code is", field="outside_code"))
        if not (code or credit or outside or values.get("name")):
            self.refuse(row, Invalid("a row needs a code or a name, else nobody knows whom it means", field="name"))

    def _own(self, row: int, held: dict[Any, int], key: Any, name: str) -> None:
        first = held.setdefault(key, row)
        if first != row:
            self.refuse(
                row, Invalid(f"this stands in {self.where(first)} already; every union has its own", field=name)
            )

    def _ally(self, row: int, system: str, values: Mapping[str, Any]) -> None:
        try:
            self.partners[row] = [(self._naming(system, text), terms) for text, terms in pacts(values)]
        except Refusal as refusal:
            self.refuse(row, refusal)

    def refuse(self, row: int, refusal: Refusal) -> None:
        """Note that something is wrong with a row."""
        self.faults.setdefault(row, []).append(self.headings[self.heading_of[row]].fault(self.numbers[row], refusal))

    def where(self, row: int) -> str:
        """How a row is found: its sheet and its number there."""
        return f"{self.headings[self.heading_of[row]].sheet} row {self.numbers[row]}"

    def place(self, row: int) -> tuple[int, int]:
        """A row's heading and its number below it."""
        return self.heading_of[row], self.numbers[row]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two names under one superior that are alike: a row's, and that of another union or row."""

    row: int
    name: str
    like: Ref
    like_name: str


@dataclass
class Plan:
    """What an import would do: for every row the union it is, its superiors, and the verdict."""

    book: Book
    seen: int = 0
    """The number of the log's last fact when planning began."""

    ids: list[str | None] = field(init=False)
    row_of: dict[str, int] = field(default_factory=dict[str, int])
    meant: list[Ref | None] = field(init=False)
    texts: list[str] = field(init=False)
    """The texts of the namings."""

    verdicts: bytearray = field(init=False)
    doubts: dict[int, Doubt] = field(default_factory=dict[int, Doubt])
    kept_names: set[int] = field(default_factory=set[int])
    """Rows whose name was decided to be another spelling: the union keeps its own."""

    twins: dict[int, int] = field(default_factory=dict[int, int])
    """Rows that were decided to be the same union as another row, and that row."""

    changed: dict[int, int] = field(default_factory=dict[int, int])
    """The number of the fact by which the union of a row that is to change was changed last."""

    light: set[int] = field(default_factory=set[int])
    """Rows that change fields only on which no rule of structure depends, so many can be changed at once."""

    recoded: set[int] = field(default_factory=set[int])
    """Rows whose outside code is new to their union."""

    new: dict[int, str] = field(default_factory=dict[int, str])
    """The ids that superiors among the new unions will have."""

    root: Ref | None = None
    order: list[int] = field(default_factory=list[int])
    pacts: list[tuple[int, Ref, str]] = field(default_factory=list[tuple[int, Ref, str]])
    """Pacts that are to be made or changed: a row, the partner, the terms."""

    def __post_init__(self) -> None:
        self.ids = [None] * len(self.book)
        self.texts = [text for _, text in self.book.namings]
        self.meant = [None] * len(self.book.namings)
        self.verdicts = bytearray(len(self.book))
        for row in self.book.faults:
            self.verdicts[row] = Verdict.WRONG

    def refuse(self, row: int, refusal: Refusal) -> None:
        """A row is wrong."""
        self.book.refuse(row, refusal)
        self.verdicts[row] = Verdict.WRONG

    def match(self, row: int, union: str) -> None:
        """A row is this union of the network."""
        other = self.row_of.setdefault(union, row)
        if other != row:
            self.refuse(row, Invalid(f"this is the same union as {self.book.where(other)}", field="name"))
        else:
            self.ids[row] = union

    def ref(self, ref: Ref) -> Ref:
        """The one way to refer to a union: by its row where it has one."""
        return self.row_of.get(ref, ref) if isinstance(ref, str) else self.twins.get(ref, ref)

    def id(self, ref: Ref | None) -> str | None:
        """The id of a union, if it is in the network or is going to be."""
        return (self.ids[ref] or self.new.get(ref)) if isinstance(ref, int) else ref

    def superior(self, naming: int) -> Ref | None:
        """The union a naming means."""
        if naming == NONE:
            return None
        found = self.meant[naming]
        return None if found is None else self.ref(found)

    def unknown(self, naming: int, field: str) -> Invalid:
        """What is said of a naming that means no union."""
        return Invalid(
            f"there is no union {self.texts[naming]}, neither in the network nor in the sheets; give its code,"
            " its credit code, or the names that lead to it: 全国/浙江省总工会",
            field=field,
        )

    def parent(self, row: int) -> Ref | None:
        """The superior a row names."""
        return self.superior(self.book.parents[row])

    def guide(self, row: int) -> Ref | None:
        """The superior of the second line that a row names."""
        return self.superior(self.book.guides[row])

    def first_root(self) -> int | None:
        """The row that is the root of an empty network: of those without a superior the one of the highest level."""
        free = [row for row, naming in enumerate(self.book.parents) if naming == NONE and self.book.names[row]]
        return min(free, key=lambda row: Level(self.book.levels[row] or Level.GRASSROOTS).depth, default=None)

    def name(self, row: int) -> str:
        """What a row calls its union."""
        return self.book.names[row] or self.book.where(row)

    def count(self, verdict: Verdict) -> int:
        """How many rows have a verdict."""
        return self.verdicts.count(verdict)

    def settle(self, row: int, verdict: Verdict) -> None:
        """Give a verdict to a row that has none."""
        if self.verdicts[row] == Verdict.OPEN:
            self.verdicts[row] = verdict

    def complete(self, row: int) -> None:
        """A row that is to be founded must say what a union needs."""
        for name in self.book.lacking.get(row, ()):
            self.refuse(row, Invalid(f"there is no such union yet, and a new one needs its {name}", field=name))

    def reason(self, row: int) -> str:
        """Why a row is left out."""
        if self.verdicts[row] == Verdict.DOUBT:
            doubt = self.doubts[row]
            return f"is this {doubt.like_name}, or a union of its own? decide with: orgnet doubts"
        if self.verdicts[row] == Verdict.WAIT:
            over = next(ref for ref in (self.parent(row), self.guide(row)) if self.left_out(ref))
            return f"its superior in {self.book.where(int(over or 0))} is left out"
        faults = self.book.faults.get(row, ())
        return "; ".join(f"{fault.column}: {fault.detail}" if fault.column else fault.detail for fault in faults)

    def left_out(self, ref: Ref | None) -> bool:
        """Whether a union is one of a row that is left out."""
        return isinstance(ref, int) and self.verdicts[ref] in LEFT_OUT
