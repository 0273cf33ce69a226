"""Forms: what was typed, and a request id from the page, so that the same form sent twice acts once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile

from api.actors import digest_of
from api.pages.readers import Reading
from orgnet.errors import Invalid
from orgnet.facts import Ask

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent, by field; of fields that come several times, all there is."""

    ask: Ask
    fields: Mapping[str, tuple[str, ...]]

    def __getitem__(self, name: str) -> str:
        """What one field says; empty where it is not there."""
        return next(iter(self.fields.get(name, ())), "").strip()

    def all(self, name: str) -> tuple[str, ...]:
        """What all fields of a name say."""
        return self.fields.get(name, ())

    def ticked(self, name: str) -> tuple[str, ...]:
        """What was ticked, or with the button `every` all that could be; raises Invalid where nothing was."""
        found = self.all(f"{name}.shown") if self["every"] else self.all(name)
        if not found:
            raise Invalid("nothing is ticked; tick at least one union first", field=name)
        return found

    def step(self, name: str) -> Ask:
        """Who asks for one of several changes that one form makes."""
        assert self.ask.key is not None
        return Ask(self.ask.actor, hashlib.sha256(f"{self.ask.key} {name}".encode()).hexdigest(), name)


def valid(model: type[T], said: Mapping[str, Any]) -> T:
    """What was typed as the interface takes it; raises Invalid, naming the field, where that cannot be."""
    try:
        return model.model_validate(said)
    except ValidationError as error:
        fault = error.errors()[0]
        field, limits = str(fault["loc"][0]), fault.get("ctx", {})
        sentence = MISTAKES.get(fault["type"], "this cannot be right").format(*limits.values())
        raise Invalid(f"{field}: {sentence}", field=field) from error


EMPTY, NUMBER, DAY = "this must be filled in", "this must be a whole number", "give a day such as 2026-03-05"

MISTAKES = {
    "missing": EMPTY,
    "string_too_short": EMPTY,
    "string_type": EMPTY,
    "string_too_long": "this is too long; {0} characters are the most",
    "int_type": NUMBER,
    "int_parsing": NUMBER,
    "int_from_float": NUMBER,
    "int_parsing_size": "this number is too large",
    "greater_than_equal": "the least is {0}",
    "less_than_equal": "the most is {0}",
    "date_type": DAY,
    "date_parsing": DAY,
    "date_from_datetime_parsing": DAY,
    "enum": "choose one of those that the page offers",
    "literal_error": "choose one of those that the page offers",
}
"""What would be right, by the kind of what is wrong."""


async def fields(request: Request) -> dict[str, tuple[str, ...]]:
    """The text fields of a form."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in (await request.form()).multi_items():
        if not isinstance(value, UploadFile):
            found[name] = (*found.get(name, ()), value.replace("\r\n", "\n"))
    return found


async def first(request: Request) -> dict[str, str]:
    """The first of each text field of a form that somebody sends before it is known who he is."""
    return {name: values[0] for name, values in (await fields(request)).items()}


async def form(request: Request, reader: Reading) -> Form:
    """The form that somebody sends.

    Its request id is made of what the page gave and what was typed: a double click is one request, and what was
    changed after going back another.
    """
    known = await fields(request)
    digest = digest_of(request, repr(sorted(known.items())).encode())
    return Form(Ask(reader.id, f"form:{digest}", digest), known)


Sent = Annotated[Form, Depends(form)]
