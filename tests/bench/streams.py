"""What 2,000 open pages cost: `python -m tests.bench.streams [N]`, on the network in ORGNET_DATA.

A server of its own is started; the streams are opened from here, and then one signature is given.
"""

import asyncio
import os
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime

import psutil

from api.actors import COOKIE
from graph import people, sessions
from graph.db import Database, connect
from graph.engine import running
from graph.gathering import write
from graph.marks import Mark
from graph.settings import Settings
from orgnet.facts import Ask
from orgnet.receipts import Milestone
from seeds.story import person_id

PORT = 8199
LETTER = person_id("letter 1")


async def opened(secret: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A stream that listens to a directive of the story."""
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    asked = f"GET /live?about={LETTER} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nCookie: {COOKIE}={secret}\r\n\r\n"
    writer.write(asked.encode())
    await reader.readuntil(b"retry: 3000")
    return reader, writer


async def measured(streams: int) -> None:
    """Open them all, sign once, and wait until all have heard."""
    settings = Settings.model_validate({})
    command = [sys.executable, "-m", "api.commands", "serve"]
    process = subprocess.Popen(command, env=os.environ | {"ORGNET_PORT": str(PORT)})
    server = psutil.Process(process.pid)
    async with running(settings) as bolt, connect(bolt) as database:
        secret = await sessions.open(database, person_id("national"), datetime.now(UTC))
        while True:
            try:
                held = [await opened(secret)]
                break
            except OSError:
                await asyncio.sleep(0.5)
        before = server.memory_info().rss
        start = time.perf_counter()
        for _ in range(0, streams - 1, 50):
            held += await asyncio.gather(*(opened(secret) for _ in range(min(50, streams - len(held)))))
        took = time.perf_counter() - start
        await asyncio.sleep(2)
        after = server.memory_info().rss
        union = await _grassroots(database)
        start = time.perf_counter()
        undo = Mark(Ask(person_id("grassroots")), union, LETTER, Milestone.SIGNED, undo=True)
        sign = Mark(Ask(person_id("grassroots")), union, LETTER, Milestone.SIGNED)
        await write(database, [sign, undo], datetime.now(UTC))
        await asyncio.gather(*(reader.readuntil(b"event: changed") for reader, _ in held))
        heard = time.perf_counter() - start
        print(f"{len(held)} streams, opened in {took:.1f} s: {before >> 20} MB before, {after >> 20} MB with them")
        print(f"all have heard of a signature after {heard:.2f} s")
        for _, writer in held:
            writer.close()
    process.terminate()
    process.wait()


async def _grassroots(database: Database) -> str:
    """The union of the story's grassroots officer."""
    known = await database.read(lambda tx: people.me(tx, person_id("grassroots")))
    return known["seats"][0]["union"]


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (8192, 8192))
    asyncio.run(measured(int(sys.argv[1]) if len(sys.argv) > 1 else 2000))
