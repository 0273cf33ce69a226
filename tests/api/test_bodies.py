"""What bodies take: numbers are numbers, and true and false are neither 1 nor 0."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from api.app import ROUTERS
from api.models import Strict

WRONG: Mapping[str, Any] = {"integer": True, "number": True, "boolean": 1}


def bodies() -> Iterator[type[Strict]]:
    """Every body that a router of the interface takes."""
    for module in ROUTERS:
        for each in vars(module).values():
            if isinstance(each, type) and issubclass(each, Strict) and each is not Strict:
                yield each


def mistaken(schema: Mapping[str, Any]) -> Any:
    """What is not of a field's type, though Python would take it for that; None where there is no such thing."""
    for each in (schema, *schema.get("anyOf", ())):
        if each.get("type") == "array" and (wrong := mistaken(each["items"])) is not None:
            return [wrong]
        if each.get("type") in WRONG:
            return WRONG[each["type"]]
    return None


FIELDS = [
    pytest.param(body, name, wrong, id=f"{body.__name__}.{name}")
    for body in dict.fromkeys(bodies())
    for name, schema in body.model_json_schema().get("properties", {}).items()
    if (wrong := mistaken(schema)) is not None
]


@pytest.mark.parametrize(("body", "name", "wrong"), FIELDS)
def test_true_and_false_are_no_numbers_and_numbers_are_neither(body: type[Strict], name: str, wrong: Any) -> None:
    with pytest.raises(ValidationError) as raised:
        body.model_validate({name: wrong})
    assert name in [error["loc"][0] for error in raised.value.errors()]
