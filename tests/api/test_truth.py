"""The decision, the lists and the answers over HTTP agree with the table of truth, and every route asks who asks."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import httpx

from graph import directives, endings, questions, requests
from graph.access import covered
from graph.db import Database, Transaction
from graph.positions import positions
from orgnet.audiences import addressed
from orgnet.directives import Directive
from orgnet.documents import Text
from orgnet.duties import Thing, only
from orgnet.facts import Ask
from orgnet.levels import Level
from orgnet.permissions import Action
from orgnet.questions import Question
from orgnet.requests import Matter, Request
from tests.cast import NOON, found, union
from tests.orgnet.test_permissions import decided
from tests.truth import PEOPLE, UNIONS, Case, build, cases, sign_in

PUBLIC = {
    ("POST", "/api/v1/sessions"),
    ("POST", "/api/v1/passwords"),
    ("POST", "/api/v1/invitations/redeem"),
    ("GET", "/api/v1/calendars/{secret}.ics"),
    ("GET", "/problems/{name}"),
}
"""Routes for those who are not signed in."""

VERDICTS = {403: "denied", 404: "hidden"}
NEVER = {"If-Match": '"999999"'}
"""Nothing was read as of this fact, so whoever may do it is told that it was changed since."""

Ways = dict[Action, Callable[["Asking", str], Awaitable[str]]]


class Asking:
    """Somebody who asks over HTTP."""

    def __init__(self, http: httpx.AsyncClient, who: str, headers: dict[str, str]) -> None:
        self.http = http
        self.who = who
        self.headers = headers
        self.reason = ""

    async def verdict(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> str:
        """How a request is answered; whatever is neither hidden nor denied, is allowed, and fails for another reason."""
        answer = await self.http.request(method, f"/api/v1{path}", json=body, headers=self.headers | (headers or {}))
        assert answer.status_code < 500, answer.text
        if answer.status_code == 403:
            self.reason = answer.json()["detail"]
        return "unknown" if answer.status_code == 401 else VERDICTS.get(answer.status_code, "may")


async def see_figures(asks: Asking, at: str) -> str:
    """Figures are left out, in the union itself and in the list of its superior's subordinates."""
    one = await asks.http.get(f"/api/v1/unions/{at}", headers=asks.headers)
    if one.status_code == 401:
        return "unknown"
    beside = await asks.http.get(f"/api/v1/unions/{UNIONS[at]['parent']}/children", headers=asks.headers)
    [listed] = [child for child in beside.json()["items"] if child["id"] == at]
    assert listed["members"] == one.json()["members"] in (40, None)
    return "denied" if listed["members"] is None else "may"


async def see_people(asks: Asking, at: str) -> str:
    """Whoever may see the people of a union, sees those who serve there, one by one and in lists."""
    person = await asks.verdict("GET", f"/people/pat.{at}")
    staff = await asks.verdict("GET", f"/unions/{at}/people")
    verdict = await asks.verdict("GET", f"/unions/{at}/seats")
    assert verdict == staff == ("denied" if person == "hidden" else person)
    return verdict


async def read_documents(asks: Asking, at: str) -> str:
    receipt = await asks.verdict("GET", f"/unions/{at}/inbox/closed")
    verdict = await asks.verdict("GET", f"/unions/{at}/inbox")
    assert verdict == receipt
    return verdict


async def seat(asks: Asking, at: str) -> str:
    verdict = await asks.verdict("GET", f"/unions/{at}/invitations")
    assert await asks.verdict("POST", f"/unions/{at}/seats", {"person": asks.who, "role": "viewer"}) == verdict
    return verdict


async def send_request(asks: Asking, at: str) -> str:
    verdict = await asks.verdict("POST", "/requests/over/send")
    assert await asks.verdict("POST", "/requests/over/withdraw", {"reason": "误"}) == verdict
    return verdict


async def receive_request(asks: Asking, at: str) -> str:
    verdict = await asks.verdict("POST", "/requests/over/receive")
    assert await asks.verdict("POST", "/requests/over/return", {"reason": "误"}) == verdict
    return verdict


