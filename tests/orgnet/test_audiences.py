"""Audiences are rules: each union once, exclusions before selectors, the issuer never."""

import pytest

from orgnet.audiences import MOST_OTHERS, Audience, Follows, Reach, Selector, addressed, settled
from orgnet.cells import Facets
from orgnet.errors import Invalid
from orgnet.levels import Level
from orgnet.tallies import Line, Lines
from tests.cast import union

LARGE = Facets(sizes=frozenset({3, 4}))


def reached(audience: Audience, id: str, primary: str, second: str = "", members: int = 10) -> bool:
    """Whether a grassroots union with these superiors, nearest first, is addressed."""
    lines = Lines(tuple(primary), tuple(second or primary))
    return audience.reaches(union(id, Level.GRASSROOTS, members=members), lines)


def test_a_union_that_several_selectors_choose_is_addressed_until_an_exclusion_chooses_it() -> None:
    audience = Audience("r", (Selector("p"), Selector("q", Reach.SUBORDINATES)), (Selector("c", facets=LARGE),))
    assert reached(audience, "x", "pr") and reached(audience, "x", "qr")
    assert not reached(audience, "x", "kqr")
    assert reached(audience, "x", "cpr") and not reached(audience, "x", "cpr", members=200)


def test_the_issuer_is_not_addressed_by_whatever_rule() -> None:
    for reach in Reach:
        assert not reached(Audience("r", (Selector("r", reach),)), "r", "")


def test_subordinates_are_those_of_the_lines_that_are_named() -> None:
    for follows, found in (
        (Follows.PRIMARY, [True, False]),
        (Follows.SECOND, [False, True]),
        (Follows.BOTH, [True] * 2),
    ):
        audience = addressed("r", "i", Reach.SUBORDINATES, follows)
        assert [reached(audience, "x", "ir", "pr"), reached(audience, "x", "pr", "ir")] == found


def test_two_rules_for_one_line_are_settled_and_the_whole_network_is_both() -> None:
    branches = Audience("r", (Selector("p", follows=Follows.SECOND), Selector("q", Reach.ITSELF)))
    assert settled(branches, "r").line is Line.SECOND and settled(branches, "r").lines == (Line.SECOND,)
    assert settled(addressed("r", follows=Follows.BOTH), "r").lines == tuple(Line)
    assert settled(addressed("r", reach=Reach.SUBORDINATES), "r").lines == ()


def test_too_many_rules_are_refused() -> None:
    many = Audience("r", tuple(Selector(f"u{n}", Reach.ITSELF) for n in range(MOST_OTHERS + 1)))
    with pytest.raises(Invalid, match="instead of naming unions"):
        settled(many, "r")
