"""What was said with a union is tidied, on a day that has been; it is asked again on a day to come."""

from datetime import UTC, date, datetime, timedelta

import pytest

from orgnet.contacts import FARTHEST, Contact, latest, noted
from orgnet.errors import Invalid
from orgnet.receipts import Milestone

TODAY, NOW = date(2026, 3, 2), datetime(2026, 3, 2, 4, tzinfo=UTC)


def contact(day: date = TODAY, follow_up: date | None = None, said: str = " 主席出差 ", id: str = "c") -> Contact:
    return Contact(id, "d", "g1", "xh", Milestone.SIGNED, "王主席", day, said, follow_up)


def test_a_contact_with_a_day_waits_until_then() -> None:
    kept = noted(contact(follow_up=TODAY + timedelta(days=1)), "陈洁", NOW, TODAY)
    assert (kept.said, kept.speaker, kept.waits, kept.key) == ("主席出差", "陈洁", True, "d|g1")
    assert not noted(contact(), "陈洁", NOW, TODAY).waits


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (contact(day=TODAY + timedelta(days=1)), "day"),
        (contact(follow_up=TODAY), "follow_up"),
        (contact(follow_up=TODAY + FARTHEST + timedelta(days=1)), "follow_up"),
        (contact(said=" "), "said"),
    ],
)
def test_what_cannot_have_been_is_refused(wrong: Contact, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        noted(wrong, "陈洁", NOW, TODAY)
    assert refused.value.field == field


def test_the_last_of_a_day_is_the_one_noted_last() -> None:
    earlier, first, second = contact(TODAY - timedelta(days=1), id="z"), contact(id="a"), contact(id="b")
    assert latest([second, earlier, first]) == second
    assert latest([]) is None
