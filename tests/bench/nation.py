"""A directive to the whole nation, timed: `python -m tests.bench.nation [SIZE]`.

The database is that of ORGNET_DATA, or of `.bench`; it is grown first where it is empty. What is printed is
the median, the 95th of a hundred and the worst of several runs, in milliseconds; and how many signatures a second are
durable, in the first round and in the best one. What a union does is timed twice: right after a start, and when the
engine has compiled what it does.
"""

import asyncio
import os
import resource
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import httpx
from rich.console import Console
from rich.table import Table
from uuid_utils import uuid7

from graph import directives, endings, hands, inbox, log, people, progress, seats, sessions, unions, walks
from graph.batches import batches
from graph.db import Database, Transaction, row, rows, run
from graph.gathering import Gathering
from graph.installation import opened
from graph.log import Turn
from graph.marks import Mark
from graph.settings import Settings
from orgnet.audiences import addressed
from orgnet.directives import Directive
from orgnet.documents import Text
from orgnet.errors import Missing
from orgnet.facts import Ask
from orgnet.people import Person
from orgnet.permissions import OPERATOR, Role
from orgnet.receipts import Milestone
from seeds.network import Network
from seeds.planting import plant
from seeds.sizes import Size
from tests.served import served

ISSUES = 20
SIGNERS, ROUNDS = 20_000, 7
LOOKS, WARM = 200, 5
AT_ONCE, CONNECTIONS = 2_000, 64
TEXT = Text("关于开展职工技能竞赛的通知", "请各级工会组织职工参加。")


@dataclass
class Figures:
    """What was measured, line by line."""

    table: Table = field(default_factory=lambda: Table("what", "median ms", "p95 ms", "worst ms", "runs"))

    async def time(self, what: str, work: Callable[[int], Awaitable[object]], runs: int) -> None:
        """Do the work so often, and note how long it took."""
        took = list[float]()
        for number in range(runs):
            begun = time.perf_counter()
            await work(number)
            took.append((time.perf_counter() - begun) * 1000)
        figures = statistics.median(took), statistics.quantiles(took, n=20)[-1], max(took)
        self.table.add_row(what, *(f"{figure:.1f}" for figure in figures), str(runs))

    async def time_twice(self, what: str, work: Callable[[int], Awaitable[object]], runs: int) -> None:
        """The same after a start, and later, when it has been done as often again and again."""
        await self.time(f"{what}, after a start", work, runs)
        for number in range(runs, WARM * runs):
            await work(number)
        await self.time(f"{what}, later", lambda n: work(WARM * runs + n), runs)

    def say(self, what: str, figure: str) -> None:
        """Note one figure."""
        self.table.add_row(what, figure)


async def grown(database: Database, size: Size, figures: Figures) -> str:
    """The root of the network, which is grown first where there is none."""
    try:
        return await database.read(unions.root)
    except Missing:
        begun = time.perf_counter()
        planted = await plant(database, Network(size), datetime.now(UTC))
        took = time.perf_counter() - begun
        figures.say("growing the network", f"{planted:,} unions in {took:.0f} s")
        return await database.read(unions.root)


async def somebody(database: Database, union: str) -> str:
    """The id of a new officer of a union."""
    id, ask, now = str(uuid7()), Ask(OPERATOR), datetime.now(UTC)
    await people.create(database, ask, Person(id, id, "bench"), None, union, now)
    await seats.seat(database, ask, id, union, Role.OFFICER, now)
    return id


async def grassroots(database: Database, count: int) -> list[str]:
    """The ids of grassroots unions, by chance: ids are spread evenly, so a short range of them is a draw."""
    chance, found = Random(7), set[str]()
    while len(found) < count:
        draws = [f"{chance.randrange(16**2):02x}" for _ in range(10)]
        for draw in draws:
            found |= {record["id"] for record in await database.read(lambda tx, draw=draw: rows(tx, DRAW, draw=draw))}
    return sorted(found)[:count]


DRAW = """
MATCH (u:Union) WHERE u.id >= $draw AND u.id < $draw + 'g' AND u.level = 'grassroots' AND u.status = 'active'
RETURN u.id AS id LIMIT 200
"""


