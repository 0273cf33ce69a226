"""The rules of structure, as tables: who may stand under whom, who may guide whom, and what a change consists of."""

from dataclasses import replace

import pytest

from orgnet.errors import Conflict, Invalid, Refusal, Stale
from orgnet.levels import Level
from orgnet.positions import Position
from orgnet.steps import Absorb, Edit, Guide, Pact, Place, undoing
from orgnet.structure import (
    DEPTH,
    NeighbourLevels,
    dissolving,
    distinct,
    editing,
    emptied,
    founding,
    guidable,
    guiding,
    merging,
    moving,
    pacting,
    placeable,
    ranked,
    restoring,
    short_row,
    splitting,
    unchanged,
)
from orgnet.tallies import Lines
from orgnet.unions import Status, Union
from tests.cast import union

N, P, M, C, T, V, G = Level


def place(
    id: str,
    level: Level,
    *above: tuple[str, Level],
    guide: str | None = None,
    second: tuple[str, ...] | None = None,
    status: Status = Status.ACTIVE,
) -> Position:
    """A union with its superiors, nearest first; its second line is the primary one unless told."""
    ids = tuple(id for id, _ in above)
    lines = Lines(ids, ids if second is None else second)
    named = replace(union(id, level), status=status)
    return Position(named, lines, tuple(level for _, level in above), guide, changed=7)


ROOT = ("root", N)
COUNTY = place("c", C, ("p", P), ROOT)


PLACES: dict[str, tuple[Position, Position, int, str | None]] = {
    "a grassroots union under a county": (place("g", G), COUNTY, 0, None),
    "an industrial union under the organ of its level": (place("i", C), COUNTY, 0, None),
    "a county under a township": (place("x", C), place("t", T, ("p", P)), 0, "which is lower than county"),
    "a union under itself": (COUNTY, COUNTY, 0, "is in the branch of"),
    "a union under its own branch": (place("p", P), COUNTY, 0, "is in the branch of"),
    "a union whose second line would come back": (
        place("i", C),
        place("x", C, ("p", P), ROOT, second=("i", "root")),
        0,
        "is in the branch of",
    ),
    "the same with a second line of its own": (
        place("i", C, guide="g"),
        place("x", C, ("p", P), ROOT, second=("i", "root")),
        0,
        None,
    ),
    "under a dissolved union": (place("g", G), place("x", C, status=Status.DISSOLVED), 0, "is dissolved"),
    "under a locked union": (place("g", G), place("x", C, status=Status.LOCKED), 0, None),
    "the third in a row": (place("g", G), place("a", G, ("b", G), ("c", C)), 0, None),
    "the fourth in a row": (place("g", G), place("a", G, ("b", G), ("d", G), ("c", C)), 0, "more than 3 unions"),
    "a row on a row": (place("g", G), place("a", G, ("c", C)), 2, "more than 3 unions"),
    "a row under a higher level": (place("g", G), COUNTY, 2, None),
    "a row that was interrupted": (place("g", G), place("a", G, ("c", C), ("d", G)), 0, None),
    "the twelfth superior": (place("g", G), place("a", C, *[(f"s{i}", P) for i in range(DEPTH - 1)]), 0, None),
    "the thirteenth superior": (
        place("g", G),
        place("a", C, *[(f"s{i}", P) for i in range(DEPTH)]),
        0,
        "has 12 superiors already",
    ),
}


@pytest.mark.parametrize("what", PLACES)
def test_who_may_stand_under_whom(what: str) -> None:
    mover, superior, rows_below, refused = PLACES[what]
    if refused is None:
        placeable(mover, superior, rows_below)
        return
    with pytest.raises(Conflict, match=refused) as refusal:
        placeable(mover, superior, rows_below)
    assert refusal.value.field == "parent"


