"""How long searches take, on the database named by the settings: `python -m tests.bench.search [RUNS]`.

Prints for each question the median and the worst time of its runs, the processor time of one run (which says
more on a machine that others use too), how many hits it has, and whether there may be more.
"""

import asyncio
import sys
from statistics import median
from time import perf_counter

import psutil
from rich.console import Console
from rich.table import Table

from graph.candidates import Choice
from graph.db import Database, connect
from graph.engine import running
from graph.naming import union_named
from graph.search import Found, search
from graph.settings import Settings

QUESTIONS = (
    ("a name, places in front", "杭州西湖", None),
    ("", "浙江杭州西湖", None),
    ("", "杭州市西湖区总工会", None),
    ("", "西湖 总工会", None),
    ("a code", "330106", None),
    ("rare words", "西湖", None),
    ("", "茶桥鑫瑞", None),
    ("", "城关", None),
    ("", "上海", None),
    ("a trade name (7,000 names)", "鑫瑞", None),
    ("words in half of all names", "工会", None),
    ("", "总工会", None),
    ("", "有限公司", None),
    ("", "有限公司工会委员会", None),
    ("", "机械", None),
    ("", "行业工会联合会", None),
    ("rare and frequent together", "鑫瑞 机械", None),
    ("", "鑫瑞机械有限公司工会委员会", None),
    ("", "城关鑫瑞有限公司", None),
    ("", "浙江鑫瑞", None),
    ("", "杭州机械", None),
    ("", "西湖区小学", None),
    ("frequent, in no list", "勘察", None),
    ("", "财政", None),
    ("one character", "鑫", None),
    ("", "工", None),
    ("nothing: no such characters", "零壹贰叁", None),
    ("nothing: frequent, never together", "鑫瑞 恒昌", None),
    ("", "鑫瑞恒昌永泰", None),
    ("", "勘察 财政 担保 档案", None),
    ("", "上海杭州鑫瑞机械", None),
    ("nothing: long", "鑫瑞恒昌永泰嘉和宏远兴隆华盛正德天成安康" * 4, None),
    ("nothing: common words", "小学 医院 有限公司", None),
    ("in a county: trade name", "鑫瑞", "330106"),
    ("in a city: trade name", "鑫瑞", "3301"),
    ("in a province: trade name", "鑫瑞", "33"),
    ("in a county: frequent", "有限公司", "330106"),
    ("in a city: frequent", "机械", "3301"),
    ("", "总工会", "3301"),
    ("", "工会", "3301"),
    ("in a province: frequent", "小学", "33"),
    ("", "有限公司", "33"),
    ("in a city: nothing", "勘察 财政", "3301"),
    ("in an industry: trade name", "鑫瑞", "00-I01"),
    ("", "物流", "00-I01"),
)
"""What kind of question, the question, and the code of the branch it is asked of."""


BRANCHES = {code for _, _, code in QUESTIONS if code is not None}

WARMING = 10
"""How often all is asked before it is measured, so that the engine has compiled itself."""


async def main(runs: int) -> None:
    """Ask every question and print the table."""
    settings = Settings.model_validate({})
    table = Table("", "question", "within", "median ms", "worst ms", "processor ms", "hits", "more")
    async with running(settings) as bolt, connect(bolt) as database:
        engine = [each for each in psutil.process_iter(["cmdline"]) if _runs(each, settings)]
        tops: dict[str | None, str] = {
            code: await database.read(lambda tx, code=code: union_named(tx, code)) for code in BRANCHES
        }
        for _, asked, code in WARMING * QUESTIONS:
            await measured(database, asked, tops.get(code))
        for kind, asked, code in QUESTIONS:
            top = tops.get(code)
            before = _processor(engine)
            timed = [await measured(database, asked, top) for _ in range(runs)]
            spent = (_processor(engine) - before) / runs
            times, found = [each for each, _ in timed], timed[0][1]
            row = (f"{1000 * each:.0f}" for each in (median(times), max(times), spent))
            table.add_row(kind, asked[:20], code, *row, str(len(found.hits)), "more" if found.more else "")
    Console(width=140).print(table)


async def measured(database: Database, asked: str, top: str | None) -> tuple[float, Found]:
    """The seconds one search takes, and what it finds."""
    before = perf_counter()
    found = await database.read(lambda tx: search(tx, asked, Choice(within=top)))
    return perf_counter() - before, found


def _runs(process: psutil.Process, settings: Settings) -> bool:
    arguments: list[str] = process.info["cmdline"] or []
    return f"@{settings.data / 'java.args'}" in arguments or process.pid == psutil.Process().pid


def _processor(processes: list[psutil.Process]) -> float:
    return sum(times.user + times.system for times in (process.cpu_times() for process in processes))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if sys.argv[1:] else 9))
