"""Naming: which unions people mean by an id, a code, a credit code, or the names that lead to them."""

from collections.abc import Collection
from typing import Any

from graph.db import Transaction, row, rows
from orgnet.errors import Missing

ROOT_NAMES = {"全国", "nation", ""}
"""What people write for the root at the head of a path: 全国/浙江省总工会/杭州市总工会."""

Path = tuple[str, ...]


async def union_named(tx: Transaction, text: str) -> str:
    """The id of the union somebody means; raises Missing."""
    found = await unions_named(tx, [text])
    if text not in found:
        raise Missing(
            f"there is no one union {text}; give its code, or the names that lead to it, such as 全国/浙江省总工会"
        )
    return found[text]


async def unions_named(tx: Transaction, texts: Collection[str]) -> dict[str, str]:
    """The ids of the unions meant, by text; texts that name none, or several, are left out.

    An id comes before a code, a code before a credit code (where that of a living union comes before that of
    a dissolved one), and all of these before names.
    """
    best: dict[str, tuple[int, list[str]]] = {}
    for record in sorted(await rows(tx, BY_CODE, texts=list(texts)), key=lambda record: record["rank"]):
        rank, ids = best.setdefault(record["text"], (record["rank"], []))
        if record["rank"] == rank:
            ids.append(record["id"])
    named = await _walked(tx, {text: path_of(text) for text in texts if text not in best})
    return named | {text: ids[0] for text, (_, ids) in best.items() if len(ids) == 1}


BY_CODE = """
UNWIND $texts AS text MATCH (u:Union {id: text}) RETURN text, u.id AS id, 0 AS rank
UNION UNWIND $texts AS text MATCH (u:Union {code: text}) RETURN text, u.id AS id, 1 AS rank
UNION UNWIND $texts AS text MATCH (u:Union {credit_code: text})
RETURN text, u.id AS id, CASE u.status WHEN 'dissolved' THEN 3 ELSE 2 END AS rank
"""


def path_of(text: str) -> Path:
    """The names of which a path consists."""
    return tuple(part.strip() for part in text.replace("／", "/").strip("/ ").split("/"))


async def _walked(tx: Transaction, paths: dict[str, Path]) -> dict[str, str]:
    """Follow all paths from the root at once, one level after the other."""
    root = (
        await row(tx, "MATCH (:Log {id: 'log'})-[:ROOT]->(u:Union) RETURN u.id AS id, u.name AS name")
        if paths
        else None
    )
    if root is None:
        return {}
    named = {text: below_root(names, root["name"]) for text, names in paths.items()}
    known: dict[Path, str] = {(): root["id"]}
    for depth in range(1, max(map(len, named.values())) + 1):
        wanted = {names[:depth] for names in named.values() if len(names) >= depth and names[: depth - 1] in known}
        known |= await children_named(tx, known, wanted)
    return {text: known[names] for text, names in named.items() if names in known}


def below_root(names: Path, root: str) -> Path:
    """The names of a path without that of the root."""
    return names[1:] if names[0] in ROOT_NAMES | {root} else names


async def children_named(tx: Transaction, known: dict[Path, str], wanted: Collection[Path]) -> dict[Path, str]:
    """The ids at the ends of wanted paths, where `known` has the ids that all but their last names lead to."""
    by_superior: dict[Path, list[str]] = {}
    for names in wanted:
        by_superior.setdefault(names[:-1], []).append(names[-1])
    groups: list[dict[str, Any]] = [
        {"path": list(path), "id": known[path], "names": names} for path, names in by_superior.items()
    ]
    found = await rows(
        tx,
        """
        UNWIND $groups AS g
        MATCH (:Union {id: g.id})<-[:PART_OF]-(c) WHERE c.name IN g.names
        RETURN g.path AS path, c.name AS name, c.id AS id
        """,
        groups=groups,
    )
    return {(*record["path"], record["name"]): record["id"] for record in found}
