"""The `orgnet` command as the tests run it: a process of its own, with settings and a data folder of its own."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from graph.db import Database
from graph.java import free_ports

COMMAND = (sys.executable, "-m", "api.commands")
HOME = Path(__file__).parent.parent


def environment(data: Path, **more: str) -> dict[str, str]:
    """Settings for a small installation in a folder; nothing of the tester's own settings."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("ORGNET_")}
    own = {"ORGNET_DATA": str(data), "ORGNET_MEMORY": "384", "ORGNET_PASSWORD_MEMORY": "64", "COLUMNS": "200"}
    return mine | own | more


def on(database: Database) -> dict[str, str]:
    """The settings that lead a command to a test's database."""
    bolt = database.bolt
    address = {
        "ORGNET_GRAPH_URI": bolt.uri,
        "ORGNET_GRAPH_USER": bolt.user,
        "ORGNET_GRAPH_PASSWORD": bolt.password,
        "ORGNET_GRAPH_DATABASE": bolt.database,
    }
    return address | ({"ORGNET_GRAPH_HTTP": bolt.http} if bolt.http else {})


async def start(data: Path, *arguments: str, **more: str) -> Process:
    """Start a command; what it prints on either stream can be read from its output."""
    return await asyncio.create_subprocess_exec(
        *COMMAND,
        *arguments,
        env=environment(data, **more),
        cwd=HOME,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def command(data: Path, *arguments: str, **more: str) -> tuple[int, str]:
    """How a command ends, and what it printed."""
    process = await start(data, *arguments, **more)
    printed, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, printed.decode()


@asynccontextmanager
async def serving(data: Path, *arguments: str, **more: str) -> AsyncGenerator[tuple[str, str, Process]]:
    """A server (of `orgnet serve` unless another command is named): its address, what it printed, its process."""
    [port] = free_ports(1)
    process = await start(data, *(arguments or ("serve",)), **({"ORGNET_PORT": str(port)} | more))
    try:
        printed = await until(process, "orgnet serves on http")
        yield f"http://127.0.0.1:{port}", printed, process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        await process.communicate()


async def until(process: Process, words: str) -> str:
    """What a process prints until it says these words; fails where it ends without them."""
    assert process.stdout
    printed = ""
    while words not in printed:
        line = await process.stdout.readline()
        assert line, f"the command ended without saying {words!r}:\n{printed}"
        printed += line.decode()
    return printed
