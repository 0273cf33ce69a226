"""Java processes: started from an argument file, so that no secret stands on a command line."""

import os
import socket
import subprocess
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import psutil

PATIENCE = 20.0
"""Seconds a process gets to stop by itself."""

CHILDREN: dict[int, psutil.Popen] = {}
"""The processes started here, kept so that stopping one leaves no zombie."""


def wheel() -> Path:
    """The folder of the engine's wheel, which has its jars and a Java runtime."""
    return Path(str(files("arcadedb_embedded")))


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now, on the loopback address."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def launch(arguments: Sequence[str], folder: Path, log: Path) -> psutil.Process:
    """Start Java with these arguments, apart from the terminal's signals; its output goes to the log."""
    options = folder / "java.args"
    write_private(options, "\n".join(_quoted(argument) for argument in arguments))
    with log.open("ab") as output:
        child = psutil.Popen(
            [wheel() / "jre" / "bin" / "java", f"@{options}"],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    CHILDREN[child.pid] = child
    return child


def _quoted(argument: str) -> str:
    escaped = argument.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    draft = path.with_name(path.name + ".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def find(pid: int, started: float) -> psutil.Process | None:
    """The process of this id and start, if it still runs; ids are used again, starts are not."""
    try:
        process = psutil.Process(pid)
        # The system knows when it was started in whole seconds, and reckons anew, so a start may shift by one.
        same = abs(process.create_time() - started) < 2
        if same and process.status() != psutil.STATUS_ZOMBIE:
            return process
        if pid in CHILDREN:
            CHILDREN.pop(pid).wait()
        return None
    except psutil.NoSuchProcess:
        return None


def stop(process: psutil.Process, patience: float = PATIENCE) -> None:
    """Ask a process to stop, and end it if it does not within its time."""
    child = CHILDREN.pop(process.pid, process)
    try:
        child.terminate()
        child.wait(patience)
    except psutil.TimeoutExpired:
        child.kill()
        child.wait(PATIENCE)
    except psutil.NoSuchProcess:
        return
