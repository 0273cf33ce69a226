"""What waits for people is told to them: by mail and on the web, at their pace, at least once and known by its key."""

import asyncio
from collections.abc import Generator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from api import sending
from api.sending import carriers, draw
from graph import channels, directives, messages, post, questions, relays, rulings
from graph.db import Database, connect, run
from graph.gathering import write
from graph.marks import Mark
from graph.reminders import remind
from graph.settings import Settings
from orgnet.audiences import addressed
from orgnet.channels import Carrier, Channel, Default, Habits, Pace
from orgnet.directives import Directive, Means, Way
from orgnet.documents import Text, Urgency
from orgnet.duties import Thing, only
from orgnet.facts import Ask
from orgnet.messages import TRIES
from orgnet.questions import Question
from orgnet.receipts import Milestone, Ruling
from orgnet.relays import Passing
from tests.cast import NOON, provinces, seat
from tests.graph.test_check import faults
from tests.receivers import Hook, Mailbox, mail_server, web_server


async def send(db: Database, chosen: Settings, now: datetime) -> None:
    """One round."""
    await draw(db, chosen, now)
    while await sending.send(db, chosen, now):
        pass


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OFFICES = ("root", "zj", "hb", "xh", "g1")


@pytest.fixture
def box() -> Generator[Mailbox]:
    with mail_server() as mailbox:
        yield mailbox


@pytest.fixture
def hook() -> Generator[Hook]:
    with web_server() as receiver:
        yield receiver


def settings(folder: Path, box: Mailbox | None = None, hook: Hook | None = None) -> Settings:
    own = {"mail": box.url} if box else {}
    hosts = {"webhook_hosts": (hook.host,)} if hook else {}
    return Settings.model_validate({"data": folder, "address": "https://gh.example.cn"} | own | hosts)


async def cast(db: Database, chosen: Settings) -> None:
    """A small network with officers that have mail addresses; what happened before is told to nobody."""
    await provinces(db)
    for at in OFFICES:
        await seat(db, f"{at} officer", at, "officer")
    await seat(db, "viewer", "g2", "viewer")
    people = [*(f"{at} officer" for at in OFFICES), "viewer"]
    addresses = [[person, f"{person.split()[0]}@example.cn"] for person in people]
    await db.write(
        lambda tx: run(tx, "UNWIND $rows AS r MATCH (p:Person {id: r[0]}) SET p.mail = r[1]", rows=addresses)
    )
    await send(db, chosen, NOON)


async def issued(db: Database, id: str = "d", urgency: Urgency = Urgency.ORDINARY, way: Way = Way.DIRECT) -> None:
    text = Text("关于做好送温暖工作的通知", "内部正文", urgency=urgency, duties=only(Thing.DO))
    ask = Ask("root officer")
    await directives.draft(db, ask, Directive(id, id, text, addressed("root"), way=way), NOON)
    await directives.issue(db, ask, id, NOON)


def receivers(box: Mailbox) -> list[str]:
    return sorted(str(mail["To"]) for mail in box.mails)


async def test_a_new_document_is_told_to_those_who_act_for_whom_it_reaches_and_says_no_more_than_its_title(
    db: Database, box: Mailbox, tmp_path: Path
) -> None:
    chosen = settings(tmp_path, box)
    await cast(db, chosen)
    await issued(db)
    await send(db, chosen, NOON)
    assert receivers(box) == ["g1@example.cn", "hb@example.cn", "xh@example.cn", "zj@example.cn"]
    [mail] = [each for each in box.mails if each["To"] == "g1@example.cn"]
    part = mail.get_body(("plain",))
    assert part is not None
    said = part.get_content()
    assert str(mail["Subject"]).startswith("【新文件】root〔2026〕1号关于做好送温暖工作的通知")
    assert "https://gh.example.cn/d/d" in said
    assert "内部正文" not in said
    await send(db, chosen, NOON + HOUR)
    assert len(box.mails) == 4
    assert await faults(db) == []


async def test_reminders_returns_and_answers_are_told_to_exactly_whom_they_concern(
    db: Database, box: Mailbox, tmp_path: Path
) -> None:
    chosen = settings(tmp_path, box)
    await cast(db, chosen)
    await issued(db)
    await write(db, [Mark(Ask("g1 officer"), "g1", "d", Milestone.DONE)], NOON)
    await send(db, chosen, NOON)
    box.mails.clear()
    officer = Ask("root officer")
    await remind(db, officer, "root", "d", None, [], None, 1, NOON)
    await send(db, chosen, NOON)
    assert receivers(box) == ["hb@example.cn", "xh@example.cn", "zj@example.cn"]
    assert str(box.mails[0]["Subject"]).startswith("【催办】")
    box.mails.clear()
    await rulings.rule(db, officer, "d", ["g1"], Ruling.RETURNED, "附表缺签字", NOON)
    await questions.ask(db, Ask("xh officer"), Question("q", "d", "xh", "何时?"), NOON)
    await questions.answer(db, officer, "q", "月底前。", for_all=False, now=NOON)
    await send(db, chosen, NOON)
    assert receivers(box) == ["g1@example.cn", "xh@example.cn"]
    assert sorted(str(mail["Subject"])[:4] for mail in box.mails) == ["【答复】", "【退回】"]


