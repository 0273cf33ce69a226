"""A process that works beside ours: it answers, it is missed when it is gone, and it never stays behind."""

import asyncio
import os
import signal
from pathlib import Path

import psutil
import pytest

from graph.processes import End, answer, beside
from orgnet.errors import Unavailable


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other process finds these tests, whose functions it runs."""
    monkeypatch.syspath_prepend(Path(__file__).parents[2])


def echo(end: End, greeting: str) -> None:
    end.send((greeting, os.getpid()))
    while True:
        end.send(end.recv())


def vanish(end: End) -> None:
    end.recv()
    os._exit(1)


async def test_it_answers_in_turn_and_ends_when_it_is_left() -> None:
    async with beside(echo, "您好") as end:
        greeting, pid = await asyncio.to_thread(answer, end)
        answers = [await asyncio.to_thread(answer, end, number) for number in range(3)]
        assert psutil.pid_exists(pid)
        assert psutil.Process(pid).nice() == min(psutil.Process().nice() + 10, 19), "it does not make way"
    assert (greeting, answers) == ("您好", [0, 1, 2])
    assert not psutil.pid_exists(pid)


async def test_an_interrupt_at_the_keyboard_is_left_to_the_one_that_started_it() -> None:
    async with beside(echo, "") as end:
        _, pid = await asyncio.to_thread(answer, end)
        os.kill(pid, signal.SIGINT)
        assert await asyncio.to_thread(answer, end, "还在") == "还在"


async def test_one_that_was_ended_is_missed_at_once() -> None:
    async with beside(vanish) as end:
        with pytest.raises(Unavailable, match="begin again, and it carries on"):
            await asyncio.wait_for(asyncio.to_thread(answer, end, "?"), 60)


async def test_it_ends_when_the_pipe_is_closed_as_it_is_when_we_die() -> None:
    async with beside(echo, "") as end:
        _, pid = await asyncio.to_thread(answer, end)
        process = psutil.Process(pid)
        end.close()
        assert await asyncio.to_thread(process.wait, 60) == 0
