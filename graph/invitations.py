"""Invitations: made by an admin, redeemed once with a user name and a password of the person's own."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from uuid_utils import uuid7

from graph import hands, log, people
from graph.access import allow, covered
from graph.attempts import slowed
from graph.db import Database, Transaction, row, rows, run
from graph.dialect import native, seconds
from graph.facts import Answer, change
from graph.hashing import fingerprint
from graph.log import Turn
from graph.passwords import known_password
from graph.positions import position
from graph.seats import give, held
from orgnet import invitations, onetime
from orgnet.errors import Conflict, Missing
from orgnet.facts import Ask, Fact
from orgnet.invitations import Invitation, InvitationState, Invitee, renamed
from orgnet.people import Person, check_password, username
from orgnet.permissions import Action, Role
from orgnet.structure import living


@dataclass(frozen=True, slots=True)
class Invited:
    """A new invitation with its code, which is shown once."""

    id: str
    code: str
    until: datetime
    seq: int


async def invite(database: Database, ask: Ask, invitee: Invitee, days: int, now: datetime) -> Invited:
    """Invite somebody to a seat. The same request id again gives the same invitation another code, since the
    first never arrived."""
    tidy, id, code = invitations.checked(invitee), str(uuid7()), onetime.code(secrets.choice)
    lasting = timedelta(days=invitations.check_days(days))

    async def work(turn: Turn) -> Invited:
        if earlier := await turn.earlier(ask):
            if not await row(turn.tx, ANOTHER_CODE, id=earlier["invitation"], hash=fingerprint(code)):
                raise Conflict("this request made an invitation that is no longer open; use a new request id")
            return Invited(earlier["invitation"], code, datetime.fromisoformat(earlier["until"]), earlier["seq"])
        where = await position(turn.tx, tidy.union)
        await allow(turn.tx, ask.actor, Action.SEAT, where)
        living(where.union)
        until = turn.at + lasting
        await add(turn, ask, [properties(id, tidy, code)], until)
        await hands.count(turn, [tidy.union])
        told: Answer = {"invitation": id, "until": until.isoformat(), "seq": turn.seq + 1}
        data = {"role": tidy.role.value, "name": tidy.name}
        seq = turn.record(Fact("invited", ask, tidy.union, id, where.branch, data, told))
        return Invited(id, code, until, seq)

    return await log.turn(database, work, now)


ANOTHER_CODE = "MATCH (i:Invitation {id: $id, state: 'open'}) SET i.hash = $hash RETURN i.id AS id"


def properties(id: str, invitee: Invitee, code: str) -> dict[str, Any]:
    """The properties of an invitation's node, its union beside them."""
    return {
        "union": invitee.union,
        "own": {
            "id": id,
            "hash": fingerprint(code),
            "state": InvitationState.OPEN.value,
            "role": invitee.role.value,
            "name": invitee.name,
            "mobile": invitee.mobile,
            "mail": invitee.mail,
            "wecom": invitee.wecom,
        },
    }


async def add(turn: Turn, ask: Ask, new: Collection[dict[str, Any]], until: datetime) -> None:
    """Write invitations; counting the hands is left to the caller."""
    await run(
        turn.tx,
        """
        UNWIND $new AS new
        MATCH (u:Union {id: new.union})
        CREATE (i:Invitation)-[:INVITES_TO]->(u)
        SET i = new.own
        SET i += $stamp
        """,
        new=list(new),
        stamp={"by": ask.actor, "created": turn.at, "until": until, "ends": seconds(until)},
    )


async def revoke(database: Database, ask: Ask, id: str, now: datetime) -> Answer:
    """Take an open invitation back."""

    async def work(turn: Turn) -> Answer:
        known, where = await _one(turn.tx, "id", id), None
        if known is not None:
            where = await position(turn.tx, known.invitee.union)
        if known is None or where is None or not await covered(turn.tx, ask.actor, Action.SEE_PEOPLE, [where]):
            raise Missing(f"there is no invitation {id}")
        await allow(turn.tx, ask.actor, Action.SEAT, where)
        if known.state is not InvitationState.OPEN:
            raise Conflict(f"this invitation is {known.state}; only an open one can be taken back")
        await _end(turn, [known], InvitationState.REVOKED)
        answer: Answer = {"invitation": id, "seq": turn.seq + 1}
        turn.record(Fact("invitation revoked", ask, known.invitee.union, id, where.branch, answer=answer))
        return answer

    return await change(database, ask, work, now)


async def _end(turn: Turn, ended: Collection[Invitation], state: InvitationState) -> None:
    await run(
        turn.tx,
        "UNWIND $ids AS id MATCH (i:Invitation {id: id}) SET i.state = $state, i.ended = $at",
        ids=[invitation.id for invitation in ended],
        state=state.value,
        at=turn.at,
    )
    await hands.count(turn, {invitation.invitee.union for invitation in ended})