GUIDES: dict[str, tuple[Union, Position, str | None]] = {
    "a higher industrial union": (union("g", G), place("i", P, ROOT), None),
    "one of the same level": (union("c", C), place("i", C, ROOT), "must lead to a level above county"),
    "one of a lower level": (union("c", C), place("i", G, ROOT), "must lead to a level above county"),
    "a dissolved one": (union("g", G), place("i", P, status=Status.DISSOLVED), "is dissolved"),
    "one whose second line leads back": (union("c", C), place("i", P, ROOT, second=("c",)), "would be a circle"),
}


@pytest.mark.parametrize("what", GUIDES)
def test_who_may_guide_whom(what: str) -> None:
    guided, guide, refused = GUIDES[what]
    if refused is None:
        guidable(guided, guide)
        return
    with pytest.raises(Conflict, match=refused) as refusal:
        guidable(guided, guide)
    assert refusal.value.field == "guide"


RANKS: dict[str, tuple[Level, NeighbourLevels, bool]] = {
    "nothing near": (G, NeighbourLevels((), (), ()), True),
    "equal subordinates": (C, NeighbourLevels((C, G), (), ()), True),
    "higher subordinates": (T, NeighbourLevels((C,), (), ()), False),
    "lower guided": (C, NeighbourLevels((), (T,), ()), True),
    "equal guided": (C, NeighbourLevels((), (C,), ()), False),
    "higher guide": (C, NeighbourLevels((), (), (P,)), True),
    "equal guide": (C, NeighbourLevels((), (), (C,)), False),
}


@pytest.mark.parametrize("what", RANKS)
def test_a_level_fits_between_those_next_to_it(what: str) -> None:
    level, near, fits = RANKS[what]
    if fits:
        ranked(union("u", level), near)
        return
    with pytest.raises(Conflict) as refusal:
        ranked(union("u", level), near)
    assert refusal.value.field == "level"


def test_a_root_has_a_row_below_only() -> None:
    short_row(P, None, 2, "level")
    with pytest.raises(Conflict):
        short_row(P, None, 3, "level")


def test_founding_places_the_union_and_sets_its_second_line() -> None:
    new = union("g", G)
    status, placed, guide = founding(new, "c", "i")
    assert status == Edit("g", {"status": "dissolved"}, {"status": "active"})
    assert (placed, guide) == (Place(("g",), None, "c"), Guide("g", None, "i"))
    assert undoing([status, placed])[0] == Place(("g",), "c", None)
    with pytest.raises(Conflict, match="must differ") as refusal:
        founding(new, "c", "c")
    assert refusal.value.field == "guide"


def test_an_edit_names_only_what_really_changes() -> None:
    here = replace(COUNTY, union=replace(COUNTY.union, members=5))
    assert editing(here, {"members": 5, "kind": "federation"}) == []
    assert editing(here, {"members": 6, "name": "c 工会"}) == [Edit("c", {"members": 5}, {"members": 6})]
    with pytest.raises(Conflict, match="dissolved"):
        editing(place("x", C, status=Status.DISSOLVED), {"members": 1})


ROOT_PLACE = place("root", N)
GUIDED = place("g", G, ("c", C), ROOT, guide="i")

