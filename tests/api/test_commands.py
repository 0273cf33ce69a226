"""The commands, run as a newcomer runs them."""

import json
import os
import re
import signal
import socket
from pathlib import Path

import httpx
import psutil
import pytest
from typer.testing import CliRunner

from api.commands import COMMANDS, app
from api.commands.serve import listen
from graph.db import Database, rows, run
from graph.dialect import Dialect
from graph.java import free_ports
from graph.settings import Settings
from tests.commands import command, environment, on, serving


async def test_all_commands_are_listed(tmp_path: Path) -> None:
    code, said = await command(tmp_path, "--help")
    assert code == 0
    assert all(f" {name} " in said for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    shown = CliRunner().invoke(app, [name, "--help"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    assert (COMMANDS[name].__doc__ or "").split(";")[0].split(",")[0].splitlines()[0] in shown.output


async def test_a_sample_is_seeded_once_and_its_story_told(db: Database, tmp_path: Path) -> None:
    code, said = await command(tmp_path, "seed", "--size", "county", **on(db))
    assert (code, "4 people can sign in" in said) == (0, True), said
    code, said = await command(tmp_path, "check", **on(db))
    assert (code, ", 0 faults" in said) == (0, True), said
    if db.dialect is Dialect.NEO4J:
        return
    counted = "MATCH (u:Union) RETURN count(u) AS n"
    [before] = await db.read(lambda tx: rows(tx, counted))
    code, said = await command(tmp_path, "seed", "--size", "county", "--seed", "7", **on(db))
    assert (code, "holds another network" in said) == (1, True), said
    code, said = await command(tmp_path, "seed", "--size", "county", **on(db))
    assert code == 0
    [after] = await db.read(lambda tx: rows(tx, counted))
    assert before == after
    await db.write(lambda tx: run(tx, "MATCH (t:Tally) WITH t ORDER BY t.key LIMIT 1 SET t.counts = '{}'"))
    code, said = await command(tmp_path, "check", **on(db))
    assert (code, "a recount" in said) == (1, True), said
    code, said = await command(tmp_path, "check", "--repair", **on(db))
    assert (code, "mended" in said) == (0, True), said
    assert (await command(tmp_path, "check", **on(db)))[0] == 0


async def test_the_first_start_prints_the_first_admins_password_once_and_ctrl_c_stops_server_and_engine(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path) as (address, said, _):
        found = re.search(r"sign in as (\S+) with the password (\S+)", said)
        assert found
        who = {"username": found[1], "password": found[2]}
        async with httpx.AsyncClient(base_url=address) as client:
            assert (await client.post("/api/v1/sessions", json=who)).status_code == 201
    async with serving(tmp_path) as (address, said, process):
        async with httpx.AsyncClient(base_url=address) as client:
            assert (await client.get("/sign-in")).status_code == 200
        engine = psutil.Process(json.loads((tmp_path / "engine.json").read_text())["pid"])
        assert engine.is_running()
        process.send_signal(signal.SIGINT)
        rest, _ = await process.communicate()
        assert process.returncode == 0
        assert "stopped" in rest.decode()
        assert "Traceback" not in rest.decode()
        assert not engine.is_running()
        assert "password" not in said + rest.decode()


async def test_a_port_in_use_is_told_in_a_sentence_before_anything_is_done(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, said = await command(tmp_path / "data", "demo", ORGNET_PORT=str(taken.getsockname()[1]))
    assert code == 1
    assert said.startswith("cannot serve on 127.0.0.1") and "set ORGNET_PORT" in said
    assert "Traceback" not in said
    assert not (tmp_path / "data").exists()


def test_answers_are_sent_as_soon_as_they_are_there() -> None:
    with (
        listen(Settings.model_validate({"host": "127.0.0.1", "port": 0})) as listening,
        socket.create_connection(listening.getsockname()),
        listening.accept()[0] as connected,
    ):
        assert connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


WRONG = {
    "ORGNET_PORT": ("eighty", "ORGNET_PORT"),
    "ORGNET_MEMORY": ("1", "ORGNET_MEMORY"),
    "ORGNET_TIMEZONE": ("Mars/Olympus", "no time zone"),
    "ORGNET_GRAPH_URI": ("bolt://127.0.0.1:7687", "needs ORGNET_GRAPH_PASSWORD"),
}


@pytest.mark.parametrize("name", WRONG)
def test_settings_that_make_no_sense_are_told_by_name(name: str, tmp_path: Path) -> None:
    value, words = WRONG[name]
    told = CliRunner().invoke(app, ["check"], env=dict.fromkeys(os.environ) | environment(tmp_path, **{name: value}))
    assert (told.exit_code, words in told.output, "Traceback" in told.output) == (2, True, False), told.output


async def test_a_server_that_does_not_answer_is_told_in_a_sentence(tmp_path: Path) -> None:
    [nobody] = free_ports(1)
    there = {"ORGNET_GRAPH_URI": f"bolt://127.0.0.1:{nobody}", "ORGNET_GRAPH_PASSWORD": "secret"}
    for name in ("serve", "check"):
        code, said = await command(tmp_path, name, ORGNET_PORT="0", **there)
        assert (code, "no database answers at bolt://" in said, "Traceback" in said) == (1, True, False), said


async def test_a_wrong_password_at_a_server_is_told_in_a_sentence(db: Database, tmp_path: Path) -> None:
    code, said = await command(tmp_path, "check", **on(db) | {"ORGNET_GRAPH_PASSWORD": "another"})
    assert (code, "set ORGNET_GRAPH_USER" in said, "Traceback" in said) == (1, True, False), said


async def test_a_data_folder_that_is_none_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "engine.json").write_text("{}")
    for folder, words in ((tmp_path / "file", "cannot be made"), (foreign, "engine.json")):
        code, said = await command(folder, "check")
        assert (code, words in said, "Traceback" in said) == (1, True, False), said
