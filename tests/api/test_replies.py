"""What was done is shown and told, collated for whoever asked, and accepted."""

import asyncio
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import httpx
import python_calamine

from graph.db import Database
from tests.api.test_directives import Headers, issued
from tests.api.test_relays import officers, relay
from tests.files import EXE, PDF, PNG
from tests.graph.test_check import faults

__all__ = ["officers"]

FORM = {
    "blanks": [
        {"label": "走访户数", "filling": "count"},
        {"label": "慰问金额", "filling": "amount", "required": False},
        {"label": "方式", "filling": "choice", "choices": ["入户", "电话"], "required": False},
        {"label": "建档", "filling": "yes_no", "required": False},
    ]
}


async def done(http: httpx.AsyncClient, who: dict[str, str], union: str, id: str, **body: Any) -> httpx.Response:
    return await http.put(f"/api/v1/unions/{union}/inbox/{id}/done", json=body, headers=who)


async def show(
    http: httpx.AsyncClient, who: dict[str, str], union: str, id: str, name: str = "照片.png", content: bytes = PNG
) -> httpx.Response:
    path = f"/api/v1/unions/{union}/replies/{id}/files"
    return await http.post(path, params={"name": name}, content=content, headers=who)


async def sums(http: httpx.AsyncClient, who: dict[str, str], id: str, **query: str) -> dict[str, Any]:
    return (await http.get(f"/api/v1/directives/{id}/replies/sums", params=query, headers=who)).json()


async def test_replies_to_what_went_to_all_add_up_at_every_union(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    otto, gina, hugo = signed_in["otto"], signed_in["gina"], signed_in["hugo"]
    id = await issued(http, otto, duties=[{"thing": "do"}], evidence=FORM)
    read = (await http.get(f"/api/v1/directives/{id}", headers=gina)).json()
    assert [blank["label"] for blank in read["evidence"]["blanks"]] == ["走访户数", "慰问金额", "方式", "建档"]
    reply = {"走访户数": 12, "慰问金额": "6000.50", "方式": "入户", "建档": True}
    told = await done(http, gina, "g1", id, reply=reply)
    assert told.json()["told"] == reply
    assert (await done(http, hugo, "g2", id, reply={"走访户数": 3, "慰问金额": 99.5})).status_code == 200
    whole = {"replies": 2, "sums": {"走访户数": 15, "慰问金额": "6100.00", "建档": 1}}
    assert await sums(http, otto, id) == await sums(http, otto, id, at="zj") == whole
    assert (await sums(http, otto, id, at="hb"))["sums"]["走访户数"] == 0
    assert (await sums(http, gina, id, at="g1"))["sums"]["走访户数"] == 12
    rows, cursor = list[str](), None
    while True:
        query = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = (await http.get(f"/api/v1/directives/{id}/replies", params=query, headers=otto)).json()
        rows += [each["union"]["id"] for each in page["items"]]
        if not (cursor := page["next"]):
            break
    assert rows == ["g1", "g2"]
    corrected = await done(http, hugo, "g2", id, reply={"走访户数": 4})
    assert corrected.json()["told"] == {"走访户数": 4, "慰问金额": None, "方式": None, "建档": None}
    assert (await sums(http, otto, id))["sums"] == {"走访户数": 16, "慰问金额": "6000.50", "建档": 1}
    assert (await http.delete(f"/api/v1/unions/g1/inbox/{id}/done", headers=gina)).json()["told"] == {}
    assert await sums(http, otto, id) == {"replies": 1, "sums": {"走访户数": 4, "慰问金额": "0.00", "建档": 0}}
    assert await faults(db) == []


async def test_level_by_level_each_asks_those_below_and_answers_for_its_branch(
    http: httpx.AsyncClient, officers: Headers, db: Database
) -> None:
    id = await issued(http, officers["root"], way="level_by_level", duties=[{"thing": "do"}], evidence=FORM)
    hops = [await relay(http, officers[at], at, id) for at in ("zj", "xh")]
    assert [hop.status_code for hop in hops] == [201, 201]
    for union, n in (("g1", 5), ("g2", 7)):
        await done(http, officers[union], union, id, reply={"走访户数": n})
    start = (await http.get(f"/api/v1/unions/xh/replies/{id}", headers=officers["xh"])).json()
    assert (start["replies"], start["sums"]["走访户数"]) == (2, 12)
    assert (await sums(http, officers["root"], id))["replies"] == 0
    await done(http, officers["xh"], "xh", id, reply={"走访户数": 12})
    above = (await http.get(f"/api/v1/unions/zj/replies/{id}", headers=officers["zj"])).json()
    assert (above["replies"], above["sums"]["走访户数"]) == (1, 12)
    await done(http, officers["zj"], "zj", id, reply={"走访户数": 12})
    await done(http, officers["hb"], "hb", id, reply={"走访户数": 1})
    assert (await sums(http, officers["root"], id))["sums"]["走访户数"] == 13
    below = await http.get(f"/api/v1/directives/{id}/replies", params={"at": "xh"}, headers=officers["xh"])
    assert [each["union"]["id"] for each in below.json()["items"]] == ["g1", "g2"]
    hop = f"/api/v1/directives/{hops[1].json()['directive']}/replies"
    sheet = (await http.get(f"{hop}/export", headers=officers["xh"])).content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in sheet[1:]] == ["g1", "g2", ""]
    assert (await http.get(f"{hop}/files", headers=officers["xh"])).status_code == 200
    assert await faults(db) == []


