"""Why is answered in a sentence that names the line of the table and the way that decided."""

import pytest

from graph import directives, people, seats, structure
from graph.db import Database, run
from graph.why import Why, why_named
from orgnet.audiences import addressed
from orgnet.cells import Facets
from orgnet.directives import Directive
from orgnet.documents import Text
from orgnet.errors import Conflict, Invalid, Missing
from orgnet.facts import Ask
from orgnet.levels import Level
from orgnet.permissions import OPERATOR, Role
from orgnet.tallies import Line
from orgnet.why import action_named
from tests.cast import NOON, OPERATOR_ASKS, enter, found, union
from tests.snapshots import begin


@pytest.fixture
async def cast(db: Database) -> Database:
    """A grassroots union with two lines, and people on both."""
    await begin(db, "two lines", grow)
    return db


async def grow(db: Database) -> None:
    """What it holds."""
    for new, parent, guide in (
        (union("root", Level.NATIONAL, name="全国总工会"), None, None),
        (union("zj", Level.PROVINCIAL, name="浙江省总工会"), "root", None),
        (union("rail", Level.PROVINCIAL, name="铁路总工会"), "root", None),
        (union("xh", Level.COUNTY, name="西湖区总工会"), "zj", None),
        (union("g1", Level.GRASSROOTS, name="机务段工会"), "xh", "rail"),
    ):
        await found(db, new, parent, guide)
    for id, at, role in (
        ("zoe", "zj", Role.ADMIN),
        ("rex", "rail", Role.ADMIN),
        ("xena", "xh", Role.VIEWER),
        ("gina", "g1", Role.OFFICER),
        ("otto", "root", Role.OFFICER),
    ):
        await enter(db, id, at, role)


async def ask(db: Database, person: str, action: str, thing: str, asker: str = OPERATOR) -> Why:
    return await db.read(lambda tx: why_named(tx, asker, person, action_named(action), thing))


async def test_a_seat_at_the_union_itself_decides(cast: Database) -> None:
    answer = await ask(cast, "gina", "sign", "全国/浙江省总工会/西湖区总工会/机务段工会")
    assert answer.allowed
    assert answer.sentence == (
        "gina may sign for 机务段工会 and record what it did:"
        " a seat as officer at this union may sign for a union and record what it did"
    )


@pytest.mark.parametrize(
    ("person", "line", "path"),
    [
        ("zoe", Line.PRIMARY, ["机务段工会", "西湖区总工会", "浙江省总工会"]),
        ("rex", Line.SECOND, ["机务段工会", "铁路总工会"]),
    ],
)
async def test_a_seat_above_decides_by_the_line_it_is_on(
    cast: Database, person: str, line: Line, path: list[str]
) -> None:
    answer = await ask(cast, person, "edit", "g1")
    assert answer.way and (answer.way.line, list(answer.way.names)) == (line, path)
    assert answer.sentence.endswith(f"above this union may edit a union, by the {line} line {' → '.join(path)}")


async def test_a_denial_says_where_a_seat_was_looked_for_and_which_there_are(cast: Database) -> None:
    answer = await ask(cast, "xena", "edit", "g1")
    assert not answer.allowed and answer.seat is None
    assert "only a seat as admin at this union or above it on either line may edit a union" in answer.sentence
    assert "by the primary line 机务段工会 → 西湖区总工会 → 浙江省总工会 → 全国总工会" in answer.sentence
    assert "by the second line 机务段工会 → 铁路总工会 → 全国总工会" in answer.sentence
    assert answer.sentence.endswith("seats held: viewer at 西湖区总工会")


async def test_deactivation_and_dissolution_put_seats_to_sleep_and_why_says_so(cast: Database) -> None:
    await people.set_active(cast, OPERATOR_ASKS, "zoe", False, NOON)
    assert (await ask(cast, "zoe", "edit", "g1")).sentence.endswith("zoe is deactivated, so no seat counts")
    await structure.dissolve(cast, OPERATOR_ASKS, "g1", NOON)
    answer = await ask(cast, "gina", "sign", "g1")
    assert answer.sentence.endswith("officer at 机务段工会, which is dissolved, so that the seat sleeps")
    above = await ask(cast, "xena", "see figures", "g1")
    assert above.allowed and above.way and list(above.way.names) == ["机务段工会", "西湖区总工会"]


