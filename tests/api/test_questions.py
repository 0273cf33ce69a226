"""A union asks on a directive; its issuer answers it alone, or for all who see the directive."""

import asyncio
from typing import Any

import httpx
from orjson import loads

from graph.db import Database
from tests.api.test_directives import LETTER, Headers, issued
from tests.facts import facts
from tests.graph.test_check import faults


async def asks(
    http: httpx.AsyncClient, who: dict[str, str], union: str, directive: str, text: str = "何时上报?"
) -> httpx.Response:
    path = f"/api/v1/unions/{union}/inbox/{directive}/questions"
    return await http.post(path, json={"text": text}, headers=who)


async def asked(http: httpx.AsyncClient, who: dict[str, str], union: str, directive: str, text: str = "何时?") -> str:
    answer = await asks(http, who, union, directive, text)
    assert answer.status_code == 201, answer.text
    return answer.json()["question"]


async def answers(
    http: httpx.AsyncClient, who: dict[str, str], question: str, text: str, for_all: bool = False
) -> httpx.Response:
    path = f"/api/v1/questions/{question}/answer"
    return await http.put(path, json={"text": text, "for_all": for_all}, headers=who)


async def seen(http: httpx.AsyncClient, who: dict[str, str], directive: str, limit: int = 50) -> list[dict[str, Any]]:
    url, found = f"/api/v1/directives/{directive}/questions?limit={limit}", list[dict[str, Any]]()
    while url:
        page = await http.get(url, headers=who)
        assert page.status_code == 200, page.text
        found += page.json()["items"]
        url = page.links["next"]["url"] if "next" in page.links else ""
    return found


async def test_a_question_is_answered_for_who_asked_alone(http: httpx.AsyncClient, signed_in: Headers) -> None:
    id = await issued(http, signed_in["otto"])
    question = await asked(http, signed_in["gina"], "g1", id, " 劳务派遣工是否列入? ")
    [there] = await seen(http, signed_in["clara"], id)
    assert (there["text"], there["union"], there["state"]) == ("劳务派遣工是否列入?", "g1", "open")
    assert (await answers(http, signed_in["clara"], question, "列入。")).status_code == 200
    [own] = await seen(http, signed_in["gina"], id)
    assert (own["answer"], own["state"], own["for_all"]) == ("列入。", "answered", False)
    for who in ("hugo", "benno", "xena"):
        assert await seen(http, signed_in[who], id) == [], who


async def test_what_is_answered_for_all_stands_beside_the_document(http: httpx.AsyncClient, signed_in: Headers) -> None:
    id = await issued(http, signed_in["otto"])
    question = await asked(http, signed_in["gina"], "g1", id)
    await asked(http, signed_in["hugo"], "g2", id)
    assert (await answers(http, signed_in["otto"], question, "年底前。", for_all=True)).status_code == 200
    for who in ("gina", "benno", "xena"):
        assert [each["answer"] for each in await seen(http, signed_in[who], id)] == ["年底前。"], who
    assert [each["union"] for each in await seen(http, signed_in["hugo"], id)] == ["g2", "g1"]
    refused = await answers(http, signed_in["benno"], question, "不必。")
    assert (refused.status_code, "may answer questions" in refused.json()["detail"]) == (403, True)


async def test_the_issuer_sees_all_in_pages_the_open_ones_first(http: httpx.AsyncClient, signed_in: Headers) -> None:
    id = await issued(http, signed_in["otto"])
    first = await asked(http, signed_in["gina"], "g1", id)
    second = await asked(http, signed_in["hugo"], "g2", id)
    third = await asked(http, signed_in["benno"], "hb", id)
    await answers(http, signed_in["otto"], first, "年底前。")
    for who in ("otto", "clara", "ann"):
        assert [each["id"] for each in await seen(http, signed_in[who], id, limit=1)] == [second, third, first]


async def test_a_union_asks_one_question_at_a_time(http: httpx.AsyncClient, signed_in: Headers, db: Database) -> None:
    id, other = [await issued(http, signed_in["otto"]) for _ in range(2)]
    tried = await asyncio.gather(*(asks(http, signed_in["gina"], "g1", id, f"第{n}问?") for n in range(4)))
    assert sorted(answer.status_code for answer in tried) == [201, 409, 409, 409]
    assert all("only one at a time" in answer.json()["detail"] for answer in tried if answer.status_code == 409)
    await asked(http, signed_in["gina"], "g1", other)
    await asked(http, signed_in["hugo"], "g2", id)
    [own] = await seen(http, signed_in["gina"], id)
    await answers(http, signed_in["otto"], own["id"], "是。")
    await asked(http, signed_in["gina"], "g1", id, "第五问?")
    assert await faults(db) == []


