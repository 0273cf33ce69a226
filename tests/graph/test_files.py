"""Files are kept whole, once for each content, and dropped only when nobody has kept them lately."""

import asyncio
import hashlib
import os
import stat
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graph.files import Files
from orgnet.errors import Unavailable

DAY = timedelta(days=1)
LATER = datetime.now(UTC) + DAY


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """The files of an installation that has none yet."""
    return Files(tmp_path / "data" / "files")


async def chunks(*parts: bytes) -> AsyncGenerator[bytes]:
    for part in parts:
        yield part


async def kept(files: Files, *parts: bytes) -> str:
    """Keep a file; its digest."""
    async with files.arriving(chunks(*parts)) as arrived:
        await files.keep(arrived)
    return arrived.digest


def everything(files: Files) -> list[Path]:
    """All files that hold something, wherever they are."""
    return [path for path in files.folder.rglob("*") if path.is_file() and path.name != "lock"]


async def test_a_file_is_found_by_its_digest_and_readable_for_its_owner_only(files: Files) -> None:
    digest = await kept(files, b"one", b"", b" network")
    assert digest == hashlib.sha256(b"one network").hexdigest()
    assert everything(files) == [files.path(digest)]
    assert files.path(digest).read_bytes() == b"one network"
    assert files.path(digest).parent.name == digest[:2]
    assert stat.S_IMODE(files.path(digest).stat().st_mode) == 0o600
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o700 for path in files.folder.rglob("*") if path.is_dir())


async def test_the_same_content_is_kept_once_however_often_and_whenever_it_comes(files: Files) -> None:
    digests = await asyncio.gather(*(kept(files, b"same" * 1000, bytes([n % 2])) for n in range(16)))
    assert len(set(digests)) == len(everything(files)) == 2


async def test_what_breaks_off_or_is_not_kept_leaves_nothing(files: Files) -> None:
    async def breaking() -> AsyncGenerator[bytes]:
        yield b"half"
        raise ValueError("gone")

    with pytest.raises(ValueError, match="gone"):
        async with files.arriving(breaking()):
            pass
    async with files.arriving(chunks(b"whole")) as arrived:
        assert arrived.path.read_bytes() == b"whole"
    assert everything(files) == []


async def test_where_nothing_can_be_written_it_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way")
    with pytest.raises(Unavailable, match="tell whoever runs this installation"):
        await kept(Files(tmp_path / "files"), b"one")


async def test_only_what_nobody_has_kept_lately_is_dropped(files: Files) -> None:
    old, young = await kept(files, b"old"), await kept(files, b"young")
    for digest in (old, young):
        os.utime(files.path(digest), (0, 0))
    before = datetime.now(UTC) - DAY
    assert files.older(int(old[:2], 16), before) == [old]
    await kept(files, b"young")
    assert files.older(int(young[:2], 16), before) == []
    assert (files.drop(old, before), files.drop(young, before), files.drop("ab" * 32, before)) == (True, False, False)
    assert everything(files) == [files.path(young)]


async def test_what_never_came_to_its_end_is_tidied_away_after_a_while(files: Files) -> None:
    await kept(files, b"one")
    (files.arrivals / "half").write_bytes(b"half")
    files.tidy(LATER - 2 * DAY)
    assert (files.arrivals / "half").exists()
    files.tidy(LATER)
    assert [path.read_bytes() for path in everything(files)] == [b"one"]


def test_a_folder_belongs_to_the_first_network_that_uses_it(files: Files) -> None:
    assert [files.belongs(network) for network in ("a", "b", "a")] == [True, False, True]
