"""What attachments may be called and hold, and when they may change."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.attachments import CALLED, FORMATS, NAME_LENGTH, Attachment, Content, known, may_attach, media, titled
from orgnet.audiences import addressed
from orgnet.directives import UNISSUED, Directive, State
from orgnet.documents import Text
from orgnet.errors import Conflict, Invalid

DRAFT = Directive("d", "d", Text("通知", "正文"), addressed("root"))
TABLE = Attachment("a", "附件1.xlsx", "application/x", 10, "ab" * 32)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("附件1:送温暖统计表.XLSX", "附件1:送温暖统计表.XLSX"),
        (" report.pdf ", "report.pdf"),
        ("C:\\Users\\王\\附件.docx", "附件.docx"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("e\u0301tat.pdf", "\u00e9tat.pdf"),
        (".隐藏.wps", ".隐藏.wps"),
    ],
)
def test_a_name_is_kept_without_where_it_came_from(given: str, kept: str) -> None:
    assert titled(given) == kept


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", "empty"),
        ("附件/", "empty"),
        ("附件", "ends in one of: .pdf"),
        ("附件.exe", "ends in one of: .pdf"),
        ("附件.pdf.", "ends in one of: .pdf"),
        ("附件.html", "ends in one of: .pdf"),
        (".pdf", "ends in one of: .pdf"),
        ("..pdf", "ends in one of: .pdf"),
        ("a\nb.pdf", "a control character"),
        ("\u202efdp.txt", "cannot be seen"),
        ("长" * NAME_LENGTH + ".pdf", f"at most {NAME_LENGTH}"),
        ("名单(机密).pdf", "the mark (机密) of a state secret"),
    ],
)
def test_a_name_that_cannot_stand_is_refused(name: str, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        titled(name)
    assert (says in refused.value.detail, refused.value.field) == (True, "name")


@given(st.text(max_size=200), st.sampled_from(sorted(FORMATS)))
def test_a_tidied_name_is_tidy_whatever_was_given(name: str, ending: str) -> None:
    try:
        tidy = titled(f"{name}.{ending}")
    except Invalid:
        return
    assert tidy == titled(tidy)
    assert len(tidy) <= NAME_LENGTH
    assert not set(tidy) & set("/\\\n\r\0")


@given(st.sampled_from(sorted(FORMATS)), st.sampled_from(sorted(CALLED)))
def test_only_what_a_name_says_is_taken(ending: str, holds: str) -> None:
    if FORMATS[ending].holds == holds:
        assert media(f"附件.{ending.upper()}", known(holds)) == FORMATS[ending].media
    else:
        with pytest.raises(Invalid, match=r"was found to be an?|was found to be text"):
            media(f"附件.{ending}", known(holds))


def test_the_asker_is_told_what_a_file_was_found_to_be() -> None:
    with pytest.raises(Invalid) as refused:
        media("附件.pdf", Content(None, "Windows Executable"))
    assert "附件.pdf should be a PDF document, but was found to be Windows Executable" in refused.value.detail


def test_text_keeps_its_encoding_and_nothing_is_ever_a_page() -> None:
    assert media("说明.txt", known("text", "gb18030")) == "text/plain; charset=gb18030"
    assert not {format.media for format in FORMATS.values()} & {"text/html", "image/svg+xml", "application/xhtml+xml"}
    assert {format.holds for format in FORMATS.values()} == set(CALLED)


def test_a_draft_takes_so_many_files_of_different_names() -> None:
    may_attach(DRAFT, [], "附件1.xlsx", 1)
    may_attach(replace(DRAFT, state=State.REVIEWED), [TABLE], "附件2.xlsx", 2)
    with pytest.raises(Conflict, match="has 1 attachments; more than 1"):
        may_attach(DRAFT, [TABLE], "附件2.xlsx", 1)
    with pytest.raises(Conflict, match="remove it first"):
        may_attach(DRAFT, [TABLE], "附件1.XLSX", 2)


@pytest.mark.parametrize("state", [state for state in State if state not in UNISSUED])
def test_what_is_issued_never_changes(state: State) -> None:
    with pytest.raises(Conflict, match=f"is {state}, and the attachments of an issued one never change"):
        may_attach(replace(DRAFT, state=state), [], "附件1.xlsx", 2)
