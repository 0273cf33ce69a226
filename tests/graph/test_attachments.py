"""What no attachment refers to is cleared away after a day; what one refers to never is."""

import os
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graph import attachments, directives
from graph.attachments import ROUND, sweep
from graph.db import Database
from graph.files import SHELVES, Files
from orgnet.attachments import Attachment
from orgnet.audiences import addressed
from orgnet.directives import Directive
from orgnet.documents import Text
from orgnet.facts import Ask
from orgnet.levels import Level
from tests.cast import NOON, found, seat, union
from tests.conftest import empty
from tests.facts import facts

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """The files of an installation that has none yet."""
    return Files(tmp_path / "files")


@pytest.fixture
async def otto(db: Database) -> Ask:
    """An officer of a nation with two drafts."""
    await found(db, union("root", Level.NATIONAL), None)
    ask = await seat(db, "otto", "root", "officer")
    for id in ("one", "two"):
        await directives.draft(db, ask, Directive(id, id, Text("通知", "正文"), addressed("root")), NOON)
    return ask


async def attached(db: Database, files: Files, otto: Ask, directive: str, content: bytes) -> Attachment:
    """A file that is kept and attached."""
    digest = await kept(files, content)
    attachment = Attachment(f"{directive}-{digest[:4]}", f"{digest[:4]}.txt", "text/plain", len(content), digest)
    await attachments.attach(db, otto, directive, attachment, 20, NOON)
    return attachment


async def kept(files: Files, content: bytes) -> str:
    """A file that is kept; its digest."""

    async def chunks() -> AsyncGenerator[bytes]:
        yield content

    async with files.arriving(chunks()) as arrived:
        await files.keep(arrived)
    return arrived.digest


async def swept(db: Database, files: Files, now: datetime) -> bool:
    """What a day of rounds answers."""
    rounds = [await sweep(db, files, now + timedelta(seconds=ROUND * n)) for n in range(SHELVES)]
    assert len(set(rounds)) == 1
    return rounds[0]


async def test_only_files_that_nothing_refers_to_are_cleared_and_only_after_a_day(
    db: Database, files: Files, otto: Ask
) -> None:
    used = await attached(db, files, otto, "one", b"used")
    shared = [await attached(db, files, otto, directive, b"shared") for directive in ("one", "two")]
    gone = await attached(db, files, otto, "one", b"gone")
    never = await kept(files, b"never attached")
    await attachments.detach(db, otto, "one", shared[0].id, NOON)
    await attachments.detach(db, otto, "one", gone.id, NOON)
    digests = [used.digest, shared[1].digest, gone.digest, never]
    assert await swept(db, files, NOW)
    assert [files.path(digest).exists() for digest in digests] == [True] * 4
    assert await swept(db, files, NOW + 2 * DAY)
    assert [files.path(digest).exists() for digest in digests] == [True, True, False, False]


async def test_a_round_looks_through_one_shelf(db: Database, files: Files, otto: Ask) -> None:
    assert await sweep(db, files, NOW)
    assert not files.folder.exists()
    digest = await kept(files, b"never attached")
    os.utime(files.path(digest), (0, 0))
    rounds = [NOW + timedelta(seconds=ROUND * n) for n in range(SHELVES)]
    left = [(await sweep(db, files, now), files.path(digest).exists())[1] for now in rounds]
    cleared = rounds[left.index(False)]
    assert int(cleared.timestamp() // ROUND) % SHELVES == int(digest[:2], 16)


async def test_the_files_of_another_network_are_left_alone(db: Database, files: Files, otto: Ask) -> None:
    digest = (await attached(db, files, otto, "one", b"used")).digest
    assert await sweep(db, files, NOW)
    await empty(db)
    assert not await swept(db, files, NOW + 2 * DAY)
    assert files.path(digest).exists()


async def test_what_was_attached_and_detached_is_told_by_facts(db: Database, files: Files, otto: Ask) -> None:
    attachment = await attached(db, files, otto, "one", b"used")
    await attachments.detach(db, otto, "one", attachment.id, NOON)
    told = (await facts(db))[-2:]
    assert [(fact["kind"], fact["actor"], fact["union"], fact["subject"]) for fact in told] == [
        ("attached", "otto", "root", "one"),
        ("detached", "otto", "root", "one"),
    ]
    assert all(attachment.digest in fact["data"] and attachment.name in fact["data"] for fact in told)
