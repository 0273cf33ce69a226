"""Processes: work that is done beside ours, for the sake of the second core, and ahead of it."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, TypeAlias, TypeVar

from graph.garbage import seldom_collected
from orgnet.errors import Unavailable

T = TypeVar("T")

SPAWN = get_context("spawn")

End: TypeAlias = "Connection[Any, Any]"
"""An end of the pipe between two processes."""


@asynccontextmanager
async def beside(work: Callable[..., None], *given: Any) -> AsyncGenerator[End]:
    """Our end of the pipe to a process that does a work, with its own end and with what it is given.

    It ends when it is left, and when we die.
    """
    ours, its = SPAWN.Pipe()
    process = SPAWN.Process(target=_do, args=(work, its, *given), daemon=True)
    process.start()
    its.close()
    try:
        yield ours
    finally:
        # Our end is closed when nobody has it any more: a thread may still be waiting for an answer there.
        process.terminate()
        await asyncio.to_thread(process.join)


def _do(work: Callable[..., None], end: End, *given: Any) -> None:
    # Who interrupts at the keyboard means the process that started this one, and that one ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # It works ahead, so it makes way for those who are waited for: the database, and the one that asks it.
    os.nice(10)
    with seldom_collected(), suppress(EOFError, ConnectionError):
        work(end, *given)


def answer(end: End, *question: Any) -> Any:
    """What the other process sends next, after it was sent a question, if there is one.

    Raises Unavailable if it is there no more.
    """
    try:
        for each in question:
            end.send(each)
        return end.recv()
    except (EOFError, ConnectionError) as error:
        raise Unavailable(
            "a process that worked beside this one was ended, for want of memory perhaps; begin again, and it carries on"
        ) from error


async def ahead(make: Callable[[], T | None]) -> AsyncGenerator[T]:
    """What is made one after the other, until there is none; while one is used, the next is made in a thread."""
    coming = asyncio.create_task(asyncio.to_thread(make))
    try:
        while (made := await coming) is not None:
            coming = asyncio.create_task(asyncio.to_thread(make))
            yield made
    finally:
        coming.cancel()
