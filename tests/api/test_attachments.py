"""Files are added to drafts, stay with what was issued, and are sent to who sees it."""

import asyncio
import hashlib
import sys
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.db import Database
from tests.api.test_directives import LETTER, Headers
from tests.api.test_scanning import SCANNER
from tests.files import EXE, PDF, PNG, TEXT, ole, open_document, open_xml, workbook, zipped
from tests.graph.test_check import faults
from tests.served import served

FILES = {
    "通知.pdf": PDF,
    "扫描件.png": PNG,
    "附件1.xlsx": workbook(),
    "附件2.docx": open_xml("word"),
    "附件3.doc": ole("WordDocument"),
    "附件4.wps": ole("WordDocument"),
    "附件5.et": ole("Workbook"),
    "附件6.odt": open_document("text"),
    "附件7.ofd": zipped({"OFD.xml": "<ofd/>"}),
    "名单.csv": TEXT.encode("gb18030"),
    "全部.zip": zipped({"附件1.xlsx": workbook()}),
}


async def drafted(http: httpx.AsyncClient, who: dict[str, str], **more: Any) -> str:
    """The path of a new draft."""
    answer = await http.post("/api/v1/unions/root/directives", json=LETTER | more, headers=who)
    return f"/api/v1/directives/{answer.json()['directive']}"


async def add(
    http: httpx.AsyncClient, who: dict[str, str], path: str, name: str = "通知.pdf", content: Any = PDF
) -> httpx.Response:
    return await http.post(f"{path}/attachments", params={"name": name}, content=content, headers=who)


async def attachments(http: httpx.AsyncClient, who: dict[str, str], path: str) -> list[dict[str, Any]]:
    return (await http.get(path, headers=who)).json()["attachments"]


def left(folder: Path) -> list[Path]:
    """All files in the folder of an installation that hold something."""
    return [path for path in (folder / "files").rglob("*") if path.is_file() and path.name not in ("lock", "network")]


async def test_what_was_attached_comes_back_as_it_was_to_whom_the_directive_reaches(
    http: httpx.AsyncClient, signed_in: Headers, db: Database
) -> None:
    path = await drafted(http, signed_in["clara"])
    for name, content in FILES.items():
        added = await add(http, signed_in["clara"], path, name, content)
        assert added.status_code == 201, added.text
    await http.post(f"{path}/issue", headers=signed_in["otto"])
    listed = await attachments(http, signed_in["gina"], path)
    assert [(each["name"], each["size"]) for each in listed] == [(name, len(FILES[name])) for name in FILES]
    for each in listed:
        sent = await http.get(f"{path}/attachments/{each['id']}", headers=signed_in["gina"])
        assert (sent.status_code, sent.content) == (200, FILES[each["name"]])
        assert sent.headers["Content-Type"] == each["media"]
        assert sent.headers["ETag"] == f'"{hashlib.sha256(sent.content).hexdigest()}"' == f'"{each["digest"]}"'
        assert sent.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%")
        assert sent.headers["X-Content-Type-Options"] == "nosniff"
    media = {each["name"]: each["media"] for each in listed}
    assert (media["通知.pdf"], media["名单.csv"]) == ("application/pdf", "text/csv; charset=gb18030")
    assert await faults(db) == []


