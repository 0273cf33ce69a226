"""Differences between a union as it stands and as a row says it should."""

from collections.abc import Mapping
from typing import Any

from orgnet.codes import GIVEN
from orgnet.columns import own
from orgnet.errors import Conflict
from orgnet.positions import Position
from orgnet.steps import Edit, Step
from orgnet.structure import editing, guiding, moving
from orgnet.wording import checked_fields

Changes = list[tuple[str, list[Step]]]
"""The kinds of the facts that make the difference, each with its steps."""


def changes(
    here: Position, values: Mapping[str, Any], parent: str | None, guide: str | None, *, keep_name: bool = False
) -> Changes:
    """What has to change so that a union is as a row says: what the row leaves open stays.

    Raises Conflict where the union is dissolved, or would get another code than its own.
    """
    fields = own(values)
    if keep_name:
        fields.pop("name", None)
    if fields.get("code", here.union.code) != here.union.code and not GIVEN.fullmatch(here.union.code):
        raise Conflict(f"the code of {here.union.name} is {here.union.code}, and a code is kept for good", field="code")
    made = [
        ("moved", moving(here, parent) if parent and parent != here.parent else []),
        ("edited", editing(here, checked_fields(fields))),
        ("guided", guiding(here, guide) if guide and guide != here.guide else []),
    ]
    return [(kind, steps) for kind, steps in made if steps]


def light(made: Changes) -> bool:
    """Whether only fields change on which no rule of structure depends."""
    steps = [step for _, steps in made for step in steps]
    return all(isinstance(step, Edit) and not {"name", "level"} & step.after.keys() for step in steps)
