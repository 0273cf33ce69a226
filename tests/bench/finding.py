"""How long finding directives takes: `python -m tests.bench.finding [DIRECTIVES] [RUNS]`.

On an engine and a small network of its own: ten years of directives of one issuer, a tenth of them addressed to one
province only. Prints, for a reader with the whole network below him and for one at the grassroots, the median and
the worst time of a page of 50, how many it has, and whether it is short.
"""

import asyncio
import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.table import Table

from graph.db import Database, Transaction, connect, run
from graph.doors import Place
from graph.engine import running
from graph.finding import find
from graph.migrations import migrate
from graph.nodes import directive_properties
from graph.settings import Settings
from orgnet.audiences import addressed
from orgnet.directives import Directive, State
from orgnet.documents import DocumentKind, Text
from orgnet.finding import Question, words_of
from orgnet.levels import Level
from orgnet.series import part
from orgnet.shelving import NEWEST, OLDEST
from tests.cast import found, seat, union

SUBJECTS = (
    "送温暖 技能竞赛 劳动保护 女职工 经费审查 法律援助 集体协商 疗休养 工匠 驿站 书屋 普惠 安全生产 帮扶 就业培训 民主管理 "
    "厂务公开 入会 货车司机 快递员 统计年报 换届选举 互助保障 文体活动 健步走 演讲 摄影 书法 征文 夏送清凉 金秋助学"
).split()
COMMON = "各级 工会 要 做好 工作 认真 组织 开展 有关 职工 加强 进一步 落实 推进 根据 要求 报送 单位 部门 年度".split()
YEARS = timedelta(days=3650)
BEGAN = datetime(2016, 1, 1, tzinfo=UTC)

QUESTIONS = (
    ("all there is", Question()),
    ("of the issuer", Question(issuer="root")),
    ("of the issuer, of a kind there is not", Question(issuer="root", kinds=(DocumentKind.ORDER,))),
    ("of a kind there is not", Question(kinds=(DocumentKind.ORDER,))),
    ("of the first year", Question(until="2017-01")),
    ("by its number", Question(number=part("root〔2018〕5000号"))),
    ("by a part of it", Question(number=part("5000号"))),
    ("words that few have", Question(words=words_of("健步走 征文 疗休养"))),
    ("words that some have", Question(words=words_of("送温暖"))),
    ("words that all have", Question(words=words_of("工会"))),
    ("words that nobody has", Question(words=words_of("量子计算"))),
    ("words of one character", Question(words=words_of("龘"))),
)


def written(number: int, count: int, chance: random.Random) -> dict[str, Any]:
    """A directive as it stands in the graph."""
    at = BEGAN + YEARS * (number / count)
    body = "".join(
        chance.choice(COMMON if chance.random() < 0.985 else SUBJECTS) for _ in range(chance.randint(50, 500))
    )
    text = Text(f"关于{chance.choice(SUBJECTS)}工作的通知", body)
    root = "root" if number % 10 else "hb"
    id, label = f"{number:08}", f"root〔{at.year}〕{number}号"
    letter = Directive(id, id, text, replace(addressed("root", root), whole=root == "root"), State.ISSUED, label, at)
    return directive_properties(letter)


async def prepared(database: Database, count: int) -> None:
    """A small network, two readers, and so many directives."""
    await found(database, union("root", Level.NATIONAL), None, now=BEGAN)
    for id, above in (("zj", "root"), ("hb", "root"), ("xh", "zj"), ("g1", "xh")):
        await found(database, union(id, Level.COUNTY if above != "xh" else Level.GRASSROOTS), above, now=BEGAN)
    for person, at in (("otto", "root"), ("gina", "g1")):
        await seat(database, person, at, "officer")
    chance = random.Random(1)
    for first in range(0, count, 500):
        batch = [written(number, count, chance) for number in range(first, min(first + 500, count))]
        await database.write(lambda tx, batch=batch: load(tx, batch))


async def load(tx: Transaction, batch: list[dict[str, Any]]) -> None:
    """Write directives as they stand in the graph."""
    await run(tx, "UNWIND $batch AS each CREATE (d:Directive) SET d = each", batch=batch)


async def main(count: int, runs: int) -> None:
    """Ask every question as both readers, and print the table."""
    table = Table("question", "reader", "median ms", "worst ms", "found", "more")
    with TemporaryDirectory() as folder:
        settings = Settings.model_validate({"data": Path(folder), "memory": 1024})
        async with running(settings) as bolt, connect(bolt) as database:
            await migrate(database)
            await prepared(database, count)
            for heading, question in QUESTIONS:
                for actor in ("otto", "gina"):
                    table.add_row(heading, actor, *(await measured(database, actor, question, runs)))
    Console(width=120).print(table)


async def measured(database: Database, actor: str, question: Question, runs: int) -> tuple[str, str, str, str]:
    """The times of a page after it was asked for twice, how many it has, and whether there is more."""
    times = list[float]()
    places: Sequence[Place] = ()
    rest = OLDEST
    for _ in range(runs + 2):
        before = perf_counter()
        places, rest = await database.read(lambda tx: find(tx, actor, question, NEWEST, 51))
        times.append(1000 * (perf_counter() - before))
    more = "more" if rest > OLDEST else ""
    return f"{median(times[2:]):.0f}", f"{max(times[2:]):.0f}", str(len(places[:50])), more


if __name__ == "__main__":
    asyncio.run(main(*(int(each) for each in [*sys.argv[1:], *("20000", "7")[len(sys.argv) - 1 :]])))