REFUSED: dict[str, tuple[type[Refusal], str | None, object]] = {
    "the root moves": (Conflict, None, lambda: moving(ROOT_PLACE, "c")),
    "a union moves to where it stands": (Conflict, "parent", lambda: moving(COUNTY, "p")),
    "the root gets a second line": (Conflict, None, lambda: guiding(ROOT_PLACE, "i")),
    "the second line is this already": (Conflict, "guide", lambda: guiding(GUIDED, "i")),
    "there is no second line to end": (Conflict, "guide", lambda: guiding(COUNTY, None)),
    "the second line is the first": (Conflict, "guide", lambda: guiding(GUIDED, "c")),
    "the root is dissolved": (Conflict, None, lambda: dissolving(ROOT_PLACE, {}, [])),
    "a dissolved union is dissolved": (
        Conflict,
        None,
        lambda: dissolving(place("x", G, status=Status.DISSOLVED), {}, []),
    ),
    "a union with subordinates leaves": (Conflict, None, lambda: emptied(COUNTY.union, 2, 0)),
    "a union that guides others leaves": (Conflict, None, lambda: emptied(COUNTY.union, 0, 1)),
    "a union is merged into itself": (Conflict, "into", lambda: merging(COUNTY, COUNTY, [], [], ({}, {}))),
    "a union is merged into its branch": (
        Conflict,
        "into",
        lambda: merging(COUNTY, place("g", G, ("c", C)), [], [], ({}, {})),
    ),
    "the root is merged": (Conflict, "into", lambda: merging(ROOT_PLACE, COUNTY, [], [], ({}, {}))),
    "the heir is dissolved": (
        Conflict,
        "into",
        lambda: merging(COUNTY, place("x", C, status=Status.DISSOLVED), [], [], ({}, {})),
    ),
    "the root is split": (Conflict, None, lambda: splitting(ROOT_PLACE, [])),
    "a living union is restored": (Conflict, None, lambda: restoring(COUNTY, "p", None)),
    "a pact with oneself": (Invalid, "partner", lambda: pacting(COUNTY, COUNTY, "互助", {})),
    "a pact made twice": (Conflict, "partner", lambda: pacting(COUNTY, GUIDED, "互助", {"g": "互助"})),
    "a pact ended that is not": (Conflict, "partner", lambda: pacting(COUNTY, GUIDED, None, {})),
    "a name that is taken": (Conflict, "name", lambda: distinct(COUNTY.union, ["g 工会"])),
    "a union changed since": (Stale, "If-Match", lambda: unchanged(COUNTY, 6)),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_is_refused_with_its_field(what: str) -> None:
    kind, field, work = REFUSED[what]
    with pytest.raises(kind) as refusal:
        work()  # pyright: ignore
    assert refusal.value.field == field
    assert type(refusal.value) is kind


def test_what_was_not_changed_since_may_be_changed() -> None:
    unchanged(COUNTY, 7)
    unchanged(COUNTY, None)


def test_a_merger_hands_everything_on() -> None:
    merged, heir = place("m", C, ("p", P), ROOT, guide="i"), place("h", C, ("p", P), ROOT)
    merged = replace(merged, union=replace(merged.union, members=30, units=2))
    heir = replace(heir, union=replace(heir.union, members=10, units=1))
    pacts = {"a": "互助", "b": "共享", "h": "结对"}, {"b": "旧", "m": "结对"}
    steps = merging(merged, heir, ["x", "y"], ["s", "h"], pacts)
    assert steps[0] == Place(("x", "y"), "m", "h")
    assert {Guide("s", "m", "h"), Guide("h", "m", None), Guide("m", "i", None)} <= set(filter(_hashable, steps))
    made = {step.unions: step.after for step in steps if isinstance(step, Pact) and step.after}
    ended = {step.unions for step in steps if isinstance(step, Pact) and not step.after}
    assert made == {("a", "h"): "互助"}
    assert ended == {("a", "m"), ("b", "m"), ("h", "m")}
    assert Place(("m",), "p", None) in steps and Absorb("m", None, "h") in steps
    assert steps[-1] == Edit("h", {"members": 10, "units": 1}, {"members": 40, "units": 3})


def _hashable(step: object) -> bool:
    return not isinstance(step, Edit)


def test_a_split_places_the_parts_beside_and_gives_them_their_subordinates() -> None:
    part, empty = union("n", C), union("e", C)
    steps = splitting(COUNTY, [(part, ["x", "y"]), (empty, [])])
    places = [step for step in steps if isinstance(step, Place)]
    assert places == [Place(("n",), None, "p"), Place(("x", "y"), "c", "n"), Place(("e",), None, "p")]


def test_a_restored_union_is_active_and_has_its_guide_where_that_may_still_be() -> None:
    x = place("x", G, status=Status.DISSOLVED)
    for guide, kept in ((union("i", C), True), (None, False), (union("c", C), False), (union("i", G), False)):
        steps = restoring(x, "c", guide)
        assert steps[0] == Edit("x", {"status": "dissolved"}, {"status": "active"})
        assert steps[1:] == [Place(("x",), None, "c"), *([Guide("x", None, "i")] if kept else [])]
