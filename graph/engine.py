"""The embedded engine: an ArcadeDB that orgnet starts as a child process, shares, and stops.

Whoever comes first starts it, whoever comes later joins it, the last to leave stops it. Two lock files
say who: `engine.lock` is held while starting and stopping, `holders.lock` is shared by all that use the
engine; the system releases the locks of a process that died, so nobody has to be counted.
"""

import fcntl
import json
import os
import secrets
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from http.client import HTTPException
from importlib.metadata import version
from pathlib import Path
from typing import IO

import anyio.to_thread
from packaging.version import Version

from graph import java
from graph.bolt import Bolt
from graph.settings import Settings
from orgnet.errors import Conflict, Unavailable

ENGINE = "arcadedb-embedded"
DATABASE = "orgnet"
USER = "root"
START = 60.0
"""Seconds the engine gets to answer, a recovery after a crash included."""


@dataclass(frozen=True, slots=True)
class Running:
    """What the data folder says of its engine."""

    pid: int
    started: float
    bolt: int
    http: int
    password: str
    version: str

    @property
    def address(self) -> Bolt:
        """Where it is reached."""
        bolt, http = f"bolt://127.0.0.1:{self.bolt}", f"http://127.0.0.1:{self.http}"
        return Bolt(bolt, USER, self.password, DATABASE, http)


@asynccontextmanager
async def running(settings: Settings) -> AsyncGenerator[Bolt]:
    """The address of the database: the server named in the settings, or else the embedded engine.

    Raises Conflict where the data folder belongs to somebody else or to a newer engine, and Unavailable
    where the engine does not start; `engine.log` in the data folder says why.
    """
    if settings.graph_uri:
        yield Bolt(
            settings.graph_uri, settings.graph_user, settings.secret(), settings.graph_database, settings.graph_http
        )
        return
    engine, share = await anyio.to_thread.run_sync(_join, settings)
    try:
        yield engine.address
    finally:
        # Not awaited: an interrupt cuts short whatever is awaited next, and the engine would be left running.
        _leave(settings.data, share)


def _join(settings: Settings) -> tuple[Running, IO[str]]:
    folder = settings.data
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Conflict(
            f"the data folder {folder} cannot be made: {error.strerror}; set ORGNET_DATA to another"
        ) from error
    _check_owner(folder)
    with _locked(folder):
        known = _read(folder)
        process = java.find(known.pid, known.started) if known else None
        engine = known if known and process else _start(settings, known)
        _await_answer(engine, folder)
        share = (folder / "holders.lock").open("w")
        fcntl.flock(share, fcntl.LOCK_SH)
        return engine, share


def _leave(folder: Path, share: IO[str]) -> None:
    with _locked(folder):
        try:
            fcntl.flock(share, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        finally:
            share.close()
        engine = _read(folder)
        process = java.find(engine.pid, engine.started) if engine else None
        if process:
            java.stop(process)


@contextmanager
def _locked(folder: Path) -> Generator[None]:
    with (folder / "engine.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _check_owner(folder: Path) -> None:
    owner = folder.stat().st_uid
    if owner != os.getuid():
        raise Conflict(f"the data folder {folder} belongs to user {owner}; set ORGNET_DATA to a folder of your own")


def _read(folder: Path) -> Running | None:
    description = folder / "engine.json"
    if not description.exists():
        return None
    try:
        known = Running(**json.loads(description.read_text()))
    except (ValueError, TypeError) as error:
        raise Conflict(
            f"{description} does not describe an engine; restore it, or set ORGNET_DATA to another folder"
        ) from error
    if Version(known.version) > Version(version(ENGINE)):
        raise Conflict(
            f"the data in {folder} was written by {ENGINE} {known.version}, which is newer than this"
            f" installation's {version(ENGINE)}; upgrade orgnet, or set ORGNET_DATA to another folder"
        )
    return known


def _start(settings: Settings, known: Running | None) -> Running:
    """Start the engine; a folder that has its password keeps it, and a crashed one recovers as it opens."""
    folder = settings.data
    bolt, http = java.free_ports(2)
    password = known.password if known else secrets.token_urlsafe(24)
    # Written before the engine is: should we die in between, the folder still knows its password.
    draft = Running(0, 0.0, bolt, http, password, version(ENGINE))
    java.write_private(folder / "engine.json", json.dumps(asdict(draft)))
    process = java.launch(_arguments(settings, draft), folder, folder / "engine.log")
    engine = Running(process.pid, process.create_time(), bolt, http, password, draft.version)
    java.write_private(folder / "engine.json", json.dumps(asdict(engine)))
    return engine


def _arguments(settings: Settings, engine: Running) -> list[str]:
    options = {
        "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "server.mode": "production",
        "server.rootPath": settings.data / "arcadedb",
        "server.rootPassword": engine.password,
        "server.httpIncomingHost": "127.0.0.1",
        "server.httpIncomingPort": engine.http,
        "bolt.host": "127.0.0.1",
        "bolt.port": engine.bolt,
        "txWalFlush": 2,
    }
    (settings.data / "arcadedb").mkdir(mode=0o700, exist_ok=True)
    return [
        f"-Xmx{settings.memory}m",
        # On a small heap and two cores this collector computes a twentieth less than the default one.
        "-XX:+UseParallelGC",
        "--add-modules=jdk.incubator.vector",
        "--enable-native-access=ALL-UNNAMED",
        "-Djava.awt.headless=true",
        *(f"-Darcadedb.{name}={value}" for name, value in options.items()),
        "-cp",
        str(java.wheel() / "jars" / "*"),
        "com.arcadedb.server.ArcadeDBServer",
    ]


def _await_answer(engine: Running, folder: Path) -> None:
    """Wait until the engine answers and has its database."""
    address, deadline = engine.address, time.monotonic() + START
    while time.monotonic() < deadline:
        if java.find(engine.pid, engine.started) is None:
            raise Unavailable(f"the embedded database stopped as it started; {folder / 'engine.log'} says why")
        try:
            if DATABASE not in address.post("server", {"command": "list databases"}, timeout=10)["result"]:
                address.post("server", {"command": f"create database {DATABASE}"}, timeout=10)
            return
        except (OSError, HTTPException):
            time.sleep(0.05)
    raise Unavailable(f"the embedded database did not answer in {START:.0f} s; {folder / 'engine.log'} says why")