async def test_an_answer_is_corrected_and_the_former_one_stays_in_the_log(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    id = await issued(http, signed_in["otto"])
    question = await asked(http, signed_in["gina"], "g1", id)
    await answers(http, signed_in["otto"], question, "年底前。", for_all=True)
    same = await answers(http, signed_in["otto"], question, "年底前。", for_all=True)
    assert (same.status_code, same.json()["errors"][0]["field"]) == (409, "text")
    assert (await answers(http, signed_in["clara"], question, "1月底前。")).status_code == 200
    [own] = await seen(http, signed_in["gina"], id)
    assert (own["answer"], own["for_all"]) == ("1月底前。", False)
    assert await seen(http, signed_in["hugo"], id) == []
    told = (await facts(db))[-3:]
    assert [(fact["kind"], fact["union"], fact["actor"], fact["subject"]) for fact in told] == [
        ("question asked", "g1", "gina", id),
        ("question answered", "root", "otto", id),
        ("answer corrected", "root", "clara", id),
    ]
    former = {"former": "年底前。", "former_for_all": True}
    assert loads(told[-1]["data"]) == {"question": question, "asked": "g1"} | former


async def test_questions_are_closed_with_the_cascade(http: httpx.AsyncClient, signed_in: Headers) -> None:
    id = await issued(http, signed_in["otto"])
    question = await asked(http, signed_in["gina"], "g1", id)
    told = await asked(http, signed_in["benno"], "hb", id)
    await answers(http, signed_in["otto"], told, "年底前。", for_all=True)
    await http.post(f"/api/v1/directives/{id}/close", headers=signed_in["otto"])
    for late in (
        await asks(http, signed_in["hugo"], "g2", id),
        await answers(http, signed_in["otto"], question, "年底前。"),
        await answers(http, signed_in["otto"], told, "不必。"),
    ):
        assert (late.status_code, "read-only" in late.json()["detail"]) == (409, True)
    assert [each["state"] for each in await seen(http, signed_in["gina"], id)] == ["closed", "answered"]


async def test_only_who_writes_for_a_union_that_it_reaches_asks(http: httpx.AsyncClient, signed_in: Headers) -> None:
    id = await issued(http, signed_in["otto"], audience={"selectors": [{"reach": "subordinates"}]})
    assert (await asks(http, signed_in["gina"], "g1", id)).status_code == 404
    assert (await asks(http, signed_in["otto"], "root", id)).status_code == 404
    assert (await asks(http, signed_in["otto"], "hb", id)).status_code == 403
    assert (await asks(http, signed_in["gina"], "hb", id)).status_code == 404
    question = await asked(http, signed_in["benno"], "hb", id)
    assert (await http.get(f"/api/v1/directives/{id}/questions", headers=signed_in["gina"])).status_code == 404
    assert (await answers(http, signed_in["gina"], question, "是。")).status_code == 404
    draft = await http.post("/api/v1/unions/root/directives", json=LETTER, headers=signed_in["otto"])
    assert (await asks(http, signed_in["gina"], "g1", draft.json()["directive"])).status_code == 404


async def test_what_was_asked_and_not_answered_for_all_is_no_question_of_others(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    id = await issued(http, signed_in["otto"])
    question = await asked(http, signed_in["gina"], "g1", id)
    hidden = await answers(http, signed_in["hugo"], question, "是。")
    assert (hidden.status_code, hidden.json()["detail"]) == (404, f"there is no question {question}")
    assert (await answers(http, signed_in["gina"], question, "是。")).status_code == 403


async def test_the_same_request_id_asks_and_answers_once(http: httpx.AsyncClient, signed_in: Headers) -> None:
    id, key = await issued(http, signed_in["otto"]), {"Idempotency-Key": "q-1"}
    question = await asked(http, signed_in["gina"] | key, "g1", id)
    assert await asked(http, signed_in["gina"] | key, "g1", id) == question
    first = await answers(http, signed_in["otto"] | key, question, "是。")
    again = await answers(http, signed_in["otto"] | key, question, "是。")
    assert (first.status_code, first.json()) == (200, again.json())
