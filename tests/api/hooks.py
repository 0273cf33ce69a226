"""What schemathesis sends: every request has a request id of its own, and what operations share is tried on one of them.

Asked twice with one id, all but the first would be refused or answered as before, and what else is in them would never be
looked at. A parameter that is read in one place is wrong in one place.
"""

from typing import Any, cast
from uuid import uuid4

import schemathesis
from schemathesis.core.parameters import ParameterLocation

HEADER = "Idempotency-Key"
SENT = set[str]()

SHARED = frozenset({HEADER.lower(), "limit", "cursor", "language", "format", "as_of"})
"""Parameters that are declared once and read in one place for all operations that have them."""

TRIED = dict[str, list[str]]()
"""The operations that have tried them; the first has tried every value, the others one."""


@schemathesis.hook
def filter_case(context: schemathesis.HookContext, case: schemathesis.Case[Any]) -> bool:
    """Leave out what another operation has tried."""
    phase: Any = case.meta.phase.data if case.meta else None
    parameter = getattr(phase, "parameter", None)
    if parameter not in SHARED or phase.parameter_location is ParameterLocation.BODY:
        return True
    operation, tried = case.operation.label, TRIED.setdefault(parameter, [])
    if operation not in tried:
        tried.append(operation)
        return True
    return operation == tried[0]


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case[Any], kwargs: dict[str, Any]) -> None:
    """Give a request whose id was sent before another."""
    id = cast(str | None, case.headers.get(HEADER))
    if id is not None:
        case.headers[HEADER] = uuid4().hex if id in SENT else id
        SENT.add(id)
