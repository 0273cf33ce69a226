"""The design: every part that pages are made of, with all its states, in one's own language and theme."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.actors import Graph
from api.clock import Now
from api.pages.due import Item
from api.pages.readers import Chair, Reading
from api.pages.rendering import render
from graph.inbox import Entry
from orgnet.audiences import Reach, addressed
from orgnet.cells import Facets
from orgnet.directives import Directive, State
from orgnet.documents import Text, Urgency
from orgnet.duties import Thing, only
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.permissions import Role
from orgnet.questions import Question
from orgnet.receipts import Receipt
from orgnet.relays import Delivery
from orgnet.unions import Union

router = APIRouter()

CHAIR = Chair("g1", "鑫瑞机械有限公司工会委员会", frozenset({Role.OFFICER}))
LINE = [
    Union("00", "00", "中华全国总工会", Level.NATIONAL, Kind.FEDERATION),
    Union("42", "42", "湖北省总工会", Level.PROVINCIAL, Kind.FEDERATION),
    Union("4205", "4205", "宜昌市总工会", Level.MUNICIPAL, Kind.FEDERATION),
]


@router.get("/design")
async def read(request: Request, graph: Graph, reader: Reading, now: Now) -> HTMLResponse:
    """All parts."""
    today = graph.today(now)
    states = [
        _item("关于做好送温暖工作的通知", Thing.SIGN, today + timedelta(days=3)),
        _item("关于开展安全生产检查的紧急通知", Thing.SIGN, today - timedelta(days=2), urgency=Urgency.URGENT),
        _item("关于报送统计年报的通知", Thing.DO, today),
        _item("关于转发技能竞赛方案的通知", Thing.SIGN, today + timedelta(days=9), signed=now - timedelta(hours=3)),
        _item("关于表彰职工书屋示范点的通报", None, None),
    ]
    return render(request, "design.html", {"items": states, "line": LINE, "questions": _questions(now)})


def _questions(now: datetime) -> list[Question]:
    """A question without an answer, and one that was answered for all."""
    asked = Question("q", "d", CHAIR.union, "劳务派遣工是否列入慰问范围？", now - timedelta(hours=5))
    return [asked, replace(asked, answer="列入，由用工单位工会负责。", for_all=True, answered=now)]


def _item(
    title: str,
    thing: Thing | None,
    day: date | None,
    urgency: Urgency = Urgency.ORDINARY,
    signed: datetime | None = None,
) -> Item:
    """A directive that has come to a union, as a list shows it."""
    issued = datetime(2026, 11, 1, 2, tzinfo=UTC)
    duties = only(thing, day) if thing else ()
    audience = addressed("00", reach=Reach.BRANCH, facets=Facets())
    text = Text(title, "", urgency=urgency, duties=duties)
    directive = Directive(title, title, text, audience, State.ISSUED, "总工发〔2026〕23号", issued)
    receipt = Receipt(title, CHAIR.union, issued, read=signed, signed=signed) if signed else None
    late = bool(day and day < datetime.now(UTC).date())
    return Item(Entry(directive, Delivery(issued, duties, title), receipt, False, False, late), CHAIR, LINE[0])
