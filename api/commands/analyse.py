"""`orgnet analyse`: what the shape of a branch says, as tables or as JSON."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Annotated

import orjson
import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.table import Table

from api.commands.running import console, errors, with_database
from graph.analysis import gather
from graph.branches import size
from graph.db import Database
from graph.naming import union_named
from orgnet import analysis
from orgnet.analysis import Analysis, Spread
from orgnet.permissions import OPERATOR
from orgnet.skeletons import Named

SHOWN = 10
"""Rows of a table; JSON has them all."""

Part = tuple[str, str, Iterable[Sequence[object]]]
"""A title, headings, and rows."""


def analyse(
    branch: Annotated[str, typer.Argument(help="the top: a code, a credit code, an id, or names: 全国/浙江省总工会")],
    json: Annotated[bool, typer.Option("--json", help="everything, as JSON")] = False,
) -> None:
    """Say how wide and deep a branch is, where it skips levels, where nobody is, and how it hangs together."""
    found = with_database(lambda database: _analysed(database, branch))
    if json:
        typer.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS))
    else:
        show(found, console)


async def _analysed(database: Database, branch: str) -> Analysis:
    top = await database.read(lambda tx: union_named(tx, branch))
    total = await database.read(lambda tx: size(tx, top))
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=errors, transient=True) as bar:
        task = bar.add_task("reading", total=total)
        skeleton = await gather(database, OPERATOR, top, lambda read: bar.update(task, completed=read))
        bar.update(task, description="analysing", total=None)
        return analysis.analyse(skeleton)


def show(found: Analysis, console: Console) -> None:
    """Print an analysis as short tables."""
    console.print(f"{_said(found.union)}: {found.unions:,} unions", markup=False)
    for part in (_widths, _widest, _depth, _skips, _vacancies, _points, _bridges, _communities):
        title, headings, rows = part(found)
        console.print(f"\n{title}", markup=False)
        if shown := [list(row) for row in islice(rows, SHOWN)]:
            console.print(_table(headings, shown))


def _table(headings: str, shown: Sequence[Sequence[object]]) -> Table:
    """A table; numbers stand on the right."""
    table = Table(box=SIMPLE)
    for heading, value in zip(headings.split("|"), shown[0], strict=True):
        table.add_column(heading, justify="right" if isinstance(value, int) else "left")
    for row in shown:
        table.add_row(*(f"{value:,}" if isinstance(value, int) else str(value) for value in row))
    return table


def _said(union: Named) -> str:
    return f"{union.name} ({union.code})"


def _widths(found: Analysis) -> Part:
    rows = (
        (level, width.fan_out.count if width.fan_out else 0, *_spread(width.fan_out), *_spread(width.span))
        for level, width in found.widths.items()
    )
    title = "Directly below a superior: on the primary line (fan-out), and on both lines (span of control)"
    return title, "level|superiors|fan-out|p90|most|span|p90|most", rows


def _spread(spread: Spread | None) -> tuple[object, ...]:
    return (spread.median, spread.p90, spread.max) if spread else ("", "", "")


def _widest(found: Analysis) -> Part:
    rows = ((_said(wide.union), wide.union.level, wide.fan_out, wide.guided) for wide in found.widest)
    return "The widest", "superior|level|fan-out|second line", rows


def _depth(found: Analysis) -> Part:
    title = "Steps below the top; one of the deepest: " + " › ".join(union.name for union in found.depth.deepest)
    return title, "steps|unions", found.depth.unions.items()


def _skips(found: Analysis) -> Part:
    rows = (
        (skip.level, skip.superior, skip.unions, skip.superiors, f"{_said(skip.most[0][0])}: {skip.most[0][1]:,}")
        for skip in sorted(found.skips, key=lambda skip: -skip.unions)
    )
    return "Levels skipped", "unions|directly below|how many|superiors|most", rows


def _vacancies(found: Analysis) -> Part:
    vacancies = found.vacancies
    levels = ", ".join(f"{n:,} {level}" for level, n in vacancies.superiors.items())
    title = f"Superiors for whom nobody acts: {levels or 0}; {sum(vacancies.unions.values()):,} unions are below one"
    rows = ((_said(vacancy.union), vacancy.union.level, vacancy.below) for vacancy in vacancies.each)
    return title, "superior|level|unions below", rows


def _points(found: Analysis) -> Part:
    net = found.cooperation
    title = (
        f"Co-operation: {net.pacts:,} pacts and {net.second_lines:,} second lines tie {net.unions:,} unions in"
        f" {sum(net.groups.values()):,} groups; {len(net.points):,} articulation points"
    )
    rows = ((_said(point.union), point.union.level, point.ties, point.cut_off) for point in net.points)
    return title, "articulation point|level|ties|cuts off", rows


def _bridges(found: Analysis) -> Part:
    net = found.cooperation
    title = f"{len(net.bridges):,} bridges between two and more; {net.pendants:,} unions hang on by a single tie"
    rows = ((*(_said(union) for union in bridge.unions), bridge.cut_off) for bridge in net.bridges)
    return title, "from|bridge to|cuts off", rows


def _communities(found: Analysis) -> Part:
    each = found.communities.each
    title = f"{len(each):,} communities among the pacts, modularity {found.communities.modularity:.2f}"
    rows = ((_said(one.under), len(one.unions), one.pacts, one.leaving) for one in each)
    return title, "below|unions|pacts inside|pacts leading out", rows
