"""How unions, directives, receipts and requests stand in the graph: node properties and back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from orjson import dumps, loads

from graph.dialect import native
from orgnet.audiences import Audience, Follows, Reach, Selector
from orgnet.briefings import Briefing, Occasion
from orgnet.cells import Facets
from orgnet.directives import Directive, Manner, Means, Relay, State, Tie, Way
from orgnet.documents import Access, DocumentKind, Publication, Text, Urgency
from orgnet.duties import Duty, Thing
from orgnet.evidence import NOTHING, Blank, Evidence, Filling
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.origins import Origin
from orgnet.receipts import Medium, Receipt, Recorded, Ruling
from orgnet.requests import Matter, Request
from orgnet.requests import State as RequestState
from orgnet.sectors import Sector
from orgnet.shelving import shelved
from orgnet.tallies import Line, row_key
from orgnet.tasks import Task
from orgnet.unions import Hands, Status, Union

Node = Mapping[str, Any]

KNOWN = 500
"""Texts of audiences and duties, of which it is kept what they say: whoever is asked about a directive reads the same."""

UNION_FIELDS = tuple(field.name for field in fields(Union))


def union_of(node: Node) -> Union:
    """The union a node stands for."""
    return Union(
        id=node["id"],
        code=node["code"],
        name=node["name"],
        level=Level(node["level"]),
        kind=Kind(node["kind"]),
        sector=Sector(node["sector"]) if node.get("sector") else None,
        division=node.get("division"),
        credit_code=node.get("credit_code"),
        employer_code=node.get("employer_code"),
        organ_code=node.get("organ_code"),
        members=node.get("members") or 0,
        units=node.get("units") or 0,
        status=Status(node["status"]),
        hands=Hands(node["hands"]),
        lon=node.get("lon"),
        lat=node.get("lat"),
        founded=_day_of(node, "founded"),
        desk=node.get("desk"),
        telephone=node.get("telephone"),
        hours=node.get("hours"),
    )


def union_properties(union: Union) -> dict[str, Any]:
    """The properties of a union's node; what is unknown is left out."""
    values = {name: plain(getattr(union, name)) for name in UNION_FIELDS}
    return {name: value for name, value in values.items() if value is not None}


def plain(value: Any) -> Any:
    """A field's value as the graph holds it: enumerations and days as text."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def directive_of(node: Node) -> Directive:
    """The directive a node stands for."""
    return Directive(
        id=node["id"],
        cascade=node["cascade"],
        text=_text_of(node),
        audience=_audience_of(node["audience"]),
        state=State(node["state"]),
        number=node.get("number"),
        issued=instant(node.get("issued")),
        closed=instant(node.get("closed")),
        closing=node.get("closing"),
        tie=Tie(Manner(node["tie"]), node["former"], node.get("changes")) if node.get("tie") else None,
        writer=node.get("writer"),
        reason=node.get("reason"),
        way=Way(node.get("way") or Way.DIRECT),
        relay=_relay_of(node) if node.get("means") else None,
        groups=tuple(node.get("groups") or ()),
        remind=tuple(node.get("remind") or ()),
        escalate=node.get("escalate"),
        reminded=instant(node.get("reminded")),
        origin=_origin_of(node) if node.get("origin") else None,
        tasks=tuple(map(_task_of, loads(node["tasks"]))) if node.get("tasks") else (),
        evidence=_evidence_of(loads(node["evidence"])) if node.get("evidence") else NOTHING,
        publishes=Publication(node.get("publishes") or Publication.NOTHING),
    )


def _relay_of(node: Node) -> Relay:
    return Relay(Means(node["means"]), node["above"], node["at"], node["issuer"], _day_of(node, "due"))


def _text_of(node: Node) -> Text:
    return Text(
        title=node["title"],
        body=node.get("body") or "",
        kind=DocumentKind(node["kind"]),
        urgency=Urgency(node["urgency"]),
        duties=duties_of(node.get("duties")),
        access=Access(node.get("access") or Access.INTERNAL),
        expires=_day_of(node, "expires"),
    )


@lru_cache(KNOWN)
def duties_of(said: str | None) -> tuple[Duty, ...]:
    """The duties that were said."""
    return tuple(
        Duty(Thing(thing), words, date.fromisoformat(day) if day else None, key)
        for thing, words, day, key in loads(said or "[]")
    )


def _duties(duties: Sequence[Duty]) -> str | None:
    """Duties as text, which no statement looks into."""
    return dumps([[duty.thing, duty.words, duty.day, duty.key] for duty in duties]).decode() if duties else None


def _evidence_of(said: Node) -> Evidence:
    blanks = (Blank(label, Filling(filling), must, tuple(choices)) for label, filling, must, choices in said["blanks"])
    return Evidence(said["note"], said["files"], tuple(blanks))


def _evidence(evidence: Evidence) -> str:
    """What is wanted as text, which no statement looks into."""
    blanks = [[blank.label, blank.filling, blank.required, blank.choices] for blank in evidence.blanks]
    return dumps({"note": evidence.note, "files": evidence.files, "blanks": blanks}).decode()


def _origin_of(node: Node) -> Origin:
    return Origin(node["origin_issuer"], node["origin_number"], date.fromisoformat(node["origin_day"]))


def _origin(origin: Origin) -> dict[str, Any]:
    said = {"origin_issuer": origin.issuer, "origin_number": origin.number, "origin_day": origin.day}
    return said | {"origin": origin.key}


def _task_of(said: Node) -> Task:
    return Task(said["title"], said["lead"], tuple(said["partners"]), _day_of(said, "gate"))


def _day_of(node: Node, name: str) -> date | None:
    return date.fromisoformat(node[name]) if node.get(name) else None


@lru_cache(KNOWN)
def _audience_of(text: str) -> Audience:
    said = loads(text)
    selectors, exclusions = (tuple(map(selector_of, said[name])) for name in ("selectors", "exclusions"))
    return Audience(said["issuer"], selectors, exclusions, Line(said["line"]), said["whole"])


def selector_of(said: Node) -> Selector:
    """The rule that was said."""
    facets = Facets(
        frozenset(map(Level, said["levels"])),
        frozenset(map(Kind, said["kinds"])),
        frozenset(map(Sector, said["sectors"])),
        frozenset(said["sizes"]),
    )
    return Selector(said["root"], Reach(said["reach"]), Follows(said["follows"]), facets)


def _audience(audience: Audience) -> str:
    """An audience as text, which no statement looks into."""
    selectors, exclusions = (list(map(selector_said, rules)) for rules in (audience.selectors, audience.exclusions))
    said = {"issuer": audience.issuer, "selectors": selectors, "exclusions": exclusions}
    return dumps(said | {"line": audience.line, "whole": audience.whole}).decode()


def selector_said(rule: Selector) -> dict[str, Any]:
    """A rule as plain data."""
    facets = {name: sorted(getattr(rule.facets, name)) for name in ("levels", "kinds", "sectors", "sizes")}
    return {"root": rule.root, "reach": rule.reach, "follows": rule.follows} | facets


def directive_properties(directive: Directive) -> dict[str, Any]:
    """The properties of a directive's node."""
    text, audience, tie = directive.text, directive.audience, directive.tie
    values = {
        "id": directive.id,
        "cascade": directive.cascade,
        "state": directive.state,
        "number": directive.number,
        "issued": directive.issued,
        "closed": directive.closed,
        "closing": directive.closing,
        "tie": tie and tie.manner,
        "former": tie and tie.former,
        "changes": tie and tie.changes,
        "writer": directive.writer,
        "reason": directive.reason,
        "title": text.title,
        "body": text.body,
        "kind": text.kind,
        "urgency": text.urgency,
        "duties": _duties(text.duties),
        "access": text.access,
        "expires": text.expires,
        "issuer": directive.issuer,
        "way": directive.way,
        "audience": _audience(audience),
        "root": directive.top,
        **_beside(directive),
        **shelved(directive),
    }
    if relay := directive.relay:
        values |= {"means": relay.means, "above": relay.above, "at": relay.at, "due": relay.due}
        values["passes"] = row_key(directive.cascade, relay.at) if directive.state is State.ISSUED else None
    return {name: _plain_but_instants(value) for name, value in values.items() if value is not None}


