"""Who may do what: one table, and one decision drawn from it.

A person holds seats at unions. A seat covers its union and, for reading and administration, the
union's branch on either line; to act for a union one needs a seat at that very union. What a person
may not see does not exist for them (Missing); what they may see but not do is Denied with the reason.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from orgnet.errors import Denied

OPERATOR = "operator"
"""Whoever runs the commands on the machine of the installation: administers, but acts for no union."""


class Role(StrEnum):
    """What a seat is for."""

    VIEWER = "viewer"
    CLERK = "clerk"
    OFFICER = "officer"
    ADMIN = "admin"


class Scope(StrEnum):
    """Where the seat must be: at the very union, or there or above it on either line; before there is any
    union, nowhere, and the first admin acts."""

    HERE = "here"
    ABOVE = "above"
    START = "start"


class Action(StrEnum):
    """Everything that asks for a permission."""

    SEE_FIGURES = "see figures"
    SEE_PEOPLE = "see people"
    READ_DOCUMENTS = "read documents"
    DRAFT = "draft"
    REVIEW = "review"
    ISSUE = "issue"
    CLOSE = "close"
    MARK = "mark"
    RECORD = "record"
    RELAY = "relay"
    RULE = "rule"
    REMIND = "remind"
    BOOK_NUMBER = "book number"
    SET_SERIES = "set series"
    DRAFT_REQUEST = "draft request"
    SEND_REQUEST = "send request"
    RECEIVE_REQUEST = "receive request"
    ASK = "ask"
    ANSWER = "answer"
    FOUND_ROOT = "found root"
    FOUND = "found"
    EDIT = "edit"
    MOVE = "move"
    MERGE = "merge"
    SPLIT = "split"
    DISSOLVE = "dissolve"
    RESTORE = "restore"
    GUIDE = "guide"
    PACT = "pact"
    SEAT = "seat"
    LOOK_AFTER = "look after"
    SEE_LOG = "see log"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table; `says` completes the sentence "…may …", in which "a union" is the one asked about."""

    roles: tuple[Role, ...]
    scope: Scope
    says: str


ALL = tuple(Role)
WRITING = (Role.CLERK, Role.OFFICER)
SIGNING = (Role.OFFICER,)
ADMINISTERING = (Role.ADMIN,)

TABLE: Mapping[Action, Rule] = {
    Action.SEE_FIGURES: Rule(ALL, Scope.ABOVE, "see the members and counts of a union"),
    Action.SEE_PEOPLE: Rule(ALL, Scope.ABOVE, "see who holds seats at a union and how they are reached"),
    Action.READ_DOCUMENTS: Rule(ALL, Scope.ABOVE, "read the documents and receipts of a union"),
    Action.DRAFT: Rule(WRITING, Scope.HERE, "draft a directive of a union"),
    Action.REVIEW: Rule(WRITING, Scope.HERE, "review what others drafted for a union"),
    Action.ISSUE: Rule(SIGNING, Scope.HERE, "issue a directive of a union"),
    Action.CLOSE: Rule(SIGNING, Scope.HERE, "close or withdraw a directive of a union"),
    Action.MARK: Rule(SIGNING, Scope.HERE, "sign for a union and record what it did"),
    Action.RECORD: Rule(SIGNING, Scope.ABOVE, "record what a union without people of its own has done"),
    Action.RELAY: Rule(SIGNING, Scope.HERE, "pass on what has come to a union"),
    Action.RULE: Rule(SIGNING, Scope.HERE, "return and exempt what a directive of a union asks"),
    Action.REMIND: Rule(SIGNING, Scope.HERE, "remind those below a union"),
    Action.BOOK_NUMBER: Rule(WRITING, Scope.HERE, "book numbers of a union for documents on paper"),
    Action.SET_SERIES: Rule(ADMINISTERING, Scope.ABOVE, "set where the numbers of a union stand"),
    Action.DRAFT_REQUEST: Rule(WRITING, Scope.HERE, "draft a request of a union to its superior"),
    Action.SEND_REQUEST: Rule(SIGNING, Scope.HERE, "send and withdraw requests of a union"),
    Action.RECEIVE_REQUEST: Rule(SIGNING, Scope.HERE, "receive and return what was sent up to a union"),
    Action.ASK: Rule(WRITING, Scope.HERE, "ask for a union on a directive that reaches it"),
    Action.ANSWER: Rule(WRITING, Scope.HERE, "answer questions on a directive of a union"),
    Action.FOUND_ROOT: Rule((), Scope.START, "found the root of the network"),
    Action.FOUND: Rule(ADMINISTERING, Scope.ABOVE, "found unions under a union"),
    Action.EDIT: Rule(ADMINISTERING, Scope.ABOVE, "edit a union"),
    Action.MOVE: Rule(ADMINISTERING, Scope.ABOVE, "move branches from and to a union"),
    Action.MERGE: Rule(ADMINISTERING, Scope.ABOVE, "merge subordinates of a union"),
    Action.SPLIT: Rule(ADMINISTERING, Scope.ABOVE, "split subordinates of a union"),
    Action.DISSOLVE: Rule(ADMINISTERING, Scope.ABOVE, "dissolve subordinates of a union"),
    Action.RESTORE: Rule(ADMINISTERING, Scope.ABOVE, "restore subordinates of a union"),
    Action.GUIDE: Rule(ADMINISTERING, Scope.ABOVE, "set the second line of a union"),
    Action.PACT: Rule(ADMINISTERING, Scope.ABOVE, "make and end pacts of a union"),
    Action.SEAT: Rule(ADMINISTERING, Scope.ABOVE, "give and take seats at a union and invite to them"),
    Action.LOOK_AFTER: Rule(ADMINISTERING, Scope.ABOVE, "edit, reset and deactivate people who serve at a union"),
    Action.SEE_LOG: Rule(ADMINISTERING, Scope.ABOVE, "see the log of a union"),
}