async def test_level_by_level_each_is_told_when_it_comes(db: Database, box: Mailbox, tmp_path: Path) -> None:
    chosen = settings(tmp_path, box)
    await cast(db, chosen)
    await issued(db, way=Way.LEVEL_BY_LEVEL)
    await send(db, chosen, NOON)
    assert receivers(box) == ["hb@example.cn", "zj@example.cn"]
    box.mails.clear()
    await relays.pass_on(db, Ask("zj officer"), "r", "d", Passing(Means.AS_IT_STANDS, "zj", "zj"), NOON)
    await send(db, chosen, NOON)
    assert receivers(box) == ["xh@example.cn"]


async def test_quiet_hours_and_digests_wait_and_what_is_most_urgent_does_not(
    db: Database, box: Mailbox, tmp_path: Path
) -> None:
    chosen = settings(tmp_path, box)
    await cast(db, chosen)
    night = NOON + 11 * HOUR
    await channels.set_habits(db, Ask("zj officer"), Habits(Pace.DIGEST, digest=9), NOON)
    await channels.set_habits(db, Ask("hb officer"), Habits(quiet=None), NOON)
    for id in ("d", "e"):
        await issued(db, id)
    await send(db, chosen, night)
    assert receivers(box) == ["hb@example.cn"]
    box.mails.clear()
    await send(db, chosen, night + 8 * HOUR)
    assert receivers(box) == ["g1@example.cn", "xh@example.cn"]
    assert "等2件" in str(box.mails[0]["Subject"])
    await send(db, chosen, night + 10 * HOUR)
    assert receivers(box)[-1] == "zj@example.cn"
    box.mails.clear()
    await issued(db, "f", Urgency.EXTRA_URGENT)
    await send(db, chosen, night + DAY)
    assert receivers(box) == ["g1@example.cn", "hb@example.cn", "xh@example.cn", "zj@example.cn"]


async def test_what_one_has_chosen_goes_before_the_default_of_the_branch(
    db: Database, box: Mailbox, hook: Hook, tmp_path: Path
) -> None:
    chosen = settings(tmp_path, box, hook)
    await cast(db, chosen)
    await seat(db, "zj admin", "zj", "admin")
    address = f"http://{hook.host}/orgnet?to=me"
    own = Channel("c", Carrier.WEBHOOK, address)
    await channels.add(db, Ask("g1 officer"), own, chosen.webhook_hosts, NOON)
    await channels.set_default(db, Ask("zj admin"), "zj", Default(carriers=()), NOON)
    await issued(db)
    await send(db, chosen, NOON)
    assert receivers(box) == ["hb@example.cn"]
    [(path, key, said)] = hook.came
    assert (path, (key or "").partition(".")[2]) == ("/orgnet?to=me", "g1 officer.c")
    assert "https://gh.example.cn/d/d" in said["message"]


async def test_what_is_not_taken_is_tried_again_under_the_same_key_and_given_up_visibly(
    db: Database, hook: Hook, tmp_path: Path
) -> None:
    chosen, now = settings(tmp_path, hook=hook), NOON
    await cast(db, chosen)
    await channels.set_habits(db, Ask("g1 officer"), Habits(quiet=None), NOON)
    own = Channel("c", Carrier.WEBHOOK, f"http://{hook.host}/orgnet")
    await channels.add(db, Ask("g1 officer"), own, chosen.webhook_hosts, NOON)
    hook.status = 503
    await issued(db)
    for _ in range(TRIES + 2):
        await send(db, chosen, now)
        now += 3 * DAY
    assert len(hook.came) == TRIES
    assert len({key for _, key, _ in hook.came}) == 1
    [failed] = await db.read(lambda tx: messages.failed(tx, "g1 officer", "", 9))
    assert (failed.tries, failed.error) == (TRIES, "the other side did not take it")
    await messages.forget(db, now + DAY)
    assert await db.read(lambda tx: messages.failed(tx, "g1 officer", "", 9)) == []


async def test_a_sender_that_dies_between_sending_and_noting_is_followed_by_another(
    db: Database, hook: Hook, tmp_path: Path
) -> None:
    chosen = settings(tmp_path, hook=hook)
    await cast(db, chosen)
    own = Channel("c", Carrier.WEBHOOK, f"http://{hook.host}/orgnet")
    await channels.add(db, Ask("g1 officer"), own, chosen.webhook_hosts, NOON)
    await issued(db)
    while await post.gather(db, NOON):
        pass
    while await post.spread(db, carriers(chosen), NOON):
        pass
    [[claimed]] = await messages.claim(db, NOON, 9)
    await send(db, chosen, NOON)
    assert hook.came == []
    await send(db, chosen, NOON + HOUR)
    assert [key for _, key, _ in hook.came] == [claimed.key]


async def test_several_processes_tell_everybody_once(db: Database, box: Mailbox, tmp_path: Path) -> None:
    chosen = settings(tmp_path, box)
    await cast(db, chosen)
    await issued(db)
    async with connect(db.bolt) as other, connect(db.bolt) as third:
        await asyncio.gather(*(send(each, chosen, NOON) for each in (db, other, third)))
        await send(db, chosen, NOON)
    assert receivers(box) == ["g1@example.cn", "hb@example.cn", "xh@example.cn", "zj@example.cn"]


async def test_an_address_that_leads_inside_is_not_written_to(db: Database, hook: Hook, tmp_path: Path) -> None:
    chosen = settings(tmp_path)
    await cast(db, chosen)
    own = Channel("c", Carrier.WEBHOOK, f"http://{hook.host}/orgnet")
    await channels.add(db, Ask("g1 officer"), own, (hook.host,), NOON)
    await issued(db)
    await send(db, chosen, NOON)
    assert hook.came == []
