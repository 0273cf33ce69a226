"""The pipeline insists: both engines, nothing skipped; a tester's machine may do with the embedded one."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

HOME = Path(__file__).parent.parent

SKIPPING = """
import pytest

@pytest.mark.skip(reason="not today")
def test_skipped() -> None: ...

def test_passed() -> None: ...

def test_of_neo4j_needs_a_server(neo4j_bolt: object) -> None: ...

def test_on_every_engine(engine: str) -> None: ...
"""

NOWHERE = """
import jgo
import tests.neo4j

def build(*_: object) -> None:
    print("asked the archive")
    raise OSError("no route to the archive")

jgo.build, tests.neo4j.PAUSE = build, 0.0
tests.neo4j.HOME = tests.neo4j.HOME / "elsewhere"
"""


async def run(folder: Path, *plugins: str, **more: str) -> tuple[int | None, str]:
    """How pytest ends with our rules in a folder of its own, and what it prints."""
    (folder / "test_some.py").write_text(SKIPPING)
    (folder / "nowhere.py").write_text(NOWHERE)
    (folder / "pytest.ini").write_text("[pytest]\n")
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("ORGNET_", "PYTEST_"))}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pytest", "-v", "-rs", "-k", "not needs_a_server"),
        *(option for plugin in (*plugins, "tests.conftest") for option in ("-p", plugin)),
        cwd=folder,
        env=mine | {"PYTHONPATH": f"{folder}:{HOME}"} | more,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    return process.returncode, printed.decode()


async def test_the_pipeline_fails_where_a_test_is_skipped(tmp_path: Path) -> None:
    code, said = await run(tmp_path, ORGNET_TEST_ENGINES="both")
    assert code == 1, said
    assert "a test was skipped, and nothing may be skipped here" in said
    assert "test_on_every_engine[embedded] PASSED" in said and "test_on_every_engine[neo4j] PASSED" in said


async def test_elsewhere_a_test_may_be_skipped_and_without_an_archive_the_embedded_half_is_run_and_said_so(
    tmp_path: Path,
) -> None:
    code, said = await run(tmp_path, "nowhere")
    assert code == 0, said
    assert "1 skipped" in said
    assert "engines: embedded ArcadeDB only" in said
    assert "test_on_every_engine[embedded] PASSED" in said
    assert "[neo4j]" not in said and "test_of_neo4j" not in said


async def test_without_an_archive_the_pipeline_fails_and_says_why_after_three_attempts(tmp_path: Path) -> None:
    code, said = await run(tmp_path, "nowhere", ORGNET_TEST_ENGINES="both")
    assert code == 4, said
    assert "could not be fetched from Maven Central: no route to the archive" in said
    assert said.count("asked the archive") == 3


def test_the_built_wheel_carries_what_pages_need(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(tmp_path), "."]
    subprocess.run(build, cwd=HOME, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    held = set(ZipFile(wheel).namelist())
    needed = (
        "templates/base.html",
        "locale/zh.po",
        "static/style.css",
        "static/vendor/htmx.js",
        "static/network/view.js",
    )
    assert {f"api/{name}" for name in needed} <= held
