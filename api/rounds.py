"""Rounds: what a process that serves does again and again beside it."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import structlog

log = structlog.get_logger()


@asynccontextmanager
async def rounds(
    name: str, make: Callable[[], Awaitable[object]], every: float, sooner: asyncio.Event | None = None
) -> AsyncGenerator[None]:
    """Within it, a round is made at once and then every so many seconds, or sooner when that is set; one that fails is
    logged by name."""
    task = asyncio.create_task(_rounds(name, make, every, sooner or asyncio.Event()))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _rounds(name: str, make: Callable[[], Awaitable[object]], every: float, sooner: asyncio.Event) -> None:
    while True:
        try:
            await make()
        except Exception as error:  # whatever it was, it must not end the rounds; the next one tries again
            log.error(f"{name} failed", exc_info=error)
        with suppress(TimeoutError):
            await asyncio.wait_for(sooner.wait(), every)
        sooner.clear()
