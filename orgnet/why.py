"""Why: one sentence that says who may or may not do what, by which line of the table and by which seat."""

from collections.abc import Sequence
from dataclasses import dataclass

from orgnet.errors import Invalid
from orgnet.permissions import OPERATOR_ACTS, TABLE, Action, Decision, Role, Scope
from orgnet.tallies import Line

ON_DIRECTIVES = {Action.READ_DOCUMENTS, Action.DRAFT, Action.ISSUE, Action.CLOSE, Action.MARK}
"""Actions that can be asked of a directive as well as of a union."""

SYNONYMS = {"sign": Action.MARK, "invite": Action.SEAT, "reset": Action.LOOK_AFTER, "read": Action.READ_DOCUMENTS}


@dataclass(frozen=True, slots=True)
class Post:
    """A seat by the name of its union; at a dissolved one it sleeps."""

    union: str
    role: Role
    asleep: bool = False

    def __str__(self) -> str:
        return f"{self.role} at {self.union}" + (", which is dissolved, so that the seat sleeps" if self.asleep else "")


@dataclass(frozen=True, slots=True)
class Way:
    """What was looked at: the names of the union and its superiors on a line, nearest first."""

    line: Line
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Question:
    """Who wants to do what, where, with which seats (those that the asker may see), and whether he may sign in."""

    name: str
    active: bool
    action: Action
    union: str
    posts: Sequence[Post]

    @property
    def does(self) -> str:
        """What the person wants to do, with the name of the union in it."""
        return TABLE[self.action].says.replace("a union", self.union, 1)


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
    if decision.allowed:
        led = f", {_led(way)}" if way and len(way.names) > 1 else ""
        return f"{question.name} may {question.does}: {decision.reason}{led}"
    who = f"{question.name} may not {question.does}: {decision.reason}"
    if not question.active:
        return f"{who}; {question.name} is deactivated, so no seat counts"
    held = ", ".join(map(str, question.posts)) or "none"
    above = TABLE[question.action].scope is Scope.ABOVE
    sought = "; ".join(_led(one) for one in looked_at) if above else question.union
    return f"{who}; looked at {sought}; seats held: {held}"


def out_of_sight(question: Question) -> str:
    """The answer where the seat that decided is one that the asker may not see."""
    return f"{question.name} may {question.does}: by a seat that you cannot see from yours"


def through_directive(sentence: str, title: str, relation: str) -> str:
    """The answer for a union, as the answer for a directive: what the two have to do with each other."""
    return f"{sentence}; {title} {relation}"


def unreached(question: Question, title: str) -> str:
    """The answer where a directive reaches none of the unions at which the person has a seat."""
    held = ", ".join(map(str, question.posts)) or "none"
    verb = "sign" if question.action is Action.MARK else "read"
    return f"{question.name} may not {verb} {title}: it does not reach where {question.name} serves; seats held: {held}"


def carried(question: Question, title: str) -> str:
    """The answer where a directive reaches unions below a seat, which carry it down."""
    return f"{question.name} may read {title}: it reaches unions below a seat of {question.name}"


def public(question: Question, title: str) -> str:
    """The answer for a document that everybody may read."""
    return f"{question.name} may read {title}: it is public"


def drafted(question: Question, title: str, may_read: bool) -> str:
    """The answer for a draft, which reaches nobody yet."""
    if question.action is Action.MARK:
        return f"{question.name} may not sign {title}: it is a draft, which reaches nobody yet"
    may = "may" if may_read else "may not"
    return f"{question.name} {may} read {title}: a draft is read with a seat at the very union that writes it"


def operator_sentence(action: Action, union: str, decision: Decision) -> str:
    """The answer for whoever runs the commands of the installation."""
    may = "may" if action in OPERATOR_ACTS else "may not"
    return f"the operator {may} {TABLE[action].says.replace('a union', union, 1)}: {decision.reason}"


def _led(way: Way) -> str:
    return f"by the {way.line} line {' → '.join(way.names)}"