async def test_less_than_is_wanted_is_refused_and_nothing_is_done(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    gina = signed_in["gina"]
    id = await issued(http, signed_in["otto"], duties=[{"thing": "do"}], evidence=FORM | {"note": True, "files": True})
    for body, status, why in (
        ({}, 409, "wants a note"),
        ({"note": "办结"}, 409, "wants a file"),
        ({"reply": {"户数": 1}}, 422, "has no blank 户数; its blanks are 走访户数"),
        ({"reply": {"走访户数": -1}}, 422, "走访户数 takes a whole number"),
        ({"reply": {"方式": "短信"}}, 422, "one of its choices: 入户, 电话"),
    ):
        refused = await done(http, gina, "g1", id, **body)
        assert (refused.status_code, why in refused.json()["detail"]) == (status, True), refused.text
    assert (await http.get(f"/api/v1/unions/g1/inbox/{id}", headers=gina)).json()["read"] is None
    assert (await show(http, gina, "g1", id)).status_code == 201
    refused = await done(http, gina, "g1", id, note="办结")
    assert "wants to be told 走访户数" in refused.json()["detail"]
    assert (await done(http, gina, "g1", id, note="办结", reply={"走访户数": 0})).status_code == 200
    early = await http.put(
        f"/api/v1/unions/g2/inbox/{id}/signed", json={"reply": {"走访户数": 1}}, headers=signed_in["hugo"]
    )
    assert (early.status_code, early.json()["errors"][0]["field"]) == (422, "reply")
    signed_only = await http.post(
        "/api/v1/unions/root/directives",
        json={"title": "通知", "body": "正文", "duties": [{"thing": "sign"}], "evidence": FORM},
        headers=signed_in["otto"],
    )
    assert (signed_only.status_code, signed_only.json()["errors"][0]["field"]) == (422, "evidence")
    assert await faults(db) == []


async def test_files_are_shown_to_whoever_asked_and_to_nobody_beside(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    otto, gina, hugo = signed_in["otto"], signed_in["gina"], signed_in["hugo"]
    id = await issued(http, otto, duties=[{"thing": "do"}], evidence={"files": True})
    added = (await show(http, gina, "g1", id)).json()
    path = f"/api/v1/unions/g1/replies/{id}/files"
    assert [each["name"] for each in (await http.get(path, headers=otto)).json()] == ["照片.png"]
    assert (await http.get(f"{path}/{added['id']}", headers=otto)).content == PNG
    for who in (hugo, signed_in["benno"]):
        assert (await http.get(f"{path}/{added['id']}", headers=who)).status_code == 404
    assert (await show(http, hugo, "g1", id)).status_code == 404
    assert (await show(http, otto, "g1", id, "b.png")).status_code == 403
    assert (await show(http, gina, "g1", id, "表.pdf", EXE)).status_code == 422
    assert (await show(http, gina, "g1", id)).status_code == 409
    await done(http, gina, "g1", id)
    last = await http.delete(f"{path}/{added['id']}", headers=gina)
    assert (last.status_code, "has to be shown" in last.json()["detail"]) == (409, True)
    await show(http, gina, "g1", id, "表.pdf", PDF)
    assert (await http.delete(f"{path}/{added['id']}", headers=gina)).status_code == 200
    assert [each["name"] for each in (await http.get(path, headers=gina)).json()] == ["表.pdf"]
    assert (await http.get(f"{path}/{added['id']}", headers=gina)).status_code == 404


async def test_all_that_was_told_is_one_table_and_one_archive(http: httpx.AsyncClient, signed_in: Headers) -> None:
    otto, gina, hugo = signed_in["otto"], signed_in["gina"], signed_in["hugo"]
    id = await issued(http, otto, duties=[{"thing": "do"}], evidence=FORM)
    await show(http, gina, "g1", id)
    await show(http, hugo, "g2", id)
    await done(http, gina, "g1", id, note="=1+1", reply={"走访户数": 12, "慰问金额": "6000.50", "建档": True})
    await done(http, hugo, "g2", id, reply={"走访户数": 3, "方式": "电话", "建档": False})
    path = f"/api/v1/directives/{id}/replies"
    sheet = await http.get(f"{path}/export", headers=otto)
    lines = sheet.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "统计代码,名称,级别,组织类型,办结时间,办理情况,审核,走访户数,慰问金额,方式,建档"
    assert lines[1].startswith("g1,鑫瑞机械有限公司工会委员会,") and lines[1].endswith(",'=1+1,,12,6000.5,,是")
    assert lines[2].endswith(",,,3,,电话,否")
    assert lines[3] == ",合计,,,,,,15,6000.5,,1"
    book = await http.get(f"{path}/export", params={"format": "xlsx", "language": "en"}, headers=otto)
    rows = python_calamine.load_workbook(BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert (rows[0][4:7], rows[1][7:], rows[-1][7:]) == (
        ["done", "note", "ruling"],
        [12, 6000.5, "", "yes"],
        [15, 6000.5, "", 1],
    )
    archive = await http.get(f"{path}/files", headers=otto)
    with ZipFile(BytesIO(archive.content)) as file:
        assert file.testzip() is None
        names = ["g1 鑫瑞机械有限公司工会委员会/照片.png", "g2 晨光学校工会委员会/照片.png"]
        assert file.namelist() == names
        assert file.read(names[0]) == PNG
    for ending in ("", "/sums", "/export", "/files"):
        assert (await http.get(path + ending, headers=signed_in["benno"])).status_code == 404


async def test_what_was_accepted_stays_as_it_is_until_it_is_returned(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    otto, gina = signed_in["otto"], signed_in["gina"]
    id = await issued(http, otto, duties=[{"thing": "do"}], evidence=FORM)
    path = f"/api/v1/directives/{id}"
    early = await http.post(f"{path}/acceptances", json={"unions": ["g1"]}, headers=otto)
    assert (early.status_code, "only what is reported done can be accepted" in early.json()["detail"]) == (409, True)
    await done(http, gina, "g1", id, reply={"走访户数": 12})
    accepted = await http.post(f"{path}/acceptances", json={"unions": ["g1"]}, headers=otto)
    assert (accepted.status_code, accepted.json()["unions"]) == (200, 1)
    figures = (await http.get(f"{path}/progress", headers=otto)).json()["branch"]
    assert (figures["done"], figures["accepted"]) == (1, 1)
    for refused in (
        await done(http, gina, "g1", id, reply={"走访户数": 13}),
        await http.delete(f"/api/v1/unions/g1/inbox/{id}/done", headers=gina),
        await show(http, gina, "g1", id),
    ):
        assert (refused.status_code, "was accepted" in refused.json()["detail"]) == (409, True)
    again = await done(http, gina, "g1", id)
    assert (again.status_code, again.json()["ruling"]) == (200, "accepted")
    await http.post(f"{path}/returns", json={"unions": ["g1"], "reason": "户数有误"}, headers=otto)
    assert (await sums(http, otto, id))["replies"] == 0
    anew = await done(http, gina, "g1", id, reply={"走访户数": 13})
    assert (anew.status_code, anew.json()["ruling"]) == (200, None)
    denied = await http.post(f"{path}/acceptances", json={"unions": ["g1"]}, headers=gina)
    assert denied.status_code == 403
    assert await faults(db) == []


async def test_replies_that_come_at_once_are_all_counted(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    id = await issued(http, signed_in["otto"], duties=[{"thing": "do"}], evidence=FORM)
    unions = (("g1", "gina"), ("g2", "hugo"), ("hb", "benno"))
    answers = await asyncio.gather(
        *(done(http, signed_in[who], union, id, reply={"走访户数": n}) for n in range(1, 6) for union, who in unions)
    )
    assert {answer.status_code for answer in answers} == {200}
    last = [(await http.get(f"/api/v1/unions/{u}/inbox/{id}", headers=signed_in[w])).json() for u, w in unions]
    assert (await sums(http, signed_in["otto"], id))["sums"]["走访户数"] == sum(
        each["told"]["走访户数"] for each in last
    )
    assert await faults(db) == []
