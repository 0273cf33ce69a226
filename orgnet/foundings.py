"""Foundings out of rows: the plain values of a sheet become a union."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from orgnet.columns import own
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.sectors import Sector
from orgnet.unions import Status, Union


def union_of(id: str, code: str, values: Mapping[str, Any]) -> Union:
    """The union a row is to found; `code` where the row gives none."""
    fields: dict[str, Any] = {"code": code} | own(values)
    for name in READ.keys() & fields.keys():
        fields[name] = READ[name](fields[name])
    return Union(id=id, **fields)


READ: dict[str, Callable[[str], Any]] = {
    "level": Level,
    "kind": Kind,
    "sector": Sector,
    "status": Status,
    "founded": date.fromisoformat,
}
