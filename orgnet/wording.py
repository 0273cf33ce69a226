"""The fields of a union as people give them: tidied, or refused with what would be right."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from orgnet import codes
from orgnet.errors import Invalid
from orgnet.names import clean
from orgnet.steps import Value
from orgnet.unions import Status, Union

NAME_LENGTH = 100
LINE_LENGTH = 100


def checked(union: Union) -> Union:
    """A union with its texts tidied and its codes checked; raises Invalid naming the field."""
    if union.status is Status.DISSOLVED:
        raise Invalid("a union is not founded dissolved; it is active or preparing", field="status")
    given: dict[str, Any] = {name: getattr(union, name) for name in CHECKS}
    texts = {name: CHECKS[name](text) for name, text in given.items() if text}
    return replace(union, **texts, name=clean(union.name, "name", most=NAME_LENGTH))


def checked_fields(fields: Mapping[str, Value]) -> dict[str, Value]:
    """Fields that are to change, tidied and checked; raises Invalid naming the field."""
    for name in REQUIRED & fields.keys():
        if fields[name] is None:
            raise Invalid(f"{name} cannot be empty", field=name)
    if fields.get("status") == Status.DISSOLVED:
        raise Invalid("a union is dissolved by dissolving it, not by editing its status", field="status")
    return {name: _checked(name, value) for name, value in fields.items()}


def _checked(name: str, value: Value) -> Value:
    if name == "name" and isinstance(value, str):
        return clean(value, "name", most=NAME_LENGTH)
    return CHECKS[name](value) if name in CHECKS and isinstance(value, str) else value


def _line(name: str) -> Callable[[str], str]:
    return lambda text: clean(text, name, most=LINE_LENGTH)


REQUIRED = {"name", "level", "kind", "status", "members", "units"}

CHECKS: dict[str, Callable[[str], str]] = {
    "code": codes.statistical,
    "division": codes.division,
    "credit_code": codes.union_credit_code,
    "employer_code": lambda text: codes.credit_code(text, "employer_code"),
    "organ_code": _line("organ_code"),
    "desk": _line("desk"),
    "telephone": _line("telephone"),
    "hours": _line("hours"),
}