async def test_of_people_and_seats_out_of_sight_nothing_is_told(cast: Database) -> None:
    with pytest.raises(Missing):
        await ask(cast, "rex", "edit", "g1", asker="zoe")
    await seats.seat(cast, OPERATOR_ASKS, "xena", "root", Role.VIEWER, NOON)
    answer = await ask(cast, "xena", "see figures", "zj", asker="xena")
    assert answer.allowed and answer.way
    hidden = await ask(cast, "xena", "see figures", "zj", asker="zoe")
    assert hidden.allowed and hidden.way is None and hidden.seat is None
    assert (
        hidden.sentence
        == "xena may see the members and counts of 浙江省总工会: by a seat that you cannot see from yours"
    )
    denied = await ask(cast, "xena", "edit", "zj", asker="zoe")
    assert denied.sentence.endswith("seats held: viewer at 西湖区总工会")


async def test_a_directive_is_a_thing_by_its_id_or_number(cast: Database) -> None:
    letter = Directive("d", "d", Text("通知", "正文"), addressed("root", "zj"))
    await directives.draft(cast, Ask("otto"), letter, NOON)
    assert "is a draft" in (await ask(cast, "gina", "sign", "d")).sentence
    assert not (await ask(cast, "gina", "read", "d")).allowed
    assert (await ask(cast, "otto", "read", "d")).allowed
    number = (await directives.issue(cast, Ask("otto"), "d", NOON))["number"]
    signs = await ask(cast, "gina", "sign", number)
    assert signs.allowed and signs.sentence.endswith(f"; {number} reaches it")
    assert (await ask(cast, "otto", "close", number)).sentence.endswith(f"; {number} is its own")
    assert not (await ask(cast, "zoe", "issue", number)).allowed
    assert (await ask(cast, "zoe", "read", "d")).sentence.endswith(f"; {number} is addressed to it")
    unreached = await ask(cast, "rex", "sign", number)
    assert not unreached.allowed and "does not reach where rex serves" in unreached.sentence
    carried = await ask(cast, "rex", "read", number)
    assert not carried.allowed
    with pytest.raises(Missing):
        await ask(cast, "rex", "read", number, asker="rex")


async def test_whoever_serves_above_those_a_directive_reaches_reads_it_too(cast: Database) -> None:
    audience = addressed("root", "zj", facets=Facets(levels=frozenset({Level.GRASSROOTS})))
    await directives.draft(cast, Ask("otto"), Directive("d", "d", Text("通知", "正文"), audience), NOON)
    await directives.issue(cast, Ask("otto"), "d", NOON)
    carried = await ask(cast, "xena", "read", "d")
    assert carried.allowed and "it reaches unions below a seat of xena" in carried.sentence
    assert "does not reach where xena serves" in (await ask(cast, "xena", "sign", "d")).sentence


async def test_a_number_of_two_directives_is_a_conflict(cast: Database) -> None:
    for id in ("d", "e"):
        await directives.draft(
            cast, Ask("otto"), Directive(id, id, Text("通知", "正文"), addressed("root", "zj")), NOON
        )
        await directives.issue(cast, Ask("otto"), id, NOON)
    await cast.write(lambda tx: run(tx, "MATCH (d:Directive) SET d.number = '1号'"))
    with pytest.raises(Conflict):
        await ask(cast, "otto", "read", "1号")


async def test_the_operator_administers_and_signs_for_nobody(cast: Database) -> None:
    assert (await ask(cast, OPERATOR, "found", "root")).allowed
    answer = await ask(cast, OPERATOR, "sign", "g1")
    assert not answer.allowed and "nobody acts for a union without a seat" in answer.sentence


async def test_an_unknown_action_is_refused_with_all_there_are(cast: Database) -> None:
    with pytest.raises(Invalid) as refused:
        await ask(cast, "gina", "dance", "g1")
    assert "see-figures" in refused.value.detail and "look-after" in refused.value.detail
