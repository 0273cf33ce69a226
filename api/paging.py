"""Pages of lists: by the key of the last item, never by offset."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar, cast

import orjson
from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, Field

from orgnet.errors import Invalid

T = TypeVar("T")
R = TypeVar("R")

Limit = Annotated[int, Query(ge=1, le=200, description="items on a page")]
Cursor = Annotated[str | None, Query(description="where a page begins, as the page before it said", max_length=2000)]


class Page(BaseModel, Generic[T]):
    """One page of a list; `next` is the cursor of the page after it."""

    items: list[T]
    next: str | None = Field(None, examples=[None])


def encode(name: str, key: Any) -> str:
    """A cursor of the list of this name."""
    return base64.urlsafe_b64encode(orjson.dumps([name, key])).decode().rstrip("=")


def decode(name: str, cursor: str | None, first: T) -> T:
    """The key a cursor holds, or the first one; raises Invalid for a cursor of another list."""
    if cursor is None:
        return first
    try:
        of, key = orjson.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True))
    except (ValueError, TypeError, binascii.Error):
        of, key = None, None
    if of != name or type(key) is not type(first) or _strange(key):
        raise Invalid("this cursor is of another list; take the one the page before gave", field="cursor")
    return key


def _strange(key: object) -> bool:
    """Whether no page ever gave this key: a number that no database holds, a path that is not of text."""
    if isinstance(key, list):
        return not all(isinstance(part, str) for part in cast("list[object]", key))
    return isinstance(key, int) and not 0 <= key < 2**63


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of a list is asked for, and the way to the one after it."""

    request: Request
    response: Response
    limit: int
    cursor: str | None

    def after(self, name: str, first: T) -> T:
        """The key behind which the page of the list of this name begins; raises Invalid for a cursor of another list."""
        return decode(name, self.cursor, first)

    def page(self, items: Sequence[T], following: str | None) -> Page[T]:
        """The page, with the Link to the next one."""
        if following:
            url = self.request.url.include_query_params(cursor=following)
            self.response.headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
        return Page(items=list(items), next=following)

    def cut(self, name: str, found: Sequence[R], key: Callable[[R], Any], shown: Callable[[R], T]) -> Page[T]:
        """The page of the list of this name, out of all that is left of it, or one more than the page holds."""
        following = encode(name, key(found[self.limit - 1])) if len(found) > self.limit else None
        return self.page([shown(each) for each in found[: self.limit]], following)


async def paging(request: Request, response: Response, limit: Limit = 50, cursor: Cursor = None) -> Paging:
    """The page that a request asks for."""
    return Paging(request, response, limit, cursor)


Paged = Annotated[Paging, Depends(paging)]
