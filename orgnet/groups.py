"""Groups: lists of rules that a union keeps under a name, such as 各市总工会、省级产业工会, to address documents to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from orgnet.audiences import MOST_BRANCHES, MOST_OTHERS, Audience, Selector
from orgnet.errors import Conflict, Invalid, Stale
from orgnet.names import clean

NAME_LENGTH, MOST = 60, 200
"""Of a name in characters, and of groups that one union keeps."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rules under a name. A rule without a root begins at whoever addresses the group.

    `changed` is the number of the last fact about it: its ETag.
    """

    id: str
    union: str
    name: str
    selectors: tuple[Selector, ...]
    exclusions: tuple[Selector, ...] = ()
    changed: int = 0


def checked(group: Group, others: Collection[str]) -> Group:
    """The group with its name tidied; raises where it cannot stand beside others of these names."""
    name = clean(group.name, "name", most=NAME_LENGTH)
    if not group.selectors:
        raise Invalid("a group has at least one selector", field="selectors")
    if len(group.selectors) + len(group.exclusions) > MOST_BRANCHES + MOST_OTHERS:
        raise Invalid(f"a group has at most {MOST_BRANCHES + MOST_OTHERS} rules", field="selectors")
    if name.casefold() in {other.casefold() for other in others}:
        raise Conflict(f"there is a group {name} already; change that one, or give another name", field="name")
    if len(others) >= MOST:
        raise Conflict(f"this union keeps {len(others)} groups; more than {MOST} are not possible")
    return replace(group, name=name)


def unchanged(group: Group, expected: int | None) -> None:
    """Raises Stale where a group was changed since the asker read it."""
    if expected is not None and expected != group.changed:
        raise Stale(f"{group.name} was changed since by fact {group.changed}; read it again")


def drawn(audience: Audience, groups: Sequence[Group]) -> Audience:
    """An audience with the rules of groups beside its own."""
    selectors = [*audience.selectors, *(rule for group in groups for rule in group.selectors)]
    exclusions = [*audience.exclusions, *(rule for group in groups for rule in group.exclusions)]
    rooted = ([replace(rule, root=rule.root or audience.issuer) for rule in rules] for rules in (selectors, exclusions))
    chosen, excluded = (tuple(dict.fromkeys(rules)) for rules in rooted)
    return replace(audience, selectors=chosen, exclusions=excluded)
