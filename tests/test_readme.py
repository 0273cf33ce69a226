"""What the README promises a newcomer, done as printed."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from api.commands import COMMANDS, app
from graph.bolt import Bolt
from graph.db import Transaction, rows
from tests.commands import serving
from tests.conftest import Databases, empty

HOME = Path(__file__).parent.parent
README = (HOME / "README.md").read_text()
ADDRESS = "http://127.0.0.1:8000"


def block(heading: str) -> str:
    """The shell commands after a heading or mark of the README."""
    found = re.search(rf"^{re.escape(heading)}$.*?^```sh$\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert found, heading
    return found[1]


async def shell(script: str) -> list[str]:
    """What a newcomer's shell prints, line by line; it must not fail."""
    process = await asyncio.create_subprocess_exec(
        "bash",
        "-euo",
        "pipefail",
        "-c",
        script,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=HOME,
    )
    printed, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return printed.decode().splitlines()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[tuple[str, str]]:
    """A demo of the smallest size: its address, and what it printed."""
    async with serving(tmp_path_factory.mktemp("demo"), "demo", "--size", "county") as (address, printed, _):
        yield address, printed


async def test_the_demo_says_where_it_is_and_who_can_sign_in(demo: tuple[str, str]) -> None:
    address, printed = demo
    assert f"orgnet serves on {address}" in printed
    for name in ("national", "provincial", "grassroots", "network", "one-network-demo"):
        assert name in printed


async def test_the_tour_works_as_printed(demo: tuple[str, str]) -> None:
    address, _ = demo
    tour = block("<!-- tour -->")
    assert len(tour.splitlines()) == 10
    assert ADDRESS in tour
    issued, inbox, signed, progress = map(json.loads, await shell(tour.replace(ADDRESS, address)))
    assert re.fullmatch(r"总工发〔\d{4}〕\d+号", issued["number"])
    assert issued["directive"] in [entry["directive"]["id"] for entry in inbox["items"]]
    assert signed["signed"] is not None
    assert progress["branch"]["expected"] > 300
    assert progress["branch"]["signed"] == 1


async def test_pointed_at_neo4j_it_serves_from_there(neo4j_bolt: Bolt, databases: Databases, tmp_path: Path) -> None:
    exported = block("<!-- neo4j -->").splitlines()
    assert exported[-1] == "orgnet serve"
    settings = dict(re.findall(r"(ORGNET_\w+)=(\S+)", exported[0]))
    assert settings["ORGNET_GRAPH_URI"] == "bolt://127.0.0.1:7687"
    there = settings | {"ORGNET_GRAPH_URI": neo4j_bolt.uri, "ORGNET_GRAPH_PASSWORD": neo4j_bolt.password}
    database = await databases.on("neo4j")
    await empty(database)
    async with serving(tmp_path, **there) as (address, printed, _):
        assert "First start: sign in as admin" in printed
        async with httpx.AsyncClient(base_url=address) as client:
            assert (await client.get("/api/v1/me")).status_code == 401
    assert list(tmp_path.iterdir()) == []
    assert await database.read(_admins) == ["admin"]


async def _admins(tx: Transaction) -> list[str]:
    return [record["name"] for record in await rows(tx, "MATCH (p:Person) RETURN p.username AS name")]


async def test_make_help_lists_every_target_in_a_line() -> None:
    listed = {line.split()[1] for line in await shell("make --no-print-directory help")}
    makefile = (HOME / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    assert listed == set(phony[1].split())
    assert listed == set(re.findall(r"^([a-z0-9]+):", makefile, re.MULTILINE))


def test_the_readme_names_every_command() -> None:
    named = set(re.findall(r"^\| `orgnet ([a-z-]+)", README, re.MULTILINE))
    assert named == {*COMMANDS, *(group.name for group in app.registered_groups)}


async def test_the_house_in_the_readme_has_every_room() -> None:
    for room in ("api", "seeds", "graph", "orgnet"):
        assert re.search(rf"^ {room}/ ", README, re.MULTILINE)
