"""A branch as rows of a sheet and as a graph."""

from dataclasses import replace
from datetime import date

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.branches import Drawing, Entry, Tie, draw, legible
from orgnet.columns import COLUMNS
from orgnet.exports import BY_FIELD, CHINESE, ORDER, Language, cells, headings
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.sectors import Sector
from orgnet.sheets import table
from orgnet.unions import Hands, Status, Union
from tests.sketches import SINCE, sketch

UNION = Union(
    id="0192",
    code="330106",
    name="西湖区总工会",
    level=Level.COUNTY,
    kind=Kind.FEDERATION,
    sector=Sector.PUBLIC_ADMINISTRATION,
    division="330106",
    credit_code="13330106002489000P",
    organ_code="西工发",
    members=12,
    units=3,
    status=Status.TRANSFERRING,
    hands=Hands.SEATED,
    lon=120.1,
    lat=-0.5,
    founded=date(1951, 5, 1),
    desk="办公室",
    telephone="+86 571 1",
    hours="9:00-17:00",
)
ENTRY = Entry(
    union=UNION,
    path=("全国总工会", "浙江省总工会"),
    parent=Tie("33", "浙江省总工会", SINCE),
    guide=Tie("3301-I01", "杭州教育工会", SINCE),
    pacts=(Tie("330102", "上城区总工会", SINCE, "互认"), Tie("330105", "拱墅区总工会", SINCE, "互认；共建\n共享")),
    below=3,
    guided=0,
    figures=True,
)


def row(entry: Entry, language: Language = Language.CHINESE) -> dict[str, object]:
    return dict(zip(ORDER, cells(entry, language), strict=True))


def test_a_row_says_all_of_a_union_in_chinese() -> None:
    said = row(ENTRY)
    assert said["level"] == "县级" and said["kind"] == "总工会" and said["status"] == "隶属关系调整中"
    assert said["sector"] == "公共管理、社会保障和社会组织"
    assert (said["parent"], said["path"], said["guide"]) == ("33", "全国总工会/浙江省总工会", "3301-I01")
    assert (said["members"], said["units"], said["founded"], said["lat"]) == (12, 3, "1951-05-01", -0.5)
    assert (said["partners"], said["terms"]) == ("330102;330105", "互认;互认，共建，共享")
    assert headings(Language.CHINESE)[:3] == ["统计代码", "名称", "级别"]


def test_a_row_says_the_same_in_english() -> None:
    said = row(ENTRY, Language.ENGLISH)
    assert (said["level"], said["kind"], said["sector"], said["status"]) == (
        *("county", "federation", "S", "transferring"),
    )
    assert headings(Language.ENGLISH) == list(ORDER)


def test_terms_that_are_the_same_for_all_are_said_once() -> None:
    same = replace(ENTRY, pacts=tuple(replace(pact, terms="互认") for pact in ENTRY.pacts))
    assert row(same)["terms"] == "互认"
    assert (row(replace(ENTRY, pacts=()))["partners"], row(replace(ENTRY, pacts=()))["terms"]) == ("", None)


def test_figures_that_the_reader_may_not_see_are_left_out() -> None:
    said = row(replace(ENTRY, figures=False))
    assert (said["members"], said["units"]) == (None, None)
    assert (said["name"], said["telephone"]) == ("西湖区总工会", "+86 571 1")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("entry", [ENTRY, sketch({"g1": "c1"})[0], sketch({"g1": "c1"})[1]])
def test_an_import_reads_what_was_said(entry: Entry, language: Language) -> None:
    said = ["" if cell is None else str(cell) for cell in cells(entry, language)]
    heading, reads = table("sheet", enumerate([headings(language), said], start=1), COLUMNS)
    [read] = reads
    assert heading is not None and not read.faults
    union = entry.union
    for field in ("code", "name", "level", "kind", "sector", "status", "division", "members", "units", "lon", "lat"):
        assert read.values.get(field) == getattr(union, field), field
    assert read.values.get("founded") == (union.founded and union.founded.isoformat())
    assert read.values.get("parent") == (entry.parent and entry.parent.code)


def test_every_column_of_an_import_that_is_a_unions_own_is_exported() -> None:
    later = {"outside_code", "outside_system", "outside_since", "problem"}
    assert BY_FIELD.keys() - set(ORDER) == later


def test_no_two_terms_are_the_same() -> None:
    assert len(CHINESE) == sum(len(terms) for terms in (Level, Kind, Sector, Status))


def drawn(entries: list[Entry]) -> Drawing:
    graph: Drawing = nx.MultiDiGraph()
    draw(graph, entries)
    return graph


def test_a_graph_has_a_node_for_each_union_and_an_edge_for_each_tie() -> None:
    graph = drawn(sketch({"c1": "p1", "g1": "c1", "g2": "c1"}, guides={"g1": "p1"}, pacts=[("g1", "g2")]))
    edges = {(u, v, edge["relation"]) for u, v, edge in graph.edges(data=True)}
    assert edges == {
        *(("c1", "p1", "PART_OF"), ("g1", "c1", "PART_OF"), ("g2", "c1", "PART_OF")),
        *(("g1", "p1", "GUIDED_BY"), ("g1", "g2", "PARTNERS_WITH")),
    }
    assert graph.number_of_edges() == 5
    assert graph.nodes["g1"]["label"] == "g1工会" and not any("outside" in node for _, node in graph.nodes(data=True))
    assert {edge["since"] for *_, edge in graph.edges(data=True)} == {"2026-03-02T04:00:00+00:00"}


def test_an_edge_that_leads_out_of_the_branch_ends_at_a_node_outside() -> None:
    [_, union] = sketch({"g1": "c1"}, pacts=[("g1", "g9")], guides={"g1": "p1"})[:2]
    graph = drawn([union])
    outside = {code for code, node in graph.nodes(data=True) if node.get("outside")}
    assert outside == {"c1", "p1", "g9"} and graph.nodes["g9"]["label"] == "g9工会"


def test_a_graph_holds_nothing_that_is_not_known_or_not_to_be_seen() -> None:
    node = drawn([replace(ENTRY, union=replace(UNION, sector=None, lon=None), figures=False)]).nodes["330106"]
    assert not {"sector", "lon", "members", "units", "hands"} & node.keys()
    assert None not in node.values()


@given(st.text())
def test_a_legible_text_can_stand_in_xml(text: str) -> None:
    said = legible(text)
    assert len(said) == len(text)
    assert all(c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff" for c in said)
