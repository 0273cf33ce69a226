"""Vacancies: unions for which nobody acts, and invitations to all of them at once.

A branch is walked down only where the census says that somebody is missing, so that looking for some costs what is
found, and not the branch.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from uuid_utils import uuid7

from graph import hands, invitations, log, tallies
from graph.access import allow
from graph.db import Database, Transaction, rows, run
from graph.facts import Answer
from graph.hashing import fingerprint
from graph.log import Turn
from graph.positions import position, positions
from orgnet import onetime
from orgnet.cells import vacant
from orgnet.facts import Ask, Fact
from orgnet.invitations import DAYS, Invitee, checked
from orgnet.permissions import Action, Role
from orgnet.positions import Position
from orgnet.tallies import NETWORK, row_key
from orgnet.unions import Union

MOST = 100
"""Unions that are invited at once."""

READ_AHEAD = 200
"""Subordinates read at once."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What an officer-to-be is handed: for which union below which superior, as what, and the code, shown this once."""

    union: Union
    superior: Union | None
    role: Role
    name: str
    code: str
    until: datetime


async def below(tx: Transaction, union: str) -> int:
    """For how many unions below one nobody acts, by the census."""
    return vacant((await tallies.read(tx, [row_key(NETWORK, union)])).get(row_key(NETWORK, union), {}))


async def invite_all(database: Database, ask: Ask, union: str, name: str, now: datetime) -> Sequence[Slip]:
    """Invite an officer, by a name such as that of the office, to each of the next unions below one for which nobody
    acts. The same request again gives the same invitations other codes, since the first never arrived."""
    new = [(str(uuid7()), onetime.code(secrets.choice)) for _ in range(MOST)]

    async def work(turn: Turn) -> Sequence[Slip]:
        await allow(turn.tx, ask.actor, Action.SEAT, await position(turn.tx, union))
        earlier = await turn.earlier(ask)
        told = earlier or await _invite(turn, ask, union, name, [id for id, _ in new])
        codes = dict(zip(told["unions"].values(), (code for _, code in new), strict=False))
        await run(turn.tx, CODED, codes=[{"id": id, "hash": fingerprint(code)} for id, code in codes.items()])
        return await _slips(turn.tx, told, codes)

    return await log.turn(database, work, now)


CODED = "UNWIND $codes AS new MATCH (i:Invitation {id: new.id, state: 'open'}) SET i.hash = new.hash"


async def _invite(turn: Turn, ask: Ask, top: str, name: str, ids: Sequence[str]) -> Answer:
    places = await positions(turn.tx, await _vacant(turn.tx, top, MOST))
    invited = dict(zip(places, ids, strict=False))
    until, role = turn.at + timedelta(days=DAYS), Role.OFFICER
    invitees = [(id, checked(Invitee(union, role, name))) for union, id in invited.items()]
    await invitations.add(turn, ask, [invitations.properties(id, each, id) for id, each in invitees], until)
    await hands.count(turn, list(invited))
    told: Answer = {"unions": invited, "until": until.isoformat(), "name": name, "role": role.value}
    asks = [ask, *([Ask(ask.actor)] * len(invited))]
    for each, (union, place) in zip(asks, places.items(), strict=False):
        data = {"role": role.value, "name": name}
        turn.record(Fact("invited", each, union, invited[union], place.branch, data, told if each is ask else {}))
    return told


async def _slips(tx: Transaction, told: Answer, codes: Mapping[str, str]) -> list[Slip]:
    unions: Mapping[str, str] = told["unions"]
    places = await positions(tx, list(unions))
    above = await positions(tx, {place.parent for place in places.values() if place.parent})
    until = datetime.fromisoformat(told["until"])
    return [_slip(places[union], above, told, codes[id], until) for union, id in unions.items() if union in places]


def _slip(place: Position, above: Mapping[str, Position], told: Answer, code: str, until: datetime) -> Slip:
    superior = above[place.parent].union if place.parent else None
    return Slip(place.union, superior, Role(told["role"]), told["name"], code, until)


async def _vacant(tx: Transaction, top: str, most: int) -> list[str]:
    """The first unions below one for which nobody acts, each superior before its subordinates, by code."""
    found, waiting = list[str](), [(top, "")]
    while waiting and len(found) < most:
        union, after = waiting.pop()
        page = await rows(tx, CHILDREN, id=union, after=after, limit=READ_AHEAD)
        counts = await tallies.read(tx, [row_key(NETWORK, child["id"]) for child in page])
        inside = {key.split("|")[1] for key, each in counts.items() if vacant(each)}
        if len(page) == READ_AHEAD:
            waiting.append((union, page[-1]["code"]))
        waiting += [(child["id"], "") for child in reversed(page) if child["id"] in inside]
        found += [child["id"] for child in page if child["hands"] == "vacant"]
    return found[:most]


CHILDREN = """
MATCH (:Union {id: $id})<-[:PART_OF]-(c)
WHERE c.code > $after AND (c.hands = 'vacant' OR EXISTS { (c)<-[:PART_OF]-() })
RETURN c.id AS id, c.code AS code, c.hands AS hands ORDER BY c.code LIMIT $limit
"""
