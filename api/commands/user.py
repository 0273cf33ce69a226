"""`orgnet user`: people, their seats, codes and invitations, as the operator of the installation."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from uuid_utils import uuid7

from api import rosters
from api.commands.running import console, errors, with_database
from api.rosters import Roster
from graph import invitations, passwords, people, seats
from graph.db import Database, Transaction
from graph.naming import union_named
from graph.staff import staff
from orgnet.facts import Ask
from orgnet.invitations import DAYS, Invitee
from orgnet.people import Person
from orgnet.permissions import OPERATOR, Role

app = typer.Typer(help="People, their seats, codes and invitations.", no_args_is_help=True)

T = TypeVar("T")

ASK = Ask(OPERATOR)

Who = Annotated[str, typer.Argument(help="user name")]
Where = Annotated[str, typer.Argument(help="the union: code, credit code, or the names that lead to it")]
What = Annotated[Role, typer.Argument(help="what the seat is for")]
Mobile = Annotated[str | None, typer.Option(help="mobile number")]
Mail = Annotated[str | None, typer.Option(help="mail address")]
Wecom = Annotated[str | None, typer.Option(help="WeCom id")]

SHOWN = 200
"""Faults that are printed; the file of rejected rows holds all."""


def now() -> datetime:
    """This instant."""
    return datetime.now(UTC)


@app.command("add")
def add(
    username: Annotated[str, typer.Argument(help="the user name to sign in with")],
    name: Annotated[str, typer.Argument(help="the person's name")],
    union: Where,
    role: Annotated[Role | None, typer.Option(help="give a seat too")] = None,
    mobile: Mobile = None,
    mail: Mail = None,
    wecom: Wecom = None,
) -> None:
    """Enter a person at a union; prints the one-time code with which to set a password."""
    person = Person(str(uuid7()), username, name, True, mobile, mail, wecom)

    async def work(database: Database) -> passwords.Code:
        at = await database.read(lambda tx: union_named(tx, union))
        await people.create(database, ASK, person, None, at, now())
        if role:
            await seats.seat(database, ASK, person.id, at, role, now())
        return await passwords.reset(database, ASK, person.id, now())

    _tell_code(f"{username} is entered", with_database(work))


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="CSV or XLSX, headings in Chinese or English")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would be done and every fault")] = False,
    accept_valid: Annotated[
        bool, typer.Option("--accept-valid", help="take what is right, leave out the rest")
    ] = False,
    rejected: Annotated[Path | None, typer.Option(help="a .csv or .xlsx for the rows that are left out")] = None,
    codes: Annotated[Path | None, typer.Option(help="a new file for the one-time codes, for your eyes only")] = None,
) -> None:
    """Enter, change, seat and invite people as sheets say; nothing is written unless all rows are right.

    Columns: 用户名/username (without one, the person is invited), 姓名/name, 手机/mobile, 邮箱/mail,
    企业微信/wecom, 单位/union, 角色/role. Everybody new gets a one-time code, written to the file of codes.
    """
    if accept_valid and rejected is None and not dry_run:
        errors.print("--accept-valid needs --rejected FILE, for the rows that are left out", style="red")
        raise typer.Exit(2)

    async def work(database: Database) -> bool:
        roster = rosters.read(files)
        await rosters.plan(database, roster, now())
        _report(roster)
        if rejected and roster.wrong:
            rosters.write_rejected(rejected, roster)
        wrong = bool(roster.faults or roster.wrong)
        if dry_run or roster.faults or (wrong and not accept_valid):
            console.print("Nothing is written." if dry_run else "Nothing is written: mend what is wrong.")
            return not wrong
        with Progress(TextColumn("writing"), BarColumn(), TimeElapsedColumn(), console=console) as bar:
            task = bar.add_task("writing", total=len(roster.due))
            await rosters.write(database, ASK, roster, codes, now(), lambda rows: bar.update(task, completed=rows))
        if codes and roster.coded:
            _say(f"{len(roster.coded):,} one-time codes are in {codes}; hand them out and delete it.")
        return True

    if not with_database(work):
        raise typer.Exit(1)


def _report(roster: Roster) -> None:
    """Tell every fault, and how much there is to do."""
    faults = [*roster.faults, *(fault for row in roster.wrong for fault in row.faults)]
    for fault in faults[:SHOWN]:
        _say(str(fault))
    if len(faults) > SHOWN:
        console.print(f"… and {len(faults) - SHOWN:,} more")
    steps = [step for _, step in roster.outcomes]
    counts = {
        "people to be entered": sum(step.entered for step in steps),
        "to be changed": sum(bool(step.changed) for step in steps),
        "seats to be given": sum(step.seated for step in steps),
        "to be invited": sum(step.invited for step in steps),
        "rows as they are": sum(step.idle for step in steps),
        "wrong": len(roster.wrong),
    }
    console.print(", ".join(f"{n:,} {what}" for what, n in counts.items() if n) or "no rows")


@app.command("seat")
def seat(person: Who, union: Where, role: What) -> None:
    """Give a person a seat."""
    _at(union, person, lambda database, at, who: seats.seat(database, ASK, who, at, role, now()))
    _say(f"{person} serves as {role} there now")


@app.command("unseat")
def unseat(person: Who, union: Where, role: What) -> None:
    """Take a seat from a person; that it was held is remembered."""
    _at(union, person, lambda database, at, who: seats.unseat(database, ASK, who, at, role, now()))
    _say(f"{person} serves as {role} there no longer")


@app.command("invite")
def invite(
    union: Where,
    role: What,
    name: Annotated[str, typer.Argument(help="the person's name")],
    mobile: Mobile = None,
    mail: Mail = None,
    wecom: Wecom = None,
    days: Annotated[int, typer.Option(help="for how many days")] = DAYS,
) -> None:
    """Invite somebody to a seat; prints the one-time code with which to take it."""

    async def work(database: Database) -> invitations.Invited:
        at = await database.read(lambda tx: union_named(tx, union))
        return await invitations.invite(database, ASK, Invitee(at, role, name, mobile, mail, wecom), days, now())

    _tell_code(f"{name} is invited", with_database(work))


@app.command("password")
def password(person: Who) -> None:
    """Print a one-time code with which a person sets a new password; the old one goes on until then."""

    async def work(database: Database) -> passwords.Code:
        return await passwords.reset(database, ASK, await _named(database, person), now())

    _tell_code(f"{person} can set a new password", with_database(work))


@app.command("deactivate")
def deactivate(person: Who) -> None:
    """Sign a person out everywhere for good, tokens too; the seats sleep."""
    _set_active(person, active=False)
    _say(f"{person} is deactivated")


@app.command("activate")
def activate(person: Who) -> None:
    """Wake a person who was deactivated, with the seats."""
    _set_active(person, active=True)
    _say(f"{person} is active")


@app.command("list")
def list_(
    union: Where,
    most: Annotated[int, typer.Option(help="how many people", min=1)] = 100,
) -> None:
    """List who serves at a union and below it."""

    async def work(tx: Transaction) -> tuple[list[dict[str, Any]], list[str]]:
        return await staff(tx, OPERATOR, await union_named(tx, union), [], most)

    found, more = with_database(lambda database: database.read(work))
    table = Table("union", "user name", "name", "roles", "mobile")
    for each in found:
        shown = (each["at"]["name"], each["username"], each["name"], ", ".join(each["roles"]), each["mobile"] or "")
        table.add_row(*map(escape, shown))
    console.print(table)
    if more:
        console.print(f"These are the first {most:,}; more with --most.")


def _say(sentence: str) -> None:
    """Print a sentence as it is, whatever names stand in it."""
    console.print(sentence, markup=False, highlight=False, soft_wrap=True)


def _tell_code(what: str, given: passwords.Code | invitations.Invited) -> None:
    until = given.until.astimezone().strftime("%Y-%m-%d %H:%M")
    _say(f"{what} with the one-time code {given.code} until {until}; it is shown this once.")


def _at(union: str, person: str, act: Callable[[Database, str, str], Awaitable[T]]) -> T:
    async def work(database: Database) -> T:
        at = await database.read(lambda tx: union_named(tx, union))
        return await act(database, at, await _named(database, person))

    return with_database(work)


def _set_active(person: str, *, active: bool) -> None:
    async def work(database: Database) -> None:
        await people.set_active(database, ASK, await _named(database, person), active, now())

    with_database(work)


async def _named(database: Database, person: str) -> str:
    return await database.read(lambda tx: people.named(tx, person))
