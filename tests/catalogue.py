"""What the pages say, gathered from templates and code, and the catalogue that has it in Chinese.

`make catalogue` adds to the catalogue what is new, without a translation, and removes what nothing says any more.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import count
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from api.languages import CATALOGUES, TERMS
from api.pages.forms import MISTAKES
from api.problems import STATUSES, title
from api.refusals import CONTEXT
from orgnet import extensions, requests, tasks
from orgnet.briefings import Occasion
from orgnet.channels import Carrier, Pace
from orgnet.directives import Manner, Means, State, Way
from orgnet.documents import Access, DocumentKind, Publication, Urgency
from orgnet.duties import Thing
from orgnet.history import TOPICS
from orgnet.invitations import InvitationState
from orgnet.permissions import TABLE, Role
from orgnet.receipts import Medium, Milestone, Ruling
from orgnet.unions import Hands

REFUSALS = {"Refusal", *(kind.__name__ for kind in STATUSES)}
ROOT = Path(__file__).parent.parent
CHINESE = CATALOGUES / "zh.po"
METHODS = [("languages.py", "python"), ("pages/**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "say": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS = {"templates/**.html": {"trimmed": "false", "newstyle_gettext": "true"}}
TAG, NAMED = re.compile(r"<(?:input|select|textarea)[^>]*>"), re.compile(r' name="([a-z_]+)"')
SPOKEN: tuple[type[StrEnum], ...] = (
    Access,
    DocumentKind,
    Hands,
    InvitationState,
    Manner,
    Means,
    Medium,
    Carrier,
    Milestone,
    Pace,
    Occasion,
    Publication,
    Role,
    Ruling,
    State,
    Thing,
    Urgency,
    Way,
    extensions.State,
    requests.State,
    tasks.State,
)
"""The words of the domain that pages show, beside those that have their terms there."""


def said() -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Every message that a page can say, with its context if it has one."""
    for _, _, message, _, context in extract_from_dir(str(ROOT / "api"), METHODS, OPTIONS, KEYWORDS):
        yield message, context
    for kind in SPOKEN:
        for term in kind:
            if term not in TERMS:
                yield term.value.replace("_", " "), kind.__name__
    for field in fields():
        yield field.replace("_", " "), "field"
    for kind in {kind for kinds in TOPICS.values() for kind in kinds}:
        yield kind.replace("_", " "), "fact"
    for sentence in {*refusals(), *denials(), *MISTAKES.values(), "this cannot be right"}:
        yield sentence, CONTEXT


def fields() -> set[str]:
    """The names of all that can be filled in."""
    templates = (ROOT / "api" / "templates").glob("*.html")
    tags = [tag for page in templates for tag in TAG.findall(page.read_text()) if 'type="hidden"' not in tag]
    return {name for tag in tags for name in NAMED.findall(tag)}


def refusals() -> Iterator[str]:
    """Every sentence with which something is refused, with its blanks numbered."""
    trees = [ast.parse(path.read_text()) for room in ("orgnet", "graph", "api") for path in (ROOT / room).rglob("*.py")]
    named = {
        target.id: each.value
        for tree in trees
        for each in tree.body
        if isinstance(each, ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    for tree in trees:
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in REFUSALS
                and node.args
            ):
                yield from sentences(node.args[0], named)
    yield from (title(kind) for kind in STATUSES)


def sentences(node: ast.expr, named: Mapping[str, ast.expr]) -> list[str]:
    """The sentences that an expression can be."""
    match node:
        case ast.Constant(str(text)):
            return [text]
        case ast.JoinedStr(parts):
            blanks = count()
            return ["".join(str(p.value) if isinstance(p, ast.Constant) else f"{{{next(blanks)}}}" for p in parts)]
        case ast.IfExp():
            return [*sentences(node.body, named), *sentences(node.orelse, named)]
        case ast.Name(id) if id in named:
            return sentences(named[id], {})
        case _:
            return []


def denials() -> Iterator[str]:
    """What the table of permissions says to whoever may not do something, and the parts of it."""
    yield "only a seat as {0} at this very union may {1}"
    yield "only a seat as {0} at this union or above it on either line may {1}"
    yield "only the first admin or the operator of the installation may {0}"
    yield "the operator of the installation may not {0}: nobody acts for a union without a seat"
    yield "any role"
    for rule in TABLE.values():
        yield rule.says
        yield " or ".join(rule.roles)


def kept() -> Catalog:
    """The Chinese catalogue as it stands."""
    with CHINESE.open("rb") as file:
        return read_po(file, locale="zh")


def brought_up_to_date() -> Catalog:
    """The catalogue with all that is said, and nothing else."""
    known = kept() if CHINESE.exists() else Catalog(locale="zh")
    found = Catalog(locale="zh", fuzzy=False)
    for message, context in said():
        single = message[0] if isinstance(message, tuple) else message
        former = known.get(single, context)
        found.add(message, former.string if former else "", context=context)
    return found


if __name__ == "__main__":
    catalogue = brought_up_to_date()
    with CHINESE.open("wb") as file:
        write_po(file, catalogue, width=0, sort_output=True, omit_header=True)
    print(f"{sum(not message.string for message in catalogue if message.id)} messages wait for a translation")
