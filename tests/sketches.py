"""Sketches: small branches drawn in a few words, as they come out of the graph."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from orgnet.branches import Entry, Tie
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.skeletons import Skeleton
from orgnet.unions import Hands, Union

SINCE = datetime(2026, 3, 2, 4, tzinfo=UTC)

LETTERS = {
    "n": Level.NATIONAL,
    "p": Level.PROVINCIAL,
    "m": Level.MUNICIPAL,
    "c": Level.COUNTY,
    "t": Level.TOWNSHIP,
    "v": Level.COMMUNITY,
    "g": Level.GRASSROOTS,
}


def sketch(
    line: Mapping[str, str],
    guides: Mapping[str, str] | None = None,
    pacts: Collection[tuple[str, str]] = (),
    seated: Collection[str] = (),
) -> list[Entry]:
    """A branch from its line (union: superior, superiors first); the first letter of a union is its level."""
    guides = guides or {}
    unions = list(dict.fromkeys((*line.values(), *line)))
    partners = {union: [*(b for a, b in pacts if a == union), *(a for a, b in pacts if b == union)] for union in unions}
    return [
        Entry(
            union=Union(
                id=code,
                code=code,
                name=f"{code}工会",
                level=LETTERS[code[0]],
                kind=Kind.SINGLE if code[0] == "g" else Kind.FEDERATION,
                members=len(code),
                hands=Hands.SEATED if code in seated else Hands.VACANT,
            ),
            path=(),
            parent=_tie(line[code]) if code in line else None,
            guide=_tie(guides[code]) if code in guides else None,
            pacts=tuple(_tie(partner, "互认") for partner in partners[code]),
            below=sum(above == code for above in line.values()),
            guided=sum(guide == code for guide in guides.values()),
            figures=True,
        )
        for code in sorted(unions, key=lambda code: _depth(line, code))
    ]


def _tie(code: str, terms: str | None = None) -> Tie:
    return Tie(code, f"{code}工会", SINCE, terms)


def _depth(line: Mapping[str, str], code: str) -> int:
    return 1 + _depth(line, line[code]) if code in line else 0


def skeleton(entries: Sequence[Entry]) -> Skeleton:
    """The skeleton of a whole branch."""
    made = Skeleton()
    made.add(entries)
    made.close()
    return made
