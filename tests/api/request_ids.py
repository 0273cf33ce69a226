"""Every request that schemathesis sends has a request id of its own; asked twice with one, all but the first would be refused
or answered as before, and what else is in them would never be looked at."""

from typing import Any, cast
from uuid import uuid4

import schemathesis

HEADER = "Idempotency-Key"
SENT = set[str]()


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case[Any], kwargs: dict[str, Any]) -> None:
    """Give a request whose id was sent before another."""
    id = cast(str | None, case.headers.get(HEADER))
    if id is not None:
        case.headers[HEADER] = uuid4().hex if id in SENT else id
        SENT.add(id)
