"""The interface for programs, described on a page that needs nothing from elsewhere."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.files import Chosen
from api.openapi import Json, example
from api.pages.rendering import render

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a request says beside its body."""

    name: str
    place: str
    needed: bool
    words: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be asked, with an example of how, and what may be answered."""

    section: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    curl: str
    answers: tuple[tuple[str, str], ...]
    answer: str | None


@router.get("/interface")
async def read(request: Request, chosen: Chosen) -> HTMLResponse:
    """Every operation, by section."""
    document = request.app.openapi()
    found = sorted(operations(document, chosen.address), key=lambda each: each.section)
    sections = [(name, list(each)) for name, each in groupby(found, lambda each: each.section)]
    context = {"sections": sections, "about": document["info"]["description"].strip().split("\n\n")}
    return render(request, "interface.html", context)


def operations(document: Json, address: str) -> Iterator[Operation]:
    """What a description describes."""
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            yield Operation(
                said["tags"][0],
                method.upper(),
                path,
                said["summary"],
                said.get("description", ""),
                tuple(map(parameter, said.get("parameters", ()))),
                curl(method.upper(), address + path, said.get("requestBody")),
                tuple((status, each["description"]) for status, each in said["responses"].items()),
                answer(said["responses"], schemas),
            )


def parameter(said: Json) -> Parameter:
    """What a description says of one parameter."""
    return Parameter(said["name"], said["in"], said.get("required", False), said.get("description", ""))


def curl(method: str, address: str, body: Json | None) -> str:
    """The request as a command."""
    parts = ["curl", *(["-X", method] if method != "GET" else []), "-H", "Authorization: Bearer $TOKEN"]
    for kind, content in (body or {"content": {}})["content"].items():
        if kind == "application/json":
            parts += ["-H", f"Content-Type: {kind}", "-d", orjson.dumps(content["example"]).decode()]
        else:
            parts += ["-H", f"Content-Type: {kind}", "--data-binary", "@file"]
        break
    command = shlex.join([*parts, address])
    return command.replace("'Authorization: Bearer $TOKEN'", '"Authorization: Bearer $TOKEN"')


def answer(responses: Mapping[str, Json], schemas: Mapping[str, Any]) -> str | None:
    """An example of the answer where all goes well."""
    good = [said for status, said in responses.items() if status.startswith("2")]
    content: Json = good[0].get("content", {}) if good else {}
    if "application/json" not in content:
        return None
    schema = content["application/json"]["schema"]
    return orjson.dumps(example(schema, schemas), option=orjson.OPT_INDENT_2).decode()