async def opened(tx: Transaction, code: str, now: datetime) -> Invitation:
    """The invitation that a code opens; raises Denied, the same for every reason why it opens none."""
    return invitations.check_open(await _one(tx, "hash", fingerprint(onetime.readable(code))), now)


async def redeem(
    database: Database, code: str, name: str, password: str, address: str | None, now: datetime, called: str = ""
) -> Answer:
    """Take the seat of an invitation: as a new person of this user name and password, who may say how he is
    `called`, or as the person who has both already. The answer names `person`, `union` and `role`.

    Raises Throttled after several failures, Denied for a code or password that is wrong.
    """
    check_password(password)
    known, typed = username(name), fingerprint(onetime.readable(code))
    async with slowed(database, known, address, now):
        found = await database.read(lambda tx: _one(tx, "hash", typed))
        invitations.check_open(found, now)
        person = await known_password(database, known, password)
        secret = None if person else await database.hashing.make(password)

        async def work(turn: Turn) -> Answer:
            open_ = invitations.check_open(await _one(turn.tx, "hash", typed), turn.at)
            return await _take_seat(turn, renamed(open_, called), person, known, secret)

        return await log.turn(database, work, now)


async def _take_seat(turn: Turn, invitation: Invitation, person: str | None, name: str, secret: str | None) -> Answer:
    invitee = invitation.invitee
    if person == invitation.by:
        raise Conflict("nobody gives a seat to himself; the invitation is for somebody else")
    id = person or str(uuid7())
    if person is None:
        new = Person(id, name, invitee.name, True, invitee.mobile, invitee.mail, invitee.wecom)
        await people.write(turn.tx, new, {"secret": secret, "home": invitee.union})
    await _end(turn, [invitation], InvitationState.REDEEMED)
    ask, where = Ask(id), await position(turn.tx, invitee.union)
    turn.record(Fact("invitation redeemed", ask, invitee.union, id, where.branch, {"invitation": invitation.id}))
    if not await held(turn.tx, id, invitee.union, invitee.role):
        await give(turn, ask, id, invitee.union, invitee.role)
    return {"person": id, "username": name, "union": invitee.union, "role": invitee.role.value}


async def of(tx: Transaction, actor: str, union: str) -> list[Invitation]:
    """The invitations to a union's seats, the latest first; for who may give seats there."""
    await allow(tx, actor, Action.SEAT, await position(tx, union))
    found = await rows(
        tx,
        """
        MATCH (i:Invitation)-[:INVITES_TO]->(u:Union {id: $union})
        RETURN properties(i) AS node, u.id AS union ORDER BY i.created DESC, i.id DESC LIMIT 200
        """,
        union=union,
    )
    return [_invitation(record["node"], record["union"]) for record in found]


async def _one(tx: Transaction, by: str, value: str) -> Invitation | None:
    found = await row(tx, BY_ID if by == "id" else BY_HASH, value=value)
    return _invitation(found["node"], found["union"]) if found else None


BY_ID = """
MATCH (i:Invitation {id: $value})-[:INVITES_TO]->(u) RETURN properties(i) AS node, u.id AS union
"""

BY_HASH = """
MATCH (i:Invitation {hash: $value})-[:INVITES_TO]->(u) RETURN properties(i) AS node, u.id AS union
"""


def _invitation(node: dict[str, Any], union: str) -> Invitation:
    invitee = Invitee(union, Role(node["role"]), node["name"], node.get("mobile"), node.get("mail"), node.get("wecom"))
    created, until = native(node["created"]), native(node["until"])
    return Invitation(node["id"], invitee, InvitationState(node["state"]), node["by"], created, until)


async def lapse(database: Database, now: datetime, most: int = 200) -> int:
    """End invitations nobody redeemed in time, in one turn; how many. Run again while it ends `most`."""
    overdue = await database.read(lambda tx: rows(tx, OVERDUE, now=seconds(now), most=1))
    if not overdue:
        return 0

    async def work(turn: Turn) -> int:
        found = await rows(turn.tx, OVERDUE, now=seconds(now), most=most)
        lapsed = [_invitation(record["node"], record["union"]) for record in found]
        if lapsed:
            await _end(turn, lapsed, InvitationState.LAPSED)
            data = {"invitations": [invitation.id for invitation in lapsed]}
            turn.record(Fact("invitations lapsed", Ask("clock"), None, data=data))
        return len(lapsed)

    return await log.turn(database, work, now)


OVERDUE = """
MATCH (i:Invitation)-[:INVITES_TO]->(u:Union) WHERE i.state = 'open' AND i.ends <= $now
RETURN properties(i) AS node, u.id AS union LIMIT $most
"""
