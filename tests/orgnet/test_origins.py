"""Papers are known by their numbers, however these are written, and joined with nothing else."""

from datetime import date

import pytest

from orgnet.errors import Conflict, Invalid
from orgnet.origins import Origin, may_join, normal, registered

DAY = date(2026, 3, 2)
PAPER = Origin("中华全国总工会", "总工发〔2026〕23号", DAY)


@pytest.mark.parametrize(
    "written", ["总工发[2026]23号", "总工发【2026】 23 号", "总工发（2026）23号", "总工发〔2026〕２３号"]
)
def test_a_number_is_one_however_it_is_written(written: str) -> None:
    assert normal(written) == PAPER.key
    assert normal("总工发〔2026〕24号") != PAPER.key


def test_a_paper_is_registered_tidied_and_not_from_the_future() -> None:
    assert registered(None, DAY) is None
    assert registered(Origin(" 总工会 ", " 1号 ", DAY), DAY) == Origin("总工会", "1号", DAY)
    for wrong in (Origin("总工会", "1号", date(2026, 3, 3)), Origin(" ", "1号", DAY), Origin("总工会", "", DAY)):
        with pytest.raises(Invalid):
            registered(wrong, DAY)


def test_only_the_same_number_of_the_same_issuer_is_its_original() -> None:
    may_join(PAPER, False, "总工发[2026]23号", "中华全国总工会")
    for origin, joined, number, issuer, why in (
        (None, False, "总工发〔2026〕23号", "中华全国总工会", "only what came on paper"),
        (PAPER, True, "总工发〔2026〕23号", "中华全国总工会", "part them first"),
        (PAPER, False, "总工发〔2026〕24号", "中华全国总工会", "has the number"),
        (PAPER, False, None, "中华全国总工会", "has the number"),
        (PAPER, False, "总工发〔2026〕23号", "浙江省总工会", "the paper is of 中华全国总工会"),
    ):
        with pytest.raises(Conflict, match=why):
            may_join(origin, joined, number, issuer)
