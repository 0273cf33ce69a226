"""A real Neo4j (community edition) without an installer: `python -m tests.neo4j` runs one."""

import asyncio
import secrets
import shutil
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import jgo
from neo4j import GraphDatabase
from neo4j.exceptions import Neo4jError, ServiceUnavailable

from graph import java
from graph.bolt import Bolt

VERSION = "5.26.30"
HOME = Path(__file__).parent.parent / ".neo4j"
START = 120.0
ATTEMPTS = 3
PAUSE = 5.0

OPENED = ("java.nio", "java.io", "java.lang", "sun.nio.ch", "java.util.concurrent")

CONFIG = """\
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.memory.heap.initial_size={heap}m
server.memory.heap.max_size={heap}m
server.memory.pagecache.size=64m
db.tx_log.rotation.retention_policy=keep_none
dbms.usage_report.enabled=false
"""

PLANNED_ONCE = """\
dbms.cypher.min_replan_interval=1d
server.memory.query_cache.per_db_cache_num_entries=20000
internal.cypher.use_parameter_size=false
"""
"""For tests, which all run the same statements on little: planning them anew whenever counts have changed, or lists have
another length, took half of its time."""


class Unreachable(Exception):
    """Neo4j could not be fetched from Maven Central."""


def jars() -> list[Path]:
    """The folders with Neo4j's jars, fetched once; raises Unreachable where that fails."""
    note = HOME / VERSION
    if note.exists() and Path(note.read_text()).exists():
        environment = Path(note.read_text())
    else:
        environment = _fetch()
        HOME.mkdir(exist_ok=True)
        note.write_text(str(environment))
    return [folder for name in ("jars", "modules") if (folder := environment / name).is_dir()]


def _fetch() -> Path:
    """Fetch Neo4j, again where the archive falters: what has arrived is kept."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return Path(jgo.build(f"org.neo4j:neo4j:{VERSION}").path)
        except Exception as error:  # whatever goes wrong on the way to the archive
            if attempt == ATTEMPTS:
                raise Unreachable(f"Neo4j {VERSION} could not be fetched from Maven Central: {error}") from error
            time.sleep(PAUSE * attempt)
    raise AssertionError


@contextmanager
def neo4j(heap: int = 384, planning: str = PLANNED_ONCE) -> Generator[Bolt]:
    """A Neo4j with an empty database and a random password, on a loopback port, gone when left."""
    folders = jars()
    folder = Path(tempfile.mkdtemp(prefix="neo4j-"))
    [port] = java.free_ports(1)
    (folder / "neo4j.conf").write_text(CONFIG.format(port=port, heap=heap) + planning)
    process = java.launch(_arguments(folder, folders, heap), folder, folder / "output.log")
    try:
        yield _secured(f"bolt://127.0.0.1:{port}", folder)
    finally:
        java.stop(process, patience=0.1)
        shutil.rmtree(folder, ignore_errors=True)


def _arguments(folder: Path, folders: list[Path], heap: int) -> list[str]:
    return [
        f"-Xmx{heap}m",
        "-XX:+UseSerialGC",
        "--enable-native-access=ALL-UNNAMED",
        *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED),
        "-cp",
        ":".join(str(each / "*") for each in folders),
        "org.neo4j.server.CommunityEntryPoint",
        f"--home-dir={folder}",
        f"--config-dir={folder}",
    ]


def _secured(uri: str, folder: Path) -> Bolt:
    """Wait for the server, and change its first password."""
    password, deadline = secrets.token_urlsafe(16), time.monotonic() + START
    while True:
        try:
            with GraphDatabase.driver(uri, auth=("neo4j", "neo4j"), max_transaction_retry_time=0) as driver:
                driver.execute_query(
                    "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $password",
                    password=password,
                    database_="system",
                )
            return Bolt(uri, "neo4j", password, "neo4j")
        except (ServiceUnavailable, Neo4jError, OSError) as error:
            if time.monotonic() > deadline:
                log = (folder / "output.log").read_text(errors="replace")
                raise RuntimeError(f"Neo4j did not start:\n{log[-2000:]}") from error
            time.sleep(0.1)


def announce() -> None:
    """Fetch Neo4j before the test workers need it, and say so where that is not possible."""
    try:
        jars()
    except Unreachable as unreachable:
        print(f"{unreachable}\nThe tests run on the embedded engine only.")


async def main() -> None:
    """Run a Neo4j until interrupted."""
    with neo4j(heap=1024, planning="") as bolt:
        print(f"export ORGNET_GRAPH_URI={bolt.uri}")
        print(f"export ORGNET_GRAPH_USER={bolt.user}")
        print(f"export ORGNET_GRAPH_PASSWORD={bolt.password}")
        print("Neo4j runs; Ctrl-C stops it.", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        print("stopped")