UNDER = {"xh": "g2"}
"""For what is decided at a superior: one of its subordinates."""

TWICE = {"code": "g1", "name": "另一个工会", "level": "grassroots", "kind": "single"}
"""A union whose code is taken."""

MATTER = {"addressee": "xh", "title": "", "body": ""}
"""A request that says nothing."""

PART: dict[str, Any] = {"name": "分出工会", "level": "grassroots", "kind": "single", "subordinates": []}

WAYS: Ways = {
    Action.SEE_FIGURES: see_figures,
    Action.SEE_PEOPLE: see_people,
    Action.READ_DOCUMENTS: read_documents,
    Action.SEAT: seat,
    Action.DRAFT: lambda asks, at: asks.verdict("POST", f"/unions/{at}/directives", {"title": "", "body": ""}),
    Action.REVIEW: lambda asks, at: asks.verdict("POST", "/directives/closed/review"),
    Action.RULE: lambda asks, at: asks.verdict("POST", "/directives/closed/exemptions/lift", {"unions": [at]}),
    Action.BOOK_NUMBER: lambda asks, at: asks.verdict("POST", f"/unions/{at}/series/bookings", {"reason": " "}),
    Action.DRAFT_REQUEST: lambda asks, at: asks.verdict("POST", f"/unions/{at}/requests", MATTER),
    Action.SEND_REQUEST: send_request,
    Action.RECEIVE_REQUEST: receive_request,
    Action.ASK: lambda asks, at: asks.verdict("POST", f"/unions/{at}/inbox/closed/questions", {"text": " "}),
    Action.ANSWER: lambda asks, at: asks.verdict("PUT", "/questions/answered/answer", {"text": " "}),
    Action.SET_SERIES: lambda asks, at: asks.verdict("PUT", f"/unions/{at}/series", {"last": 0}),
    Action.ISSUE: lambda asks, at: asks.verdict("POST", "/directives/late/issue"),
    Action.CLOSE: lambda asks, at: asks.verdict("POST", "/directives/closed/close"),
    Action.MARK: lambda asks, at: asks.verdict("PUT", f"/unions/{at}/inbox/closed/signed"),
    Action.RECORD: lambda asks, at: asks.verdict(
        "PUT",
        f"/unions/{at}/inbox/closed/signed",
        {"recorded": {"medium": "phone", "source": "王主席", "day": "2026-03-01"}},
    ),
    Action.REMIND: lambda asks, at: asks.verdict("POST", f"/unions/{at}/reminders", {"directive": "closed"}),
    Action.RELAY: lambda asks, at: asks.verdict("POST", f"/unions/{at}/relays", {"cascade": "closed"}),
    Action.FOUND_ROOT: lambda asks, at: asks.verdict("POST", "/unions", TWICE),
    Action.FOUND: lambda asks, at: asks.verdict("POST", "/unions", TWICE | {"parent": at}),
    Action.EDIT: lambda asks, at: asks.verdict("PATCH", f"/unions/{at}", {"desk": "办公室"}, NEVER),
    Action.MOVE: lambda asks, at: asks.verdict("POST", f"/unions/{UNDER[at]}/move", {"parent": at}, NEVER),
    Action.MERGE: lambda asks, at: asks.verdict("POST", f"/unions/{UNDER[at]}/merge", {"into": UNDER[at]}, NEVER),
    Action.SPLIT: lambda asks, at: asks.verdict("POST", f"/unions/{UNDER[at]}/split", {"parts": [PART]}, NEVER),
    Action.DISSOLVE: lambda asks, at: asks.verdict("POST", f"/unions/{UNDER[at]}/dissolve", None, NEVER),
    Action.RESTORE: lambda asks, at: asks.verdict("POST", "/unions/old/restore", {"parent": at}),
    Action.GUIDE: lambda asks, at: asks.verdict("PUT", f"/unions/{at}/guide", {"guide": UNIONS[at]["guide"]}),
    Action.PACT: lambda asks, at: asks.verdict("POST", f"/unions/{at}/pacts", {"partner": at, "terms": "互认"}),
    Action.LOOK_AFTER: lambda asks, at: asks.verdict("PATCH", f"/people/pat.{at}", {"name": " "}),
    Action.SEE_LOG: lambda asks, at: asks.verdict("GET", f"/unions/{at}/history"),
}
"""A request for every action, which fails for another reason where it is allowed, so that nothing changes."""