async def test_whoever_does_not_see_the_directive_sees_no_attachment(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    path = await drafted(http, signed_in["otto"], audience={"selectors": [{"reach": "subordinates"}]})
    id = (await add(http, signed_in["otto"], path)).json()["id"]
    for who in ("gina", "benno", "ann", "clara"):
        expected = 200 if who in ("ann", "clara") else 404
        assert (await http.get(f"{path}/attachments/{id}", headers=signed_in[who])).status_code == expected
    await http.post(f"{path}/issue", headers=signed_in["otto"])
    assert (await http.get(f"{path}/attachments/{id}", headers=signed_in["benno"])).status_code == 200
    for who, attachment in (("gina", id), ("benno", "none")):
        assert (await http.get(f"{path}/attachments/{attachment}", headers=signed_in[who])).status_code == 404
    other = await drafted(http, signed_in["otto"])
    assert (await http.get(f"{other}/attachments/{id}", headers=signed_in["otto"])).status_code == 404


async def test_a_part_is_sent_to_who_asks_for_one_and_nothing_to_who_has_it(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    path = await drafted(http, signed_in["otto"])
    id = (await add(http, signed_in["otto"], path)).json()["id"]
    file = f"{path}/attachments/{id}"
    part = await http.get(file, headers=signed_in["otto"] | {"Range": "bytes=1-3"})
    assert (part.status_code, part.content, part.headers["Content-Range"]) == (206, b"PDF", f"bytes 1-3/{len(PDF)}")
    beyond = await http.get(file, headers=signed_in["otto"] | {"Range": "bytes=9999-"})
    assert beyond.status_code == 416
    same = await http.get(file, headers=signed_in["otto"] | {"If-None-Match": part.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    changed = await http.get(file, headers=signed_in["otto"] | {"Range": "bytes=1-3", "If-Range": '"other"'})
    assert (changed.status_code, changed.content) == (200, PDF)


async def test_adding_and_removing_undo_the_review(http: httpx.AsyncClient, signed_in: Headers) -> None:
    path = await drafted(http, signed_in["clara"])
    await http.post(f"{path}/review", headers=signed_in["otto"])
    id = (await add(http, signed_in["clara"], path)).json()["id"]
    assert (await http.get(path, headers=signed_in["otto"])).json()["state"] == "draft"
    own = await http.post(f"{path}/review", headers=signed_in["clara"])
    assert (own.status_code, "wrote himself" in own.json()["detail"]) == (409, True)
    await http.post(f"{path}/review", headers=signed_in["otto"])
    removed = await http.delete(f"{path}/attachments/{id}", headers=signed_in["clara"])
    assert (removed.status_code, removed.json()["name"]) == (200, "通知.pdf")
    letter = (await http.get(path, headers=signed_in["otto"])).json()
    assert (letter["state"], letter["attachments"]) == ("draft", [])
    assert (await http.delete(f"{path}/attachments/{id}", headers=signed_in["clara"])).status_code == 404


async def test_the_text_may_be_written_anew_and_keeps_its_attachments(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    path = await drafted(http, signed_in["otto"])
    await add(http, signed_in["otto"], path)
    await http.put(path, json=LETTER | {"title": "改"}, headers=signed_in["otto"])
    assert [each["name"] for each in await attachments(http, signed_in["otto"], path)] == ["通知.pdf"]


async def test_what_is_issued_never_changes(http: httpx.AsyncClient, signed_in: Headers, tmp_path: Path) -> None:
    path = await drafted(http, signed_in["otto"])
    id = (await add(http, signed_in["otto"], path)).json()["id"]
    await http.post(f"{path}/issue", headers=signed_in["otto"])
    late = await add(http, signed_in["otto"], path, "附件.png", PNG)
    removed = await http.delete(f"{path}/attachments/{id}", headers=signed_in["otto"])
    assert (late.status_code, removed.status_code) == (409, 409)
    assert "never change" in late.json()["detail"]
    assert [each["id"] for each in await attachments(http, signed_in["otto"], path)] == [id]
    assert len(left(tmp_path)) == 1


async def test_only_who_drafts_for_the_union_changes_its_attachments(
    http: httpx.AsyncClient, signed_in: Headers, tmp_path: Path
) -> None:
    path = await drafted(http, signed_in["otto"])
    id = (await add(http, signed_in["otto"], path)).json()["id"]
    for who, expected in (("ann", 403), ("gina", 404)):
        assert (await add(http, signed_in[who], path, "别的.png", PNG)).status_code == expected
        assert (await http.delete(f"{path}/attachments/{id}", headers=signed_in[who])).status_code == expected
    assert (await add(http, {}, path, "别的.png", PNG)).status_code == 401
    assert len(left(tmp_path)) == 1


REFUSED: dict[str, tuple[str, bytes, str]] = {
    "a program called a document": (
        "通知.pdf",
        EXE,
        "should be a PDF document, but was found to be Windows Executable",
    ),
    "a program": ("通知.exe", EXE, "ends in one of: .pdf"),
    "a page": ("通知.html", b"<html></html>", "ends in one of: .pdf"),
    "a new document with an old name": ("附件.doc", open_xml("word"), "found to be a Word document (.docx)"),
    "a document called an archive": ("附件.zip", workbook(), "found to be an Excel workbook (.xlsx)"),
    "a picture called text": ("附件.txt", PNG, "found to be a PNG picture"),
    "text that is none": ("附件.txt", b"a\0b", "found to be of no known format"),
    "macros": ("附件.docx", open_xml("word", "word/vbaProject.bin"), "with macros"),
    "nothing": ("附件.txt", b"", "the file is empty"),
    "no name": ("", PDF, "name is empty"),
    "a very long name": ("长" * 500 + ".pdf", PDF, "at most 120"),
    "a secret": ("机密★1年 名单.pdf", PDF, "the mark 机密★ of a state secret"),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_is_not_what_it_says_is_refused_and_leaves_nothing(
    http: httpx.AsyncClient, signed_in: Headers, tmp_path: Path, what: str
) -> None:
    name, content, says = REFUSED[what]
    path = await drafted(http, signed_in["otto"])
    refused = await add(http, signed_in["otto"], path, name, content)
    assert refused.status_code == 422, refused.text
    assert says in refused.json()["detail"]
    assert refused.json()["errors"][0]["field"] in ("name", "file")
    assert (await attachments(http, signed_in["otto"], path), left(tmp_path)) == ([], [])


async def test_the_same_request_id_attaches_once_and_never_another_file(
    http: httpx.AsyncClient, signed_in: Headers
) -> None:
    path, once = await drafted(http, signed_in["otto"]), signed_in["otto"] | {"Idempotency-Key": "a1"}
    first = await add(http, once, path)
    await http.post(f"{path}/issue", headers=signed_in["otto"])
    again = await add(http, once, path)
    assert (again.status_code, again.json()) == (201, first.json())
    for name, content in (("通知.png", PNG), ("别的.pdf", PDF)):
        other = await add(http, once, path, name, content)
        assert (other.status_code, other.json()["type"]) == (409, "/problems/reused")
    assert len(await attachments(http, signed_in["otto"], path)) == 1


async def test_many_at_once_are_as_many_as_may_be_and_the_same_content_is_kept_once(
    http: httpx.AsyncClient, signed_in: Headers, tmp_path: Path
) -> None:
    path = await drafted(http, signed_in["otto"])
    names = [f"附件{n}.pdf" for n in range(19)]
    answers = await asyncio.gather(*(add(http, signed_in["otto"], path, name) for name in names))
    assert {answer.status_code for answer in answers} == {201}
    again = await add(http, signed_in["otto"], path, "附件3.PDF")
    assert (again.status_code, again.json()["errors"][0]["field"]) == (409, "name")
    last = await asyncio.gather(*(add(http, signed_in["otto"], path, f"末{n}.pdf") for n in range(3)))
    assert sorted(answer.status_code for answer in last) == [201, 409, 409]
    assert len(await attachments(http, signed_in["otto"], path)) == 20
    assert len(left(tmp_path)) == 1


async def test_a_file_that_is_lost_is_said_to_be_lost(
    http: httpx.AsyncClient, signed_in: Headers, tmp_path: Path
) -> None:
    path = await drafted(http, signed_in["otto"])
    id = (await add(http, signed_in["otto"], path)).json()["id"]
    left(tmp_path)[0].unlink()
    lost = await http.get(f"{path}/attachments/{id}", headers=signed_in["otto"])
    assert lost.status_code == 503
    assert "通知.pdf is not where it is kept" in lost.json()["detail"]
    other = await drafted(http, signed_in["otto"])
    await add(http, signed_in["otto"], other)
    assert (await http.get(f"{path}/attachments/{id}", headers=signed_in["otto"])).content == PDF


async def test_too_large_a_file_is_refused_while_it_comes(db: Database, signed_in: Headers, tmp_path: Path) -> None:
    async with served(db, data=tmp_path, attachment_size=2) as address, httpx.AsyncClient(base_url=address) as http:
        path = await drafted(http, signed_in["otto"])
        fits = await add(http, signed_in["otto"], path, "大.pdf", PDF + bytes(2_000_000 - len(PDF)))
        assert fits.status_code == 201
        for more in (1, 1_500_000):
            refused = await add(http, signed_in["otto"], path, "更大.pdf", PDF + bytes(2_000_000 - len(PDF) + more))
            assert (refused.status_code, refused.json()["type"]) == (413, "/problems/toolarge")
            assert "more than 2 MB" in refused.json()["detail"]
        assert len(left(tmp_path)) == 1


async def test_a_file_without_end_is_cut_off(db: Database, signed_in: Headers, tmp_path: Path) -> None:
    async def endless() -> AsyncGenerator[bytes]:
        yield PDF
        while True:
            yield bytes(1 << 16)
            await asyncio.sleep(0)

    async with served(db, data=tmp_path, attachment_size=2) as address, httpx.AsyncClient(base_url=address) as http:
        path = await drafted(http, signed_in["otto"])
        async with asyncio.timeout(60):
            with suppress(httpx.TransportError):
                await add(http, signed_in["otto"], path, "没完.pdf", endless())
            while left(tmp_path):
                await asyncio.sleep(0.02)
        assert (await add(http, signed_in["otto"], path)).status_code == 201


async def test_who_hangs_up_leaves_nothing(db: Database, signed_in: Headers, tmp_path: Path) -> None:
    async def broken() -> AsyncGenerator[bytes]:
        yield PDF
        await asyncio.sleep(0.1)
        raise ConnectionAbortedError

    async with served(db, data=tmp_path) as address, httpx.AsyncClient(base_url=address) as http:
        path = await drafted(http, signed_in["otto"])
        with pytest.raises(ConnectionAbortedError):
            await add(http, signed_in["otto"], path, content=broken())
        async with asyncio.timeout(10):
            while left(tmp_path):
                await asyncio.sleep(0.02)
        assert await attachments(http, signed_in["otto"], path) == []


async def test_a_scanner_keeps_out_what_it_finds_infected_and_what_it_cannot_tell(
    db: Database, signed_in: Headers, tmp_path: Path
) -> None:
    script, data = tmp_path / "scanner.py", tmp_path / "data"
    script.write_text(SCANNER)
    scanner = f"'{sys.executable}' '{script}'"
    async with served(db, data=data, scanner=scanner) as address, httpx.AsyncClient(base_url=address) as http:
        path = await drafted(http, signed_in["otto"])
        told = [await add(http, signed_in["otto"], path, f"{text}.txt", text) for text in ("clean", "virus", "strange")]
        assert [answer.status_code for answer in told] == [201, 422, 503]
        assert "infected" in told[1].json()["detail"]
        assert [each["name"] for each in await attachments(http, signed_in["otto"], path)] == ["clean.txt"]
        assert [kept.read_bytes() for kept in left(data)] == [b"clean"]