async def staff(database: Database, unions: Sequence[str]) -> dict[str, str]:
    """An officer for each of many unions: person by union."""
    officers = {union: str(uuid7()) for union in unions}
    for each in batches(unions, 250):

        async def work(turn: Turn, some: Sequence[str] = each) -> None:
            await run(turn.tx, PEOPLE, ids=[officers[union] for union in some])
            held = [{"person": officers[union], "union": union, "role": "officer"} for union in some]
            await seats.add(turn, held)
            await hands.count(turn, some)

        await log.turn(database, work, datetime.now(UTC))
    return officers


PEOPLE = "UNWIND $ids AS id CREATE (:Person {id: id, username: id, name: 'bench', active: true})"


async def issue(database: Database, officer: str, root: str) -> str:
    """The id of a directive that is drafted."""
    id = str(uuid7())
    await directives.draft(database, Ask(officer), Directive(id, id, TEXT, addressed(root)), datetime.now(UTC))
    return id


async def cascade(database: Database, root: str, figures: Figures) -> None:
    """Issue to all, find, sign, and watch."""
    officer, where = await somebody(database, root), await grassroots(database, SIGNERS)
    who = await staff(database, where)
    drafts = [await issue(database, officer, root) for _ in range(ISSUES)]
    now = datetime.now(UTC)
    await figures.time("issue to all", lambda n: directives.issue(database, Ask(officer), drafts[n], now), ISSUES)
    alone, by_http, crowded, *each = drafts[: ROUNDS + 3]
    await close(database, officer, drafts[ROUNDS + 3 :])
    today = database.today(now)

    async def look(n: int) -> None:
        await database.read(lambda tx: inbox.inbox(tx, who[where[n]], where[n], today, open_only=False))

    await figures.time_twice("the inbox of a grassroots union", look, LOOKS)
    gathering, marks = Gathering(database), [Mark(Ask(who[u]), u, alone, Milestone.SIGNED) for u in where]
    await figures.time_twice("sign, alone", lambda n: gathering.mark(marks[n], now), LOOKS)
    rounds = [await signing(gathering, who, letter, now) for letter in each]
    figures.say(
        "signatures through the group commit", f"{rounds[0]:,.0f} a second at first, later up to {max(rounds):,.0f}"
    )
    await watch(database, officer, each[0], figures)
    await prove(database, each[0], figures)
    below = {union: who[union] for union in where[:LOOKS]}
    await over_http(database, (root, officer), below, by_http, figures)
    await at_once(database, {union: who[union] for union in where[:AT_ONCE]}, crowded, figures)
    await close(database, officer, drafts[: ROUNDS + 3])


async def close(database: Database, officer: str, letters: Sequence[str]) -> None:
    """Close directives, which else would stand in every inbox from now on."""
    for letter in letters:
        await endings.close(database, Ask(officer), letter, datetime.now(UTC))


async def signing(gathering: Gathering, who: dict[str, str], letter: str, now: datetime) -> float:
    """How many signatures a second are durable when all sign at once who have not yet."""
    marks = [Mark(Ask(officer), union, letter, Milestone.SIGNED) for union, officer in who.items()]
    begun = time.perf_counter()
    await asyncio.gather(*(gathering.mark(mark, now) for mark in marks))
    return len(marks) / (time.perf_counter() - begun)


async def watch(database: Database, officer: str, letter: str, figures: Figures) -> None:
    """The looks of the issuer."""
    looks: dict[str, Callable[[Transaction], Awaitable[object]]] = {
        "progress at the root": lambda tx: progress.seen(tx, officer, letter, None),
        "progress of each province": lambda tx: progress.seen_children(tx, officer, letter, None, "", 50),
        "who has not signed, first page": lambda tx: walks.seen_walk(
            tx, officer, letter, None, Milestone.SIGNED, (), 50
        ),
    }
    for what, look in looks.items():
        await figures.time(what, lambda n, look=look: database.read(look), 20)