async def letters(db: Database) -> None:
    """A draft that comes too late, a directive that is closed with a question answered, a request that is withdrawn,
    and a namesake of the dissolved union."""
    otto = Ask("otto")
    for id, deadline in (("late", date(2001, 1, 1)), ("closed", None)):
        letter = Directive(id, id, Text("通知", "正文", duties=only(Thing.SIGN, deadline)), addressed("root"))
        await directives.draft(db, otto, letter, NOON)
    await directives.issue(db, otto, "closed", NOON)
    await questions.ask(db, Ask("gina"), Question("answered", "closed", "g1", "何时?"), NOON)
    await questions.answer(db, otto, "answered", "年底前。", True, NOON)
    await endings.close(db, otto, "closed", NOON)
    gina = Ask("gina")
    await requests.draft(db, gina, Request("over", "g1", "rail", Matter("请示", "妥否,请批复。")), NOON)
    await requests.send(db, gina, "over", NOON)
    await requests.withdraw(db, gina, "over", "误", NOON)
    await found(db, union("new", Level.COUNTY, name="old 工会"), "zj")


async def listed(db: Database, case: Case) -> set[str]:
    """For whom the query of the lists has the union."""

    async def work(tx: Transaction) -> set[str]:
        places = (await positions(tx, list(UNIONS))).values()
        return {who for who in case.expected if case.at in await covered(tx, who, case.action, places)}

    return await db.read(work)


async def disagreements(db: Database, asking: dict[str, Asking], case: Case) -> list[str]:
    """Whatever says something else than the table of truth."""
    answers = await asyncio.gather(*(WAYS[case.action](asks, case.at) for asks in asking.values()))
    allowed = {who for who, verdict in case.expected.items() if verdict == "may"}
    decisions = {who for who in case.expected if decided(case, who).allowed}
    lists = allowed if case.action is Action.FOUND_ROOT else await listed(db, case)
    wrong = [f"{case}: decided for {sorted(decisions)}"] if decisions != allowed else []
    wrong += [f"{case}: listed for {sorted(lists)}"] if lists != allowed else []
    for (who, asks), verdict in zip(asking.items(), answers, strict=True):
        expected = "unknown" if PEOPLE[who].get("deactivated") else case.expected[who]
        said = case.reason in asks.reason or case.action is Action.SEE_FIGURES
        if verdict != expected or (verdict == "denied" and not said):
            wrong.append(f"{who} {case.action} {case.at}: expected {expected}, told {verdict}: {asks.reason}")
    return wrong


async def test_decisions_lists_and_answers_agree_with_the_table_of_truth(db: Database, http: httpx.AsyncClient) -> None:
    await build(db)
    await letters(db)
    asking = {who: Asking(http, who, headers) for who, headers in (await sign_in(db)).items()}
    wrong = [each for case in cases() for each in await disagreements(db, asking, case)]
    assert not wrong, "\n".join(wrong)
    assert {case.action for case in cases()} == WAYS.keys() == set(Action)


async def test_every_route_asks_who_asks_unless_it_is_public(db: Database, http: httpx.AsyncClient) -> None:
    paths: dict[str, dict[str, Any]] = (await http.get("/openapi.json")).json()["paths"]
    routes = [(method.upper(), path) for path, methods in paths.items() for method in methods]
    answers = [await http.request(method, re.sub(r"\{\w+\}", "1", path)) for method, path in routes]
    asking = [route for route, answer in zip(routes, answers, strict=True) if answer.status_code == 401]
    assert set(routes) - set(asking) == PUBLIC
    assert len(asking) > 50
