"""The embedded engine is started once, shared, stopped by the last, and recovered after a crash."""

import asyncio
import json
import os
import signal
import stat
import sys
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from graph import directives
from graph.db import connect, rows
from graph.engine import running
from graph.gathering import Gathering
from graph.marks import Mark
from graph.migrations import migrate
from graph.settings import Settings
from orgnet.audiences import addressed
from orgnet.directives import Directive
from orgnet.documents import Text
from orgnet.errors import Conflict, Unavailable
from orgnet.facts import Ask
from orgnet.levels import Level
from orgnet.receipts import Milestone
from tests.cast import NOON, found, seat, union
from tests.graph.test_check import faults


def settings(folder: Path) -> Settings:
    return Settings.model_validate({"data": folder, "memory": 384})


def process(folder: Path) -> psutil.Process:
    return psutil.Process(json.loads((folder / "engine.json").read_text())["pid"])


async def test_the_second_joins_the_first_and_the_last_stops_it(tmp_path: Path) -> None:
    async with running(settings(tmp_path)) as first:
        engine = process(tmp_path)
        async with running(settings(tmp_path)) as second:
            assert second == first
        assert engine.is_running()
    assert not engine.is_running()


async def test_two_that_start_at_once_share_one_engine(tmp_path: Path) -> None:
    async def bolt() -> str:
        async with running(settings(tmp_path)) as address:
            await asyncio.sleep(0.5)
            return address.uri

    assert len(set(await asyncio.gather(bolt(), bolt()))) == 1


async def test_nobody_else_can_read_the_password(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with running(settings(folder)) as bolt:
        assert bolt.password not in " ".join(process(folder).cmdline())
        for name in ("engine.json", "java.args"):
            assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


async def test_an_orphan_is_adopted(tmp_path: Path) -> None:
    script = "import sys; from tests.graph.test_engine import abandon; abandon(sys.argv[1])"
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", script, str(tmp_path))
    assert await child.wait() == -signal.SIGKILL
    orphan = process(tmp_path)
    assert orphan.is_running()
    async with running(settings(tmp_path)):
        assert process(tmp_path) == orphan
    assert not orphan.is_running()


def abandon(folder: str) -> None:
    """Start an engine and die."""

    async def start() -> None:
        async with running(settings(Path(folder))):
            os.kill(os.getpid(), signal.SIGKILL)

    asyncio.run(start())


async def test_a_folder_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    async with running(settings(tmp_path)):
        pass
    description = tmp_path / "engine.json"
    description.write_text(json.dumps(json.loads(description.read_text()) | {"version": "99.1"}))
    with pytest.raises(Conflict, match="99.1, which is newer"):
        async with running(settings(tmp_path)):
            pass


async def test_acknowledged_signatures_survive_a_kill_in_the_middle_of_their_stream(tmp_path: Path) -> None:
    async with running(settings(tmp_path)) as bolt, connect(bolt, patience=2) as database:
        await migrate(database)
        await found(database, union("root", Level.NATIONAL), None)
        for n in range(24):
            await found(database, union(f"g{n}", Level.GRASSROOTS), "root")
            await seat(database, f"p{n}", f"g{n}", "officer")
        officer = await seat(database, "otto", "root", "officer")
        await directives.draft(database, officer, Directive("d", "d", Text("通知", "正文"), addressed("root")), NOON)
        await directives.issue(database, officer, "d", NOON)
        gathering, signed = Gathering(database), list[str]()

        async def sign(n: int) -> None:
            answer = await gathering.mark(Mark(Ask(f"p{n}"), f"g{n}", "d", Milestone.SIGNED), NOON)
            signed.append(answer["union"])

        async def stream() -> None:
            for n in range(24):
                await sign(n)

        streaming = asyncio.create_task(stream())
        while len(signed) < 8:
            await asyncio.sleep(0.001)
        process(tmp_path).kill()
        with pytest.raises(Unavailable):
            await asyncio.wait_for(streaming, 60)
    async with running(settings(tmp_path)) as bolt, connect(bolt) as database:
        kept = await database.read(
            lambda tx: rows(tx, "MATCH (r:Receipt) WHERE r.signed IS NOT NULL RETURN r.union AS u")
        )
        assert set(signed) <= {record["u"] for record in kept}
        assert await faults(database, now=NOON + timedelta(hours=1)) == []


async def test_settings_that_name_a_server_start_no_engine(tmp_path: Path) -> None:
    elsewhere = {"data": tmp_path, "graph_uri": "bolt://127.0.0.1:1", "graph_password": "secret"}
    async with running(Settings.model_validate(elsewhere)) as bolt:
        assert (bolt.uri, bolt.password) == ("bolt://127.0.0.1:1", "secret")
    assert list(tmp_path.iterdir()) == []
