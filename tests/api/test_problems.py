"""Whatever bad input comes, the answer is a problem that names the field and says what would be right, and
nothing is half done."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from api.problems import STATUSES, slug
from graph.db import Database, Transaction, rows, run
from tests.graph.test_check import faults

Headers = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Bad:
    """A request and what it gets."""

    request: str
    body: Any
    status: int
    field: str | None
    says: str
    who: str = "ann"
    headers: Mapping[str, str] | None = None


UNION: dict[str, Any] = {"name": "新丰工会委员会", "level": "grassroots", "kind": "single", "parent": "xh"}
PARTS: dict[str, Any] = {"name": "新区总工会", "level": "county", "kind": "federation", "subordinates": []}
LETTER: dict[str, Any] = {"title": "关于做好送温暖工作的通知", "body": "请抓好落实。"}


def without(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != name}


CODES = {
    "a code of the wrong check character": Bad(
        "POST unions", UNION | {"credit_code": "813301060000000002"}, 422, "credit_code", "check character"
    ),
    "a credit code that is too short": Bad(
        "POST unions", UNION | {"credit_code": "8133"}, 422, "credit_code", "has 18 characters, not 4"
    ),
    "an employer's code as the union's own": Bad(
        "PATCH unions/g1", {"credit_code": "914403001922038216"}, 422, "credit_code", "belongs into employer_code"
    ),
    "a wrong employer's code": Bad(
        "PATCH unions/g1", {"employer_code": "914403001922038217"}, 422, "employer_code", "should be 6, not 7"
    ),
    "a division there is not": Bad("POST unions", UNION | {"division": "990000"}, 422, "division", "such as 33"),
    "a division of five digits": Bad("PATCH unions/g1", {"division": "33010"}, 422, "division", "2, 4, 6, 9 or 12"),
    "a code with a blank": Bad("POST unions", UNION | {"code": "a b"}, 422, "code", "letters, digits"),
    "a code that is taken": Bad("POST unions", UNION | {"code": "g1"}, 409, "code", "belongs to 鑫瑞"),
}

NAMES = {
    "no name": Bad("POST unions", without(UNION, "name"), 422, "name", "required"),
    "an empty name": Bad("POST unions", UNION | {"name": " \u3000 "}, 422, "name", "at least one character"),
    "a control character": Bad("POST unions", UNION | {"name": "a\x00b"}, 422, "name", "control character"),
    "an escape sequence": Bad("PATCH unions/g1", {"name": "\x1b[2J"}, 422, "name", "control character"),
    "a lone surrogate": Bad("POST unions", UNION | {"name": "工会\ud800"}, 422, "name", "surrogate"),
    "a lone surrogate in another field": Bad("PATCH unions/g1", {"desk": "\udfff"}, 422, "desk", "surrogate"),
    "a name of 101 characters": Bad("POST unions", UNION | {"name": "工" * 101}, 422, "name", "at most 100"),
    "a name that is taken there": Bad("POST unions", UNION | {"name": "晨光学校工会委员会"}, 409, "name", "already"),
    "a name edited to one that is taken": Bad(
        "PATCH unions/g1", {"name": "晨光学校工会委员会"}, 409, "name", "choose another name"
    ),
    "a name that is a number": Bad("POST unions", UNION | {"name": 5}, 422, "name", "string"),
    "a name that is null": Bad("PATCH unions/g1", {"name": None}, 422, "name", "cannot be empty"),
}

FIELDS = {
    "a field there is not": Bad("POST unions", UNION | {"colour": "red"}, 422, "colour", "not permitted"),
    "a field named by a lone surrogate": Bad("PATCH unions/g1", {"\ud800": 1}, 422, "body", "valid string"),
    "a level there is not": Bad("POST unions", UNION | {"level": "galactic"}, 422, "level", "'grassroots'"),
    "fewer members than none": Bad("PATCH unions/g1", {"members": -1}, 422, "members", "greater than or equal to 0"),
    "more members than people": Bad("PATCH unions/g1", {"members": 10**10}, 422, "members", "100000000"),
    "a longitude off the earth": Bad("PATCH unions/g1", {"lon": 181}, 422, "lon", "180"),
    "a day there is not": Bad("PATCH unions/g1", {"founded": "2026-02-30"}, 422, "founded", "date"),
    "founded dissolved": Bad("POST unions", UNION | {"status": "dissolved"}, 422, "status", "active or preparing"),
    "edited to dissolved": Bad("PATCH unions/g1", {"status": "dissolved"}, 422, "status", "by dissolving it"),
    "an id of strange characters": Bad("POST unions/g1/move", {"parent": "x' OR 1=1"}, 422, "parent", "pattern"),
    "a body that is a list": Bad("POST unions", [UNION], 422, "body", "dictionary"),
    "no body": Bad("POST unions/g1/move", None, 422, "body", "required"),
}

PLACES = {
    "a root by somebody else than the first admin": Bad(
        "POST unions", without(UNION, "parent"), 403, None, "only the first admin or the operator"
    ),
    "a parent there is not": Bad("POST unions", UNION | {"parent": "nowhere"}, 404, None, "no union nowhere"),
    "a parent of a lower level": Bad(
        "POST unions", UNION | {"level": "county", "parent": "g1"}, 409, "parent", "must be of level county or higher"
    ),
    "a move under a lower level": Bad("POST unions/xh/move", {"parent": "g1"}, 409, "parent", "own branch"),
    "a move under its own branch": Bad("POST unions/zj/move", {"parent": "xh"}, 409, "parent", "own branch"),
    "a move under itself": Bad("POST unions/xh/move", {"parent": "xh"}, 409, "parent", "own branch"),
    "a move of the root": Bad("POST unions/root/move", {"parent": "zj"}, 409, None, "cannot be moved"),
    "a move to where it stands": Bad("POST unions/xh/move", {"parent": "zj"}, 409, "parent", "stands there already"),
    "a level below its subordinates": Bad("PATCH unions/zj", {"level": "township"}, 409, "level", "has subordinates"),
    "a level above its parent": Bad("PATCH unions/g1", {"level": "provincial"}, 409, "level", "which is lower"),
    "the root's level below its subordinates": Bad(
        "PATCH unions/root", {"level": "county"}, 409, "level", "has subordinates of level provincial"
    ),
    "a second line to its own level": Bad("PUT unions/g1/guide", {"guide": "g2"}, 409, "guide", "above grassroots"),
    "a second line to its parent": Bad("PUT unions/g1/guide", {"guide": "xh"}, 409, "guide", "must differ"),
    "founded with its parent as guide": Bad("POST unions", UNION | {"guide": "xh"}, 409, "guide", "must differ"),
    "a second line to nowhere": Bad("PUT unions/g1/guide", {"guide": "nowhere"}, 404, None, "no union nowhere"),
    "dissolved with subordinates": Bad("POST unions/xh/dissolve", None, 409, None, "2 subordinates; move, merge"),
    "the root dissolved": Bad("POST unions/root/dissolve", None, 409, None, "cannot be dissolved"),
    "restored while it lives": Bad("POST unions/g1/restore", {}, 409, None, "is not dissolved"),
    "merged into itself": Bad("POST unions/g1/merge", {"into": "g1"}, 409, "into", "into itself"),
    "merged into its branch": Bad("POST unions/zj/merge", {"into": "xh"}, 409, "into", "the other way round"),
    "merged where levels do not fit": Bad("POST unions/xh/merge", {"into": "g1"}, 409, "into", "other way round"),
    "split of the root": Bad("POST unions/root/split", {"parts": [PARTS]}, 409, None, "cannot be split"),
    "split into nothing": Bad("POST unions/xh/split", {"parts": []}, 422, "parts", "at least 1"),
    "split with another's subordinates": Bad(
        "POST unions/xh/split", {"parts": [PARTS | {"subordinates": ["hb"]}]}, 409, "parts", "stand under the union"
    ),
    "split with a subordinate twice": Bad(
        "POST unions/xh/split", {"parts": [PARTS | {"subordinates": ["g1", "g1"]}]}, 409, "parts", "named once"
    ),
    "a pact with oneself": Bad("POST unions/xh/pacts", {"partner": "xh", "terms": "互助"}, 422, "partner", "different"),
    "a pact without terms": Bad("POST unions/xh/pacts", {"partner": "hb", "terms": ""}, 422, "terms", "at least 1"),
    "a pact ended that is not": Bad("DELETE unions/xh/pacts/hb", None, 409, "partner", "stand so already"),
}

YESTERDAY = (date.today() - timedelta(days=2)).isoformat()

DIRECTIVES = {
    "a deadline in the past": Bad(
        "issue", LETTER | {"deadline": YESTERDAY}, 422, "deadline", "the earliest possible is", "otto"
    ),
    "an unknown audience": Bad(
        "POST unions/root/directives",
        LETTER | {"audience": {"selectors": [{"root": "nowhere"}]}},
        404,
        None,
        "no union",
        "otto",
    ),
    "an audience of nobody": Bad(
        "POST unions/root/directives",
        LETTER | {"audience": {"selectors": []}},
        422,
        "audience.selectors",
        "at least 1 item",
        "otto",
    ),
    "an audience on two lines": Bad(
        "POST unions/root/directives",
        LETTER | {"audience": {"selectors": [{"root": "zj"}, {"root": "hb", "line": "second"}]}},
        422,
        "line",
        "issue one directive for each line",
        "otto",
    ),
    "an audience of more branches than can be told apart": Bad(
        "POST unions/root/directives",
        LETTER | {"audience": {"selectors": [{"root": "zj"}] * 31}},
        422,
        "selectors",
        "use levels, kinds",
        "otto",
    ),
    "an audience beside the issuer": Bad(
        "POST unions/hb/directives",
        LETTER | {"audience": {"selectors": [{"reach": "subordinates"}, {"root": "zj"}]}},
        409,
        "selectors.1.root",
        "not in the branch of",
        "benno",
    ),
    "an audience of a level there is not": Bad(
        "POST unions/root/directives",
        LETTER | {"audience": {"selectors": [{"levels": ["galactic"]}]}},
        422,
        "audience.selectors.0.levels.0",
        "'grassroots'",
        "otto",
    ),
    "a deadline for information": Bad(
        "POST unions/root/directives",
        LETTER | {"duties": [], "deadline": "2099-01-01"},
        422,
        "deadline",
        "no deadline",
        "otto",
    ),
    "a title with a control character": Bad(
        "POST unions/root/directives", LETTER | {"title": "a\x07"}, 422, "title", "control character", "otto"
    ),
}

MATTER: dict[str, Any] = {"addressee": "xh", "title": "关于成立工会的请示", "body": "妥否,请批复。"}

REQUESTS = {
    "two levels up": Bad(
        "POST unions/g1/requests", MATTER | {"addressee": "zj"}, 409, "addressee", "西湖区总工会 (xh)", "gina"
    ),
    "down": Bad("POST unions/root/requests", MATTER, 409, "addressee", "has no superior", "otto"),
    "to a strange id": Bad(
        "POST unions/g1/requests", MATTER | {"addressee": "x' OR 1=1"}, 422, "addressee", "pattern", "gina"
    ),
    "to two": Bad("POST unions/g1/requests", MATTER | {"addressee": ["xh", "zj"]}, 422, "addressee", "string", "gina"),
    "with a copy of one's own": Bad(
        "POST unions/g1/requests", MATTER | {"copied": "g2"}, 422, "copied", "not permitted", "gina"
    ),
    "of a kind that goes down": Bad(
        "POST unions/g1/requests", MATTER | {"kind": "notice"}, 422, "kind", "use a request", "gina"
    ),
    "without a title": Bad("POST unions/g1/requests", MATTER | {"title": "\u3000"}, 422, "title", "is empty", "gina"),
    "a title without end": Bad(
        "POST unions/g1/requests", MATTER | {"title": "请" * 5000}, 422, "title", "at most 200", "gina"
    ),
    "a huge body": Bad("POST unions/g1/requests", MATTER | {"body": "a" * 200_001}, 422, "body", "at most", "gina"),
    "a secret": Bad(
        "POST unions/g1/requests", MATTER | {"body": "绝密★长期"}, 422, "body", "mark 绝密★ of a state secret", "gina"
    ),
    "a lone surrogate": Bad("POST unions/g1/requests", MATTER | {"body": "\ud800"}, 422, "body", "surrogate", "gina"),
    "for one that was never returned": Bad(
        "POST unions/g1/requests", MATTER | {"former": "nothing"}, 409, "former", "only a returned request", "gina"
    ),
    "for another union": Bad("POST unions/g2/requests", MATTER, 403, None, "at this very union", "gina"),
    "that is not there": Bad("POST requests/nothing/send", None, 404, None, "no request nothing", "gina"),
    "returned without a word": Bad("POST requests/nothing/return", {}, 422, "reason", "required", "gina"),
}

QUESTION: dict[str, Any] = {"text": "劳务派遣工是否列入?"}

QUESTIONS = {
    "on what is not there": Bad("POST unions/g1/inbox/nothing/questions", QUESTION, 404, None, "no directive", "gina"),
    "for another union": Bad("POST unions/g2/inbox/nothing/questions", QUESTION, 404, None, "no inbox", "gina"),
    "without a text": Bad("POST unions/g1/inbox/nothing/questions", {}, 422, "text", "required", "gina"),
    "a text that is a list": Bad("POST unions/g1/inbox/d/questions", {"text": ["何时"]}, 422, "text", "string", "gina"),
    "for more than oneself": Bad(
        "POST unions/g1/inbox/d/questions", QUESTION | {"for_all": True}, 422, "for_all", "not permitted", "gina"
    ),
    "an answer to nothing": Bad("PUT questions/nothing/answer", QUESTION, 404, None, "no question nothing", "otto"),
    "an answer for some": Bad(
        "PUT questions/nothing/answer", QUESTION | {"for_all": "some"}, 422, "for_all", "boolean", "otto"
    ),
}

HEADERS = {
    "an If-Match that is no tag": Bad(
        "PATCH unions/g1", {"members": 1}, 422, "If-Match", "takes the ETag", headers={"If-Match": "yesterday"}
    ),
    "an If-Match of another version": Bad(
        "PATCH unions/g1", {"members": 1}, 412, "If-Match", "was changed since", headers={"If-Match": '"1"'}
    ),
    "a request id of strange characters": Bad(
        "PATCH unions/g1", {"members": 1}, 422, "Idempotency-Key", "printable", headers={"Idempotency-Key": "a b"}
    ),
    "a request id that is too long": Bad(
        "PATCH unions/g1", {"members": 1}, 422, "Idempotency-Key", "100", headers={"Idempotency-Key": "a" * 101}
    ),
    "a token there is not": Bad(
        "PATCH unions/g1", {"members": 1}, 401, None, "sign in first", headers={"Authorization": "Bearer nothing"}
    ),
    "a method there is not": Bad("DELETE unions/g1", None, 405, None, "Not Allowed"),
    "a path there is not": Bad("GET unions/g1/secrets", None, 404, None, "Not Found"),
    "a fact that is no number": Bad("POST facts/first/undo", None, 422, "seq", "integer"),
    "a fact of an impossible number": Bad(f"POST facts/{2**63}/undo", None, 422, "seq", "less than"),
}

TABLES = {
    "codes": CODES,
    "names": NAMES,
    "fields": FIELDS,
    "places": PLACES,
    "directives": DIRECTIVES,
    "requests": REQUESTS,
    "questions": QUESTIONS,
    "headers": HEADERS,
}


async def state(database: Database) -> list[Any]:
    """All there is, apart from who is signed in."""

    async def read(tx: Transaction) -> list[Any]:
        log = await rows(tx, "MATCH (l:Log {id: 'log'}) RETURN l.seq AS seq")
        nodes = await rows(
            tx,
            "MATCH (n) WHERE n:Union OR n:Fact OR n:Tally OR n:Census OR n:Receipt OR n:Directive OR n:Request OR n:Question"
            " RETURN labels(n)[0] AS kind, count(n) AS n ORDER BY kind",
        )
        unions = await rows(
            tx,
            "MATCH (u:Union) RETURN u.id AS id, u.changed AS changed, [(u)-[e]->(v) | [type(e), v.id]] AS edges"
            " ORDER BY id",
        )
        return [[record.data() for record in part] for part in (log, nodes, unions)]

    [log, nodes, unions] = await database.read(read)
    for union in unions:
        union["edges"].sort()
    return [log, nodes, unions]


async def ask(http: httpx.AsyncClient, signed_in: Headers, bad: Bad) -> httpx.Response:
    headers = signed_in[bad.who] | {"Content-Type": "application/json"} | dict(bad.headers or {})
    content = None if bad.body is None else json.dumps(bad.body)
    if bad.request == "issue":
        drafted = await http.post("/api/v1/unions/root/directives", content=content, headers=headers)
        return await http.post(f"/api/v1/directives/{drafted.json()['directive']}/issue", headers=headers)
    method, path = bad.request.split(" ")
    return await http.request(method, f"/api/v1/{path}", content=content, headers=headers)


def wrong(bad: Bad, answer: httpx.Response) -> str | None:
    """What is wrong with the answer to a bad request."""
    if answer.headers.get("content-type") != "application/problem+json":
        return f"no problem document: {answer.status_code} {answer.text[:200]}"
    problem = answer.json()
    fields = [fault["field"].casefold() for fault in problem["errors"]]
    said = problem["detail"] + " ".join(fault["detail"] for fault in problem["errors"])
    if (answer.status_code, problem["status"]) != (bad.status, bad.status):
        return f"status {answer.status_code}: {problem}"
    if bad.field is not None and bad.field.casefold() not in fields:
        return f"field {bad.field} is not named: {problem}"
    if bad.says not in said:
        return f"{bad.says!r} is not said: {problem}"
    if not problem["title"] or not problem["type"].startswith("/problems/") or "Traceback" in answer.text:
        return f"not a proper problem: {problem}"
    return None


@pytest.mark.parametrize("table", TABLES)
async def test_bad_input_gets_a_problem_and_leaves_nothing_half_done(
    http: httpx.AsyncClient, signed_in: Headers, db: Database, table: str
) -> None:
    before, found = await state(db), dict[str, str]()
    for what, bad in TABLES[table].items():
        if said := wrong(bad, await ask(http, signed_in, bad)):
            found[what] = said
    assert found == {}
    if table != "directives":
        assert await state(db) == before
    assert await faults(db) == []


async def test_a_second_root_is_refused_to_the_first_admin_too(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    await db.write(lambda tx: run(tx, "MATCH (p:Person {id: 'ann'}) SET p.first = true"))
    second = Bad("POST unions", without(UNION, "parent"), 409, "parent", "has its root already; name a parent")
    assert wrong(second, await ask(http, signed_in, second)) is None


RAW = {
    "no JSON": (b"{", 422),
    "not UTF-8": (b'{"name": "\xff"}', 400),
    "deeply nested": (b"[" * 200_000, 400),
    "a number that is none": (b'{"lon": NaN}', 422),
    "a number without end": (b'{"lon": 1e999}', 422),
    "a huge integer": (b'{"members": ' + b"9" * 5000 + b"}", 400),
    "a name twice": (b'{"members": 1, "members": -2}', 422),
    "10 MB": (b'{"name": "' + b"a" * 10_000_000 + b'"}', 413),
}


@pytest.mark.parametrize("what", RAW)
async def test_bodies_that_are_no_requests_are_refused(
    http: httpx.AsyncClient, signed_in: Headers, db: Database, what: str
) -> None:
    content, status = RAW[what]
    before = await state(db)
    headers = signed_in["ann"] | {"Content-Type": "application/json"}
    answer = await http.request("PATCH", "/api/v1/unions/g1", content=content, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert await state(db) == before


async def test_every_type_of_problem_says_what_it_means(http: httpx.AsyncClient) -> None:
    for kind, status in STATUSES.items():
        answer = await http.get(f"/problems/{slug(kind)}")
        assert answer.json() == {
            "type": f"/problems/{slug(kind)}",
            "title": answer.json()["title"],
            "status": str(status),
        }
        assert answer.json()["title"].endswith(".")
    assert (await http.get("/problems/none")).status_code == 404
