"""Rounds: what a process that serves does again and again beside it."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import structlog

log = structlog.get_logger()


@asynccontextmanager
async def rounds(name: str, make: Callable[[], Awaitable[object]], every: float) -> AsyncGenerator[None]:
    """Within it, a round is made at once and then every so many seconds; one that fails is logged by name."""
    task = asyncio.create_task(_rounds(name, make, every))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _rounds(name: str, make: Callable[[], Awaitable[object]], every: float) -> None:
    while True:
        try:
            await make()
        except Exception as error:  # whatever it was, it must not end the rounds; the next one tries again
            log.error(f"{name} failed", exc_info=error)
        await asyncio.sleep(every)
