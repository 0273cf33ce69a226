"""Composing: what was typed on the sheet of a draft, as the interface takes it."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from api.directives import DirectiveIn
from api.pages.forms import Form, valid
from graph import requests
from graph.db import Transaction
from graph.naming import unions_named
from orgnet.audiences import Reach
from orgnet.directives import Way
from orgnet.documents import DocumentKind
from orgnet.duties import MOST as MOST_DUTIES
from orgnet.errors import Invalid, Missing

APART = re.compile(r"[;；\n]")
CHOICES_APART = re.compile(r"[;；,，、\n]")


async def typed(tx: Transaction, actor: str, sent: Form) -> DirectiveIn:
    """What was typed; raises Invalid, naming the field, where that cannot be, and Missing for a union that is not."""
    said = _said(sent)
    if sent["relays"]:
        return valid(DirectiveIn, said | {"relays": sent["relays"]})
    if sent["replies"]:
        asked = await requests.read(tx, actor, sent["replies"])
        tie = {"manner": "replies", "former": asked.id}
        audience: dict[str, Any] = {"selectors": [{"root": asked.union, "reach": Reach.ITSELF}]}
        return valid(DirectiveIn, said | {"kind": DocumentKind.REPLY, "tie": tie, "audience": audience})
    named = await _named(tx, sent)
    audience = {"groups": sent.all("group"), **_rules(sent, named)}
    if not any(audience.values()):
        raise Invalid("nobody is chosen; choose whom it is for, or a group", field="selectors")
    ties = {"tie": _tie(sent), "origin": _origin(sent)}
    return valid(DirectiveIn, said | ties | {"audience": audience, "tasks": _tasks(sent, named)})


def _said(sent: Form) -> dict[str, Any]:
    return {
        "title": sent["title"],
        "body": sent["body"],
        "kind": sent["kind"] or DocumentKind.NOTICE,
        "urgency": sent["urgency"] or "ordinary",
        "access": sent["access"] or "internal",
        "duties": _duties(sent),
        "deadline": sent["deadline"] or None,
        "expires": sent["expires"] or None,
        "way": sent["way"] or Way.DIRECT,
        "remind": [each for each in CHOICES_APART.split(sent["remind"]) if each.strip()],
        "escalate": sent["escalate"] or None,
        "evidence": _evidence(sent),
    }


def _duties(sent: Form) -> list[dict[str, str | None]]:
    return [
        {"thing": sent[f"thing.{n}"], "words": sent[f"words.{n}"] or None, "day": sent[f"day.{n}"] or None}
        for n in range(MOST_DUTIES)
        if sent[f"thing.{n}"]
    ]


def _evidence(sent: Form) -> dict[str, Any]:
    blanks = [
        {
            "label": sent[f"label.{n}"],
            "filling": sent[f"filling.{n}"],
            "required": bool(sent[f"required.{n}"]),
            "choices": _parts(CHOICES_APART, sent[f"choices.{n}"]) if sent[f"filling.{n}"] == "choice" else [],
        }
        for n in _numbers(sent, "label")
    ]
    return {"note": bool(sent["wants.note"]), "files": bool(sent["wants.files"]), "blanks": blanks}


def _tie(sent: Form) -> dict[str, str | None] | None:
    if not sent["manner"]:
        return None
    return {"manner": sent["manner"], "former": sent["former"], "changes": sent["changes"] or None}


def _origin(sent: Form) -> dict[str, str] | None:
    origin = {name: sent[f"origin.{name}"] for name in ("issuer", "number", "day")}
    return origin if any(origin.values()) else None


def _rules(sent: Form, named: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """The selectors and the exclusions, as far as there are any."""
    rules: dict[str, list[dict[str, Any]]] = {}
    for n in _numbers(sent, "rule"):
        facets = {"levels": "level", "kinds": "sort", "sectors": "sector", "sizes": "size"}
        rule: dict[str, Any] = {name: sent.all(f"{field}.{n}") for name, field in facets.items()}
        rule |= {"reach": sent[f"reach.{n}"] or Reach.BRANCH, "root": named.get(sent[f"root.{n}"])}
        rules.setdefault("exclusions" if sent[f"rule.{n}"] == "except" else "selectors", []).append(rule)
    return rules


def _tasks(sent: Form, named: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "title": sent[f"task.{n}"],
            "lead": named.get(sent[f"lead.{n}"], ""),
            "partners": [named[each] for each in _parts(APART, sent[f"partners.{n}"])],
            "gate": sent[f"gate.{n}"] or None,
        }
        for n in _numbers(sent, "task")
    ]


def _numbers(sent: Form, name: str) -> list[int]:
    """The rows of which this field is filled in, from the first on."""
    found = [field.removeprefix(f"{name}.") for field in sent.fields if field.startswith(f"{name}.") and sent[field]]
    return sorted(int(each) for each in found if each.isascii() and each.isdigit())


def _parts(apart: re.Pattern[str], text: str) -> list[str]:
    return [each.strip() for each in apart.split(text) if each.strip()]


async def _named(tx: Transaction, sent: Form) -> dict[str, str]:
    """The ids of all unions that are named: by their code, or their name and their code, or the names that lead there."""
    texts = {sent[f"{field}.{n}"] for field in ("root", "lead") for n in _numbers(sent, field)}
    texts |= {each for n in _numbers(sent, "partners") for each in _parts(APART, sent[f"partners.{n}"])}
    found = await unions_named(tx, _spelt(texts))
    named = {text: found[way] for text in texts for way in reversed(_spelt([text])) if way in found}
    if unknown := sorted(texts - named.keys()):
        raise Missing(
            f"there is no one union {unknown[0]}; choose one of those that are offered while you type, or give its code"
        )
    return named


def _spelt(texts: Collection[str]) -> list[str]:
    """The texts, and the codes with which they end."""
    return [spelt for text in texts for spelt in (text, text.split()[-1])]
