"""Archives: files put together as they are sent, never held as a whole."""

import asyncio
import re
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

CHUNK = 1 << 18

UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
"""What no name of a file may hold on some system."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of an archive: in which folder, under which name, and where it is."""

    folder: str
    name: str
    path: Path

    @property
    def called(self) -> str:
        """Its path in the archive, which leads nowhere else."""
        return "/".join(UNSAFE.sub("_", part).strip(". ") or "_" for part in (self.folder, self.name))


class _Outlet(RawIOBase):
    """What an archive writes, kept until it is fetched. It cannot be sought in, so the archive never looks back."""

    def __init__(self) -> None:
        self.held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, chunk: bytes) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        self.held += chunk
        return len(chunk)

    def fetch(self) -> bytes:
        held, self.held = bytes(self.held), bytearray()
        return held


async def archived(pages: AsyncGenerator[Sequence[Entry]]) -> AsyncGenerator[bytes]:
    """A ZIP archive of these files, which are packed already; a file that is gone is left out and told of by name."""
    outlet, gone = _Outlet(), list[str]()
    archive = ZipFile(outlet, "w", ZIP_STORED)
    async with aclosing(pages):
        async for entries in pages:
            for entry in entries:
                if not entry.path.is_file():
                    gone.append(entry.called)
                    continue
                chunks = _packed(archive, outlet, entry)
                while (chunk := await asyncio.to_thread(next, chunks, None)) is not None:
                    yield chunk
    if gone:
        archive.writestr("missing.txt", "\n".join(gone))
    archive.close()
    yield outlet.fetch()


def _packed(archive: ZipFile, outlet: _Outlet, entry: Entry) -> Iterator[bytes]:
    with entry.path.open("rb") as file, archive.open(entry.called, "w", force_zip64=True) as into:
        while chunk := file.read(CHUNK):
            into.write(chunk)
            yield outlet.fetch()
    yield outlet.fetch()
