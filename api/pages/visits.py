"""The guided visit: a walk over the main pages for whoever is here for the first time. The browser keeps how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import Request

if TYPE_CHECKING:  # pages are rendered for those who are refused as well, before anybody is known to be a reader
    from api.pages.readers import Reader

VISIT, OVER = "orgnet_visit", "over"
"""The cookie that keeps the number of the stop somebody is at, and what it says when the visit is over."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A page on the way, and what is said there (`visit.html` has the words)."""

    name: str
    address: str

    def shows(self, path: str) -> bool:
        """Whether a page is the one of this stop; a new draft gets an address of its own."""
        return path == self.address or (self.name == "draft" and path.startswith(self.address.removesuffix("new")))


@dataclass(frozen=True, slots=True)
class Visit:
    """Where somebody is on his walk: at no stop before it has begun."""

    stops: Sequence[Stop]
    at: int | None

    @property
    def stop(self) -> Stop | None:
        """The stop he is at."""
        return None if self.at is None else self.stops[self.at]


def stops(reader: "Reader") -> list[Stop]:
    """The walk that shows somebody what he will need: whoever drafts sees more."""
    own = next(iter(reader.chairs), None)
    drafting = next((chair for chair in reader.chairs if chair.writes), None)
    walk = [Stop("due", "/"), Stop("received", "/inbox"), Stop("network", "/network")]
    walk += [Stop("union", f"/unions/{own.union}")] if own else []
    walk += [Stop("draft", f"/unions/{drafting.union}/drafts/new"), Stop("issued", "/issued")] if drafting else []
    return [*walk, Stop("me", "/me")]


def visit(request: Request) -> Visit | None:
    """The visit of whoever looks at a page; None for nobody, and once it is over."""
    reader: Reader | None = getattr(request.state, "reader", None)
    kept = request.cookies.get(VISIT, "")
    if reader is None or kept == OVER:
        return None
    walk = stops(reader)
    return Visit(walk, int(kept) if kept.isascii() and kept.isdigit() and int(kept[:3]) < len(walk) else None)
