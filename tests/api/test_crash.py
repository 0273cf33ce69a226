"""A server that is killed in the middle of a stream of signatures loses none that it acknowledged."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil

from graph import directives, sessions
from graph.db import Database
from graph.installation import opened
from graph.settings import Settings
from orgnet.audiences import addressed
from orgnet.directives import Directive
from orgnet.documents import Text
from orgnet.levels import Level
from tests.cast import NOON, found, seat, union
from tests.commands import command, on, serving
from tests.graph.test_check import faults

UNIONS = 32
ENOUGH = 12
"""Acknowledged signatures after which the server is killed."""

Tokens = Mapping[str, str]


async def nation(database: Database) -> Tokens:
    """A directive to a network of small unions, and what the officer of each signs in with."""
    await found(database, union("root", Level.NATIONAL), None)
    otto = await seat(database, "otto", "root", "officer")
    for name in (f"g{n}" for n in range(UNIONS)):
        await found(database, union(name, Level.GRASSROOTS), "root")
        await seat(database, f"officer-{name}", name, "officer")
    await directives.draft(database, otto, Directive("d", "d", Text("通知", "正文"), addressed("root")), NOON)
    await directives.issue(database, otto, "d", NOON)
    now = datetime.now(UTC)
    return {f"g{n}": await sessions.open(database, f"officer-g{n}", now) for n in range(UNIONS)}


async def stream(address: str, tokens: Tokens, kill: Callable[[], Awaitable[None]]) -> set[str]:
    """The unions whose signature was acknowledged until the server was killed in the middle of it all."""
    acknowledged, waiting = set[str](), list(tokens)

    async def sign(client: httpx.AsyncClient) -> None:
        while waiting:
            name = waiting.pop(0)
            answer = await client.put(
                f"/api/v1/unions/{name}/inbox/d/signed", headers={"Authorization": f"Bearer {tokens[name]}"}
            )
            if answer.status_code == 200:
                acknowledged.add(name)
            if len(acknowledged) == ENOUGH:
                await kill()

    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        ends = await asyncio.gather(*(sign(client) for _ in range(8)), return_exceptions=True)
    assert any(isinstance(end, httpx.TransportError) for end in ends), "the stream ended before the server was killed"
    return acknowledged


async def kept(address: str, tokens: Tokens) -> set[str]:
    """The unions that find their signature where they left it."""
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        found = {
            name: await client.get(f"/api/v1/unions/{name}/inbox/d", headers={"Authorization": f"Bearer {token}"})
            for name, token in tokens.items()
        }
    return {name for name, answer in found.items() if answer.json()["signed"]}


async def test_the_server_is_killed(db: Database, tmp_path: Path) -> None:
    tokens = await nation(db)
    async with serving(tmp_path, **on(db)) as (address, _, process):

        async def kill() -> None:
            process.kill()

        acknowledged = await stream(address, tokens, kill)
    assert len(acknowledged) >= ENOUGH
    async with serving(tmp_path, **on(db)) as (address, _, _):
        assert acknowledged <= await kept(address, tokens)
    assert await faults(db) == []


async def test_the_server_and_its_engine_are_killed_at_once(tmp_path: Path) -> None:
    settings = Settings.model_validate({"data": tmp_path, "memory": 384, "password_memory": 64})
    async with opened(settings) as database:
        tokens = await nation(database)
    async with serving(tmp_path) as (address, _, process):
        engine = psutil.Process(json.loads((tmp_path / "engine.json").read_text())["pid"])

        async def kill() -> None:
            engine.kill()
            process.kill()

        acknowledged = await stream(address, tokens, kill)
    async with serving(tmp_path) as (address, _, _):
        assert acknowledged <= await kept(address, tokens)
        code, said = await command(tmp_path, "check")
        assert (code, ", 0 faults" in said) == (0, True), said
