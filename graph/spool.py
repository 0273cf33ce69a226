"""A spool: rows laid aside in a temporary file, so that a large sheet does not fill the memory."""

import tempfile
from array import array
from collections.abc import Mapping, Sequence
from threading import Lock
from types import TracebackType
from typing import Any, Self, overload

from orjson import dumps, loads


class Spool(Sequence[Mapping[str, Any]]):
    """Rows of plain values, appended once and read by their number, by several threads too; gone when left."""

    def __init__(self) -> None:
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the spool is left
        self.starts = array("Q", [0])
        self.reading = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.file.close()

    def append(self, values: Mapping[str, Any]) -> None:
        """Lay a row aside."""
        self.starts.append(self.starts[-1] + self.file.write(dumps(values)))

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, index: int) -> Mapping[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Mapping[str, Any]]: ...
    def __getitem__(self, index: int | slice) -> Mapping[str, Any] | Sequence[Mapping[str, Any]]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        return loads(self.packed(index))

    def packed(self, row: int) -> bytes:
        """A row as JSON, as it lies there."""
        start, end = self.starts[row], self.starts[row + 1]
        with self.reading:
            self.file.seek(start)
            return self.file.read(end - start)
