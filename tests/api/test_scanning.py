"""A scanner is a command: what it says, whether it says anything, and what becomes of it."""

import asyncio
import sys
from pathlib import Path

import psutil
import pytest
from structlog.testing import capture_logs

from api.scanning import scan
from orgnet.errors import Invalid, Unavailable

SCANNER = """
import sys, time, pathlib
content = pathlib.Path(sys.argv[-1]).read_bytes()
if content == b"slow":
    time.sleep(60)
sys.exit({b"clean": 0, b"virus": 1}.get(content, 2))
"""


@pytest.fixture
def scanner(tmp_path: Path) -> list[str]:
    """A scanner that finds what is called a virus."""
    script = tmp_path / "scanner.py"
    script.write_text(SCANNER)
    return [sys.executable, str(script), "--quiet"]


def holding(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


async def test_what_is_clean_passes_and_what_is_infected_does_not(scanner: list[str], tmp_path: Path) -> None:
    await scan(scanner, holding(tmp_path, b"clean"), 60)
    await scan([], holding(tmp_path, b"virus"), 60)
    with pytest.raises(Invalid, match="infected"):
        await scan(scanner, holding(tmp_path, b"virus"), 60)


async def test_a_scanner_that_cannot_tell_lets_nothing_pass_and_the_log_says_why(
    scanner: list[str], tmp_path: Path
) -> None:
    strange = holding(tmp_path, b"strange")
    with capture_logs() as logs:
        for command in (scanner, [str(tmp_path / "nothing")], [str(strange)]):
            with pytest.raises(Unavailable, match="cannot tell"):
                await scan(command, strange, 60)
    assert [entry["verdict"] for entry in logs] == [
        2,
        "it does not start: No such file or directory",
        "it does not start: Permission denied",
    ]


async def test_a_scanner_without_end_is_ended(scanner: list[str], tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        await scan(scanner, holding(tmp_path, b"slow"), 0.2)
    waiting = asyncio.create_task(scan(scanner, tmp_path / "file", 60))
    await asyncio.sleep(0.2)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not [child for child in psutil.Process().children(recursive=True) if scanner[1] in child.cmdline()]
