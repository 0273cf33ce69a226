"""Passwords: signing in with one, changing it, and setting a new one with a one-time code."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from graph import log, sessions
from graph.access import look_after, places_of
from graph.attempts import slowed
from graph.db import Database, Transaction, row, run
from graph.dialect import native
from graph.hashing import fingerprint
from graph.log import Turn
from graph.people import record
from orgnet import onetime
from orgnet.errors import Conflict, Denied, Refusal
from orgnet.facts import Ask
from orgnet.people import check_password, username

CODE_LASTS = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code with which a person sets a new password; shown once."""

    code: str
    until: datetime


async def sign_in(
    database: Database,
    name: str,
    password: str,
    address: str | None,
    now: datetime,
    lasting: timedelta = sessions.LASTING,
    device: str | None = None,
) -> tuple[str, str]:
    """The id of the active person of this user name and password, and the secret of a new session.

    Raises Throttled after several failures, Denied otherwise; a name nobody has looks like a wrong
    password, and takes as long. This is one door of several: another proof of who somebody is, such as
    OIDC, leads to an id as well, and `sessions.open` takes it from there.
    """
    known = username(name)
    async with slowed(database, known, address, now):
        found = await database.read(lambda tx: row(tx, BY_NAME, name=known))
        right, renewed = await database.hashing.verify(password, found["secret"] if found else None)
        if found is None or not right or not found["active"]:
            raise Denied("user name or password is wrong")
    kept = renewed or found["secret"]
    if renewed:
        await database.write(lambda tx: run(tx, RENEW, id=found["id"], old=found["secret"], secret=renewed))
    return found["id"], await sessions.open(database, found["id"], now, kept, lasting, device)


BY_NAME = """
MATCH (p:Person {username: $name})
RETURN p.id AS id, p.secret AS secret, p.active AS active, p.code AS code, p.code_until AS until, p.code_by AS by
"""

RENEW = "MATCH (p:Person {id: $id}) WHERE p.secret = $old SET p.secret = $secret RETURN p.id AS id"


async def known_password(database: Database, username: str, password: str) -> str | None:
    """The id of the active person of this user name, if the password is his; None where the name is free.

    Raises Denied otherwise. Whoever calls it slows down who guesses.
    """
    found = await database.read(lambda tx: row(tx, BY_NAME, name=username))
    if found is None:
        return None
    right, _ = await database.hashing.verify(password, found["secret"])
    if not right or not found["active"]:
        raise Denied("this user name is taken; choose another, or give its password if it is yours", field="username")
    return found["id"]


async def change(
    database: Database, ask: Ask, old: str, new: str, address: str | None, session: str | None, now: datetime
) -> None:
    """Change one's own password; one's other sessions end, and the one of this secret stays."""
    check_password(new)
    if await database.read(lambda tx: log.answer(tx, ask)) is not None:
        return
    known = await database.read(lambda tx: row(tx, BY_ID, id=ask.actor))
    if known is None:
        raise Denied("sign in first")
    async with slowed(database, known["username"], address, now):
        right, _ = await database.hashing.verify(old, known["secret"])
        if not right:
            raise Denied("the old password is wrong", field="old")
    secret = await database.hashing.make(new)

    async def work(turn: Turn) -> None:
        if not await row(turn.tx, RENEW, id=ask.actor, old=known["secret"], secret=secret):
            raise Conflict("the password was changed at the same moment; sign in with the new one")
        await sessions.end(turn.tx, ask.actor, but=session)
        record(turn, "password changed", ask, ask.actor, await places_of(turn.tx, ask.actor))

    await log.turn(database, work, now)


BY_ID = "MATCH (p:Person {id: $id}) RETURN p.username AS username, p.secret AS secret"


async def reset(database: Database, ask: Ask, person: str, now: datetime) -> Code:
    """A one-time code with which somebody sets a new password, given by an admin who looks after him.

    The old password goes on until the code is used, and the code is good only as long as its giver looks
    after the person: a seat higher up makes it worthless. The same request id again gives another code,
    since the first never arrived.
    """
    code = onetime.code(secrets.choice)

    async def work(turn: Turn) -> Code:
        until = turn.at + CODE_LASTS
        places = await look_after(turn.tx, ask.actor, person)
        if person == ask.actor:
            raise Conflict("one's own password is changed with the old one, or reset by another admin")
        if not await row(turn.tx, GIVE_CODE, id=person, code=fingerprint(code), until=until, by=ask.actor):
            raise Conflict("this person is deactivated; wake him first")
        if not await turn.earlier(ask):
            record(turn, "password reset", ask, person, places)
        return Code(code, until)

    return await log.turn(database, work, now)


GIVE_CODE = """
MATCH (p:Person {id: $id}) WHERE p.active
SET p.code = $code, p.code_until = $until, p.code_by = $by RETURN p.id AS id
"""


async def renew(database: Database, name: str, code: str, new: str, address: str | None, now: datetime) -> str:
    """Set a new password with a one-time code; sessions and tokens end. The id of the person."""
    check_password(new)
    known, typed = username(name), fingerprint(onetime.readable(code))

    async def work(turn: Turn, secret: str) -> str:
        person = await _holder(turn.tx, known, typed, turn.at)
        await run(turn.tx, SET_NEW, id=person, secret=secret)
        await sessions.end(turn.tx, person, tokens=True)
        record(turn, "password set", Ask(person), person, await places_of(turn.tx, person))
        return person

    async with slowed(database, known, address, now):
        await database.read(lambda tx: _holder(tx, known, typed, now))
        secret = await database.hashing.make(new)
        return await log.turn(database, lambda turn: work(turn, secret), now)


async def _holder(tx: Transaction, name: str, code: str, now: datetime) -> str:
    """The id of the active person who may use this code; raises Denied."""
    found = await row(tx, BY_NAME, name=name)
    refused = Denied(onetime.REFUSED, field="code")
    if not found or not found["active"] or found["code"] != code or native(found["until"]) <= now:
        raise refused
    try:
        await look_after(tx, found["by"], found["id"])
    except Refusal as lost:
        raise refused from lost
    return found["id"]


SET_NEW = """
MATCH (p:Person {id: $id}) SET p.secret = $secret, p.code = null, p.code_until = null, p.code_by = null
"""
