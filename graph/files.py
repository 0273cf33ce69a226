"""Files by what they hold: each is kept once, under its SHA-256, in a folder of the installation.

A file arrives under a name of its own in the same folder and is renamed when it is whole, so nobody ever finds
half a file. Keeping what is kept already makes it young again, and only old files are dropped: who has just kept
a file can count on it for a day, and no longer unless the graph refers to it by then.
"""

import fcntl
import hashlib
import os
import secrets
from collections.abc import AsyncGenerator, AsyncIterable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import anyio
from anyio.to_thread import run_sync

from graph.java import write_private
from orgnet.errors import Unavailable

SHELVES = 256
"""Folders over which the files are spread by the first two characters of their digests."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that is here whole, but not kept yet."""

    path: Path
    size: int
    digest: str


class Files:
    """The files in a folder, which is made when it is needed. Several processes may share it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.arrivals = folder / "arriving"

    def path(self, digest: str) -> Path:
        """Where the file of a digest is, if it is kept."""
        return self.folder / digest[:2] / digest

    @asynccontextmanager
    async def arriving(self, chunks: AsyncIterable[bytes]) -> AsyncGenerator[Arrived]:
        """A file received to its end; gone when left, unless it was kept. Raises Unavailable where there is no room."""
        with _kept():
            await run_sync(self._prepare)
        path = self.arrivals / secrets.token_hex(16)
        try:
            with _kept():
                size, digest = await _receive(path, chunks)
            yield Arrived(path, size, digest)
        finally:
            path.unlink(missing_ok=True)

    async def keep(self, arrived: Arrived) -> None:
        """Keep what has arrived, in the place of the same content where it is kept already."""
        with _kept():
            await run_sync(self._keep, arrived)

    def _prepare(self) -> None:
        for folder in (self.folder.parent, self.folder, self.arrivals):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _keep(self, arrived: Arrived) -> None:
        place = self.path(arrived.digest)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        os.utime(arrived.path)
        with self._locked(fcntl.LOCK_SH):
            arrived.path.replace(place)
        for folder in (place.parent, self.folder):
            _flush(folder)

    @contextmanager
    def _locked(self, how: int) -> Generator[None]:
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, how)
            yield

    def belongs(self, network: str) -> bool:
        """Whether the files are of this network; those of a new folder are from now on."""
        self._prepare()
        mark = self.folder / "network"
        with self._locked(fcntl.LOCK_EX):
            if not mark.exists():
                write_private(mark, network)
            return mark.read_text() == network

    def older(self, shelf: int, before: datetime) -> list[str]:
        """The digests of the files of one shelf that were last kept before then."""
        folder = self.folder / f"{shelf:02x}"
        return sorted(path.name for path in _before(folder, before))

    def drop(self, digest: str, before: datetime) -> bool:
        """Remove a file, unless it was kept again since then; whether it was removed."""
        with self._locked(fcntl.LOCK_EX):
            path = self.path(digest)
            old = path.is_file() and path.stat().st_mtime < before.timestamp()
            if old:
                path.unlink()
            return old

    def tidy(self, before: datetime) -> None:
        """Remove what began to arrive and never came to its end."""
        for path in _before(self.arrivals, before):
            path.unlink(missing_ok=True)


@contextmanager
def _kept() -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(
            f"files cannot be kept here now ({error.strerror}); tell whoever runs this installation"
        ) from error


async def _receive(path: Path, chunks: AsyncIterable[bytes]) -> tuple[int, str]:
    """Write a file as it comes, to the disk itself; its size and digest."""
    size, digest = 0, hashlib.sha256()
    async with await anyio.open_file(path, "xb", opener=_private) as file:
        async for chunk in chunks:
            await file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        await file.flush()
        await run_sync(os.fsync, file.wrapped.fileno())
    return size, digest.hexdigest()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _flush(folder: Path) -> None:
    """Let the names in a folder outlast a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _before(folder: Path, before: datetime) -> list[Path]:
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        return [Path(entry) for entry in entries if entry.stat().st_mtime < before.timestamp()]
