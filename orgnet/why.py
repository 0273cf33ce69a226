"""Why: one sentence that says who may or may not do what, by which line of the table and by which seat."""

from collections.abc import Sequence
from dataclasses import dataclass

from orgnet.errors import Invalid
from orgnet.permissions import OPERATOR_ACTS, TABLE, Action, Decision, Role, Scope
from orgnet.tallies import Line

SYNONYMS = {"sign": Action.MARK, "invite": Action.SEAT, "reset": Action.LOOK_AFTER, "read": Action.READ_DOCUMENTS}


@dataclass(frozen=True, slots=True)
class Post:
    """A seat by the name of its union."""

    union: str
    role: Role


@dataclass(frozen=True, slots=True)
class Way:
    """What was looked at: the names of the union and its superiors on a line, nearest first."""

    line: Line
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Question:
    """Who wants to do what, where, with which seats, and whether he may sign in."""

    name: str
    active: bool
    action: Action
    union: str
    posts: Sequence[Post]


def action_named(text: str) -> Action:
    """The action somebody means: `see-figures`, `see figures`, `sign`; raises Invalid with all there are."""
    plain = " ".join(text.replace("-", " ").replace("_", " ").casefold().split())
    if plain in SYNONYMS:
        return SYNONYMS[plain]
    try:
        return Action(plain)
    except ValueError:
        known = ", ".join(action.replace(" ", "-") for action in Action)
        raise Invalid(f"there is no action {plain!r}; the actions are {known}", field="action") from None


def sentence(question: Question, decision: Decision, way: Way | None, looked_at: Sequence[Way]) -> str:
    """The answer: `way` leads from the union to the seat that decided, `looked_at` is where one was sought."""
    rule = TABLE[question.action]
    does = rule.says.replace("a union", question.union, 1)
    if decision.allowed:
        led = f", {_led(way)}" if way and len(way.names) > 1 else ""
        return f"{question.name} may {does}: {decision.reason}{led}"
    who = f"{question.name} may not {does}: {decision.reason}"
    if not question.active:
        return f"{who}; {question.name} is deactivated, so no seat counts"
    held = ", ".join(f"{post.role} at {post.union}" for post in question.posts) or "none"
    sought = "; ".join(_led(one) for one in looked_at) if rule.scope is Scope.ABOVE else question.union
    return f"{who}; looked at {sought}; seats held: {held}"


def operator_sentence(action: Action, union: str, decision: Decision) -> str:
    """The answer for whoever runs the commands of the installation."""
    may = "may" if action in OPERATOR_ACTS else "may not"
    return f"the operator {may} {TABLE[action].says.replace('a union', union, 1)}: {decision.reason}"


def _led(way: Way) -> str:
    return f"by the {way.line} line {' → '.join(way.names)}"