FOR_A_UNION = {
    Action.DRAFT,
    Action.REVIEW,
    Action.ISSUE,
    Action.CLOSE,
    Action.MARK,
    Action.RECORD,
    Action.RELAY,
    Action.RULE,
    Action.REMIND,
    Action.BOOK_NUMBER,
    Action.DRAFT_REQUEST,
    Action.SEND_REQUEST,
    Action.RECEIVE_REQUEST,
    Action.ASK,
    Action.ANSWER,
}
OPERATOR_ACTS = frozenset(Action) - FOR_A_UNION


@dataclass(frozen=True, slots=True)
class Seat:
    """A role that a person holds at a union."""

    union: str
    role: Role


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something is allowed, by which seat, and the sentence that says why."""

    allowed: bool
    reason: str
    seat: Seat | None = None


def decide(action: Action, actor: str, seats: Collection[Seat], union: str, superiors: Collection[str]) -> Decision:
    """Whether an actor with these seats may act on a union whose superiors on either line are given."""
    rule = TABLE[action]
    if actor == OPERATOR:
        return _decide_for_operator(action, rule)
    covered = {union} if rule.scope is Scope.HERE else {union, *superiors}
    for seat in sorted(seats, key=lambda seat: (seat.union != union, seat.role, seat.union)):
        if seat.role in rule.roles and seat.union in covered:
            where = "at this union" if seat.union == union else "above this union"
            return Decision(True, f"a seat as {seat.role} {where} may {rule.says}", seat)
    return Decision(False, _denial(rule))


def _decide_for_operator(action: Action, rule: Rule) -> Decision:
    if action in OPERATOR_ACTS:
        return Decision(True, f"the operator of the installation may {rule.says}")
    return Decision(
        False, f"the operator of the installation may not {rule.says}: nobody acts for a union without a seat"
    )


def decide_root(actor: str, first_admin: bool) -> Decision:
    """Whether an actor may found the root of an empty network."""
    rule = TABLE[Action.FOUND_ROOT]
    if actor == OPERATOR:
        return _decide_for_operator(Action.FOUND_ROOT, rule)
    if first_admin:
        return Decision(True, f"the first admin may {rule.says}")
    return Decision(False, _denial(rule))


def _denial(rule: Rule) -> str:
    if rule.scope is Scope.START:
        return f"only the first admin or the operator of the installation may {rule.says}"
    roles = " or ".join(rule.roles) if len(rule.roles) < len(Role) else "any role"
    where = "at this very union" if rule.scope is Scope.HERE else "at this union or above it on either line"
    return f"only a seat as {roles} {where} may {rule.says}"


def demand(decision: Decision) -> None:
    """Raises Denied, with the reason, unless it is allowed."""
    if not decision.allowed:
        raise Denied(decision.reason)
