"""Only a grassroots union tells its members, not before a document came and not in days to come; it is counted by cell."""

from datetime import UTC, date, datetime

import pytest

from orgnet.briefings import Briefing, Occasion, may_brief
from orgnet.errors import Conflict, Invalid
from orgnet.levels import Level
from orgnet.receipts import Receipt, Ruling
from tests.cast import union

CAME, TODAY = date(2026, 3, 2), date(2026, 3, 5)
GRASSROOTS = union("g1", Level.GRASSROOTS)
TOLD = Briefing(Occasion.MEETING, date(2026, 3, 4))


def test_members_are_told_between_the_day_it_came_and_today() -> None:
    for day in (CAME, TODAY):
        may_brief(GRASSROOTS, Briefing(Occasion.GROUP, day), CAME, TODAY)
    for day in (date(2026, 3, 1), date(2026, 3, 6)):
        with pytest.raises(Invalid):
            may_brief(GRASSROOTS, Briefing(Occasion.GROUP, day), CAME, TODAY)
    with pytest.raises(Conflict):
        may_brief(union("xh", Level.COUNTY), TOLD, CAME, TODAY)


def test_it_is_counted_with_the_receipt_and_not_of_the_exempt() -> None:
    now = datetime(2026, 3, 2, 4, tzinfo=UTC)
    told = Receipt("d", "g1", now, read=now, briefed=TOLD)
    [counted] = [key for key in told.counts(GRASSROOTS) if key.endswith(".briefed")]
    assert told.counts(GRASSROOTS)[counted] == 1
    exempt = Receipt("d", "g1", now, briefed=TOLD, ruling=Ruling.EXEMPT)
    assert counted not in exempt.counts(GRASSROOTS)