def _beside(directive: Directive) -> dict[str, Any]:
    """What a directive carries beside its text."""
    return {
        "groups": list(directive.groups) or None,
        "remind": list(directive.remind) or None,
        "escalate": directive.escalate,
        "reminded": directive.reminded,
        "tasks": dumps(list(map(asdict, directive.tasks))).decode() if directive.tasks else None,
        "publishes": None if directive.publishes is Publication.NOTHING else directive.publishes,
        "evidence": None if directive.evidence == NOTHING else _evidence(directive.evidence),
        **(_origin(directive.origin) if directive.origin else {}),
    }


def _plain_but_instants(value: Any) -> Any:
    return value if isinstance(value, datetime) else plain(value)


def receipt_of(node: Node) -> Receipt:
    """The receipt a node stands for."""
    return Receipt(
        cascade=node["cascade"],
        union=node["union"],
        issued=native(node["issued"]),
        read=instant(node.get("read")),
        signed=instant(node.get("signed")),
        relayed=instant(node.get("relayed")),
        in_hand=instant(node.get("in_hand")),
        done=instant(node.get("done")),
        note=node.get("note"),
        told=tuple(loads(node["told"])) if node.get("told") else None,
        extended=_day_of(node, "extended"),
        met={key: datetime.fromisoformat(at) for key, at in loads(node.get("met") or "{}").items()},
        recorded=_recorded_of(loads(node["recorded"])) if node.get("recorded") else None,
        ruling=Ruling(node["ruling"]) if node.get("ruling") else None,
        ruled=instant(node.get("ruled")),
        reason=node.get("reason"),
        briefed=_briefing_of(loads(node["briefed"])) if node.get("briefed") else None,
    )


def _briefing_of(said: Node) -> Briefing:
    return Briefing(Occasion(said["occasion"]), date.fromisoformat(said["day"]))


def _recorded_of(said: Node) -> Recorded:
    return Recorded(Medium(said["medium"]), said["source"], date.fromisoformat(said["day"]), said["by"])


def request_of(node: Node) -> Request:
    """The request a node stands for."""
    return Request(
        id=node["id"],
        union=node["union"],
        addressee=node["addressee"],
        matter=Matter(node["title"], node.get("body") or "", DocumentKind(node["kind"]), Urgency(node["urgency"])),
        copied=node.get("copied"),
        state=RequestState(node["state"]),
        number=node.get("number"),
        former=node.get("former"),
        followed=node.get("followed"),
        sent=instant(node.get("sent")),
        received=instant(node.get("received")),
        over=instant(node.get("over")),
        reply=node.get("reply"),
        reason=node.get("reason"),
        writer=node.get("writer"),
    )


def request_properties(request: Request) -> dict[str, Any]:
    """The properties of a request's node; once it was sent, `stage` tells what is open from what is over."""
    stage = None if request.state is RequestState.DRAFT else "open" if request.open else "over"
    own = {field.name: getattr(request, field.name) for field in fields(Request) if field.name != "matter"}
    values = own | asdict(request.matter) | {"stage": stage}
    return {name: _plain_but_instants(value) for name, value in values.items() if value is not None}


def instant(moment: Any) -> datetime | None:
    """An instant, where there is one."""
    return native(moment) if moment is not None else None
