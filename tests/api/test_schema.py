"""The description of the interface is complete and valid, and the interface keeps to it."""

import asyncio
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from inspect import isasyncgenfunction, iscoroutinefunction, isfunction
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
import pytest_asyncio
import schemathesis
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from api.app import interface
from api.openapi import operations
from graph import directives, groups, questions, requests, structure, tokens
from graph.db import Database
from graph.dialect import Dialect
from orgnet.audiences import Selector, addressed
from orgnet.directives import Directive
from orgnet.documents import Text
from orgnet.groups import Group
from orgnet.levels import Level
from orgnet.questions import Question
from orgnet.requests import Matter, Request
from tests.cast import NOON, OPERATOR_ASKS, found, seat, union
from tests.served import served

CONFIG = Path(__file__).parent / "schemathesis.toml"
HOOKS = Path(__file__).parent / "hooks.py"

WELL_FORMED = ("--phases", "examples,fuzzing,stateful", "--mode", "positive", "--max-examples", "2")
"""As many of those as are drawn beside the others."""

OWN_ACCESS = r"/tokens/|/active$|/seats/"
"""What may take from the asker what he asks with: held against the description apart from the rest."""


@pytest_asyncio.fixture(loop_scope="session")
async def token(db: Database) -> str:
    """A token of somebody who is admin and officer of the nation: with two directives, a question, a group, two requests, five
    unions below, and one that was dissolved."""
    await found(db, union("00", Level.NATIONAL, name="全国总工会"), None)
    await found(db, union("33", Level.PROVINCIAL, name="浙江省总工会"), "00")
    await found(db, union("42", Level.PROVINCIAL, name="湖北省总工会"), "00")
    await found(db, union("330106", Level.COUNTY, name="西湖区总工会", members=20), "33")
    await found(db, union("g1", Level.GRASSROOTS, name="鑫瑞机械有限公司工会委员会", members=150), "330106", "42")
    await found(db, union("g2", Level.GRASSROOTS, name="晨光学校工会委员会", members=60), "330106")
    await found(db, union("g3", Level.GRASSROOTS, name="恒昌纺织厂工会委员会"), "330106")
    await structure.dissolve(db, OPERATOR_ASKS, "g3", NOON)
    for person, where in (("ann", "g1"), ("gina", "g1"), ("hugo", "g2")):
        await seat(db, person, where, "officer")
    await seat(db, "ann", "00", "admin")
    ask = await seat(db, "ann", "00", "officer")
    for id in ("drafted", "issued"):
        await directives.draft(db, ask, Directive(id, id, Text("通知", "正文"), addressed("00")), NOON)
    await directives.issue(db, ask, "issued", NOON)
    await questions.ask(db, ask, Question("why", "issued", "g1", "何时?"), NOON)
    await groups.keep(db, ask, Group("group", "00", "各省", (Selector(""),)), NOON)
    for id in ("asked", "sent"):
        await requests.draft(db, ask, Request(id, "g1", "330106", Matter("请示", "妥否,请批复。")), NOON)
    await requests.send(db, ask, "sent", NOON)
    _, secret = await tokens.create(db, ask, "schemathesis", None, datetime.now(UTC))
    return secret


async def faults(address: str, token: str, folder: Path, *options: str) -> str:
    """What schemathesis has to say; empty where the interface keeps to its description."""
    command = ["-m", "schemathesis.cli", "--config-file", str(CONFIG), "run", f"{address}/openapi.json", "--no-color"]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        *("-H", f"Authorization: Bearer {token}"),
        *options,
        cwd=folder,
        env=os.environ | {"SCHEMATHESIS_HOOKS": str(HOOKS)},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    return said.decode() if process.returncode else ""


async def test_whatever_is_asked_the_answer_is_a_documented_one(db: Database, token: str, tmp_path: Path) -> None:
    # What is refused before a database is asked is the same on each engine.
    less = WELL_FORMED if db.dialect is Dialect.NEO4J else ()
    async with served(db) as address, httpx.AsyncClient(base_url=address) as client:
        found = await faults(address, token, tmp_path, "--exclude-path-regex", OWN_ACCESS, *less)
        assert not found, found
        me = await client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert me.status_code == 200, "the asker lost his access on the way, so much was not tried"


async def test_so_it_is_where_the_asker_may_lose_his_own_access(db: Database, token: str, tmp_path: Path) -> None:
    async with served(db) as address:
        found = await faults(address, token, tmp_path, "--include-path-regex", OWN_ACCESS)
        assert not found, found


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The description."""
    return interface().openapi()


def test_the_description_is_valid(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    schemathesis.openapi.from_dict(document).validate()


def test_every_operation_says_in_a_sentence_what_it_does(document: dict[str, Any]) -> None:
    sentences = [operation["summary"] for operation in operations(document)]
    assert all(" " in sentence or sentence.istitle() for sentence in sentences), sentences
    assert len(set(sentences)) == len(sentences)


def test_every_body_has_an_example_that_its_schema_allows(document: dict[str, Any]) -> None:
    bodies = [
        content
        for operation in operations(document)
        for kind, content in operation.get("requestBody", {}).get("content", {}).items()
        if kind == "application/json"
    ]
    assert bodies
    for body in bodies:
        schema = body["schema"] | {"components": document["components"]}
        jsonschema_rs.validator_for(schema, validate_formats=True).validate(body["example"])
        assert body["example"] or not schema.get("required")


def test_who_asks_is_named_wherever_he_must_be(document: dict[str, Any]) -> None:
    public = {operation["summary"] for operation in operations(document) if "security" not in operation}
    assert public == {
        "Sign in with user name and password. A session lasts 12 hours from its last use",
        "Set a new password with the one-time code an admin gave you; then sign in",
        "Take the seat you are invited to",
        "The calendar of a union for programs that cannot sign in, at the address that `POST /tokens` gave",
        "What a type of problem means",
    }


def needed(dependant: Dependant) -> Iterator[Dependant]:
    """All that a route needs before it answers, with what that needs."""
    for each in dependant.dependencies:
        yield each
        yield from needed(each)


def test_neither_a_route_nor_what_it_needs_waits_for_a_thread() -> None:
    # What is no coroutine is done in a thread; of the four or five things a route needs, that was a fifth of a request.
    routes = [
        each.dependant for each in iter_route_contexts(interface().routes) if isinstance(each.original_route, APIRoute)
    ]
    asked = {each.call for route in routes for each in (route, *needed(route))}
    assert len(asked) > 200
    assert [
        each for each in filter(isfunction, asked) if not (iscoroutinefunction(each) or isasyncgenfunction(each))
    ] == []


async def test_a_method_there_is_not_is_answered_with_those_there_are(http: httpx.AsyncClient) -> None:
    answer = await http.put("/api/v1/me")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, PATCH")
    assert answer.headers["Content-Type"] == "application/problem+json"
