"""The table of truth (`truth.toml`): its cases, its cast, and the network they are in."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph import people, sessions, structure
from graph.db import Database, run
from orgnet.levels import Level
from orgnet.permissions import OPERATOR, Action, Role, Seat
from tests.cast import NOON, OPERATOR_ASKS, found, seat, union

TABLE: dict[str, Any] = tomllib.loads((Path(__file__).parent / "truth.toml").read_text())
UNIONS: Mapping[str, Mapping[str, Any]] = TABLE["unions"]
PEOPLE: Mapping[str, Mapping[str, Any]] = TABLE["people"]
EVERYBODY = {*PEOPLE, OPERATOR}
VERDICTS = ("may", "denied", "hidden")


@dataclass(frozen=True)
class Case:
    """One action at one union, asked of everybody: what each gets, and the reason of a denial."""

    action: Action
    at: str
    expected: Mapping[str, str]
    reason: str


def cases() -> list[Case]:
    """All cases; each says something of everybody, once."""
    return [_case(entry) for entry in TABLE["case"]]


def _case(entry: dict[str, Any]) -> Case:
    named: dict[str, str | list[str]] = {verdict: entry[verdict] for verdict in VERDICTS if verdict in entry}
    expected = {who: verdict for verdict, whom in named.items() if whom != "others" for who in whom}
    [others] = [verdict for verdict, whom in named.items() if whom == "others"]
    everybody = dict.fromkeys(EVERYBODY, others) | expected
    assert everybody.keys() == EVERYBODY, entry
    return Case(Action(entry["action"]), entry["at"], everybody, entry["reason"])


def superiors(id: str) -> set[str]:
    """All above a union on either line, by plain steps; a dissolved one is under what it stood under."""
    ups = {end for end in (UNIONS[id].get("parent"), UNIONS[id].get("guide")) if end}
    primary = superiors(UNIONS[id]["parent"]) if "parent" in UNIONS[id] else set[str]()
    second = superiors(UNIONS[id]["guide"]) if "guide" in UNIONS[id] else set[str]()
    return ups | primary | second


def held(who: str) -> list[Seat]:
    """The seats of somebody that count: none of a deactivated person, none at a dissolved union."""
    person = PEOPLE.get(who, {"deactivated": True})
    asleep = person.get("deactivated") or UNIONS[person["at"]].get("dissolved")
    return [] if asleep else [Seat(person["at"], Role(person["role"]))]


async def build(db: Database) -> None:
    """The network and its cast; at every union serves `pat of …` too, whom the others look after."""
    for id, about in UNIONS.items():
        await found(db, union(id, Level(about["level"]), members=40), about.get("parent"), about.get("guide"))
    for who, about in PEOPLE.items():
        await seat(db, who, about["at"], about["role"])
    for id in UNIONS:
        await seat(db, f"pat.{id}", id, "viewer")
    first = [who for who, about in PEOPLE.items() if about.get("first")]
    await db.write(lambda tx: run(tx, "MATCH (p:Person {id: $id}) SET p.first = true", id=first[0]))
    for who, about in PEOPLE.items():
        if about.get("deactivated"):
            await people.set_active(db, OPERATOR_ASKS, who, False, NOON)
    for id, about in UNIONS.items():
        if about.get("dissolved"):
            await structure.dissolve(db, OPERATOR_ASKS, id, NOON)


async def sign_in(db: Database) -> dict[str, dict[str, str]]:
    """The headers with which each of the cast asks; those of a deactivated person are worthless."""
    active = [who for who, about in PEOPLE.items() if not about.get("deactivated")]
    tokens = {who: await sessions.open(db, who, datetime.now(UTC)) for who in active}
    return {who: {"Authorization": f"Bearer {tokens.get(who, 'worthless')}"} for who in PEOPLE}
