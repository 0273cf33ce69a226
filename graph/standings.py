"""Standings of branches with a cascade: each read from its own tallies, however large the branch."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from graph import tallies
from graph.db import Transaction, rows
from graph.nodes import native
from graph.positions import positions
from graph.subjects import receipts
from orgnet.audiences import Reach
from orgnet.cells import Counts, census
from orgnet.directives import Directive, State
from orgnet.positions import Position
from orgnet.standings import Standing, standing
from orgnet.tallies import NETWORK, Line, plus, row_key, twin_key


async def expected(tx: Transaction, directive: Directive, unions: Collection[str]) -> dict[str, dict[str, int]]:
    """What a directive expects below each of these unions, which are in its audience's branch."""
    if directive.audience.reach is Reach.SUBORDINATES:
        return {}
    below = await _rows(tx, NETWORK, unions, directive.audience.line)
    return {union: directive.audience.facets.reached(counts) for union, counts in below.items()}


async def _rows(tx: Transaction, subject: str, unions: Collection[str], line: Line) -> dict[str, dict[str, int]]:
    """What the branches below these unions hold of a subject on a line."""
    keys = [key for union in unions for key in (row_key(subject, union), twin_key(subject, union))]
    found = await tallies.read(tx, keys if line is Line.SECOND else keys[::2])
    return {
        union: plus(found.get(row_key(subject, union), {}), found.get(twin_key(subject, union), {})) for union in unions
    }