async def prove(database: Database, letter: str, figures: Figures) -> None:
    """The root's tally equals a count of the receipts."""
    _, seen = await database.read(lambda tx: progress.seen(tx, OPERATOR, letter, None))
    kept = await database.read(lambda tx: row(tx, COUNT, cascade=letter))
    assert kept
    signed = seen.standing.reached()[Milestone.SIGNED]
    figures.say("signed, by the tally and by a count", f"{signed:,} and {kept['n']:,} of {seen.standing.unions:,}")


COUNT = "MATCH (r:Receipt) WHERE r.cascade = $cascade AND r.signed IS NOT NULL RETURN count(r) AS n"


async def over_http(
    database: Database, top: tuple[str, str], below: dict[str, str], letter: str, figures: Figures
) -> None:
    """The same through the interface; `top` and `below` name unions with their officers."""
    unions = list(below)
    async with served(database) as address, httpx.AsyncClient(base_url=f"{address}/api/v1") as client:
        now = datetime.now(UTC)
        signed_in = {union: await sessions.open(database, who, now) for union, who in [top, *below.items()]}

        async def ask(method: str, path: str, union: str) -> None:
            headers = {"Authorization": f"Bearer {signed_in[union]}"}
            (await client.request(method, path, headers=headers)).raise_for_status()

        await figures.time("over HTTP: the inbox", lambda n: ask("GET", f"/unions/{unions[n]}/inbox", unions[n]), LOOKS)
        await figures.time(
            "over HTTP: sign",
            lambda n: ask("PUT", f"/unions/{unions[n]}/inbox/{letter}/signed", unions[n]),
            LOOKS,
        )
        await figures.time("over HTTP: progress", lambda n: ask("GET", f"/directives/{letter}/progress", top[0]), 20)
        await figures.time("over HTTP: the root", lambda n: ask("GET", f"/unions/{top[0]}", top[0]), 20)


async def at_once(database: Database, who: dict[str, str], letter: str, figures: Figures) -> None:
    """Signatures over HTTP from many connections, beside a request that only says who asks."""
    now = datetime.now(UTC)
    tokens = {union: await sessions.open(database, officer, now) for union, officer in who.items()}
    async with served(database) as address:
        nothing = [("GET", "/api/v1/me", token) for token in tokens.values()]
        signing = [("PUT", f"/api/v1/unions/{u}/inbox/{letter}/signed", token) for u, token in tokens.items()]
        await rate(address, nothing)
        idle, signed = await rate(address, nothing), await rate(address, signing)
    figures.say(
        f"over HTTP, {CONNECTIONS} connections: sign, and ask who one is",
        f"{signed:,.0f} and {idle:,.0f} a second: {signed / idle:.0%}",
    )


async def rate(address: str, requests: Sequence[tuple[str, str, str]]) -> float:
    """How many of these requests (method, path, token) are answered in a second."""
    queue = list(requests)
    begun = time.perf_counter()
    await asyncio.gather(*(converse(address, queue) for _ in range(CONNECTIONS)))
    return len(requests) / (time.perf_counter() - begun)


async def converse(address: str, queue: list[tuple[str, str, str]]) -> None:
    """Ask over one connection what is still to be asked; a client of few lines, since it shares the machine."""
    host, port = address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    while queue:
        method, path, token = queue.pop()
        writer.write(f"{method} {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        assert " 200 " in head.splitlines()[0], head
        await reader.readexactly(int(head.split("content-length: ")[1].split("\r")[0]))
    writer.close()


async def main(size: Size) -> None:
    """Grow what is missing, measure, print."""
    data = Path(os.environ.get("ORGNET_DATA", ".bench"))
    settings = Settings.model_validate({"data": data, "memory": int(os.environ.get("ORGNET_MEMORY", "3072"))})
    figures = Figures()
    async with opened(settings) as database:
        root = await grown(database, size, figures)
        await cascade(database, root, figures)
    own, engine = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    figures.say("peak memory", f"{own:.0f} MB Python, {engine:.0f} MB engine")
    Console().print(figures.table)


if __name__ == "__main__":
    asyncio.run(main(Size(sys.argv[1]) if len(sys.argv) > 1 else Size.NATION))
