"""What schemathesis sends: every request has a request id of its own, and what operations share is tried on one of them.

Asked twice with one id, all but the first would be refused or answered as before, and what else is in them would never be
looked at. A parameter that is read in one place is wrong in one place.
"""

from typing import Any, cast
from uuid import uuid4

import schemathesis
from schemathesis.generation.meta import CoveragePhaseData

HEADER = "Idempotency-Key"
SENT = set[str]()

TRIED = dict[tuple[str, str], list[str]]()
"""The operations that have tried a parameter of a name and a schema; the first has tried every value, the others one."""


@schemathesis.hook
def filter_case(context: schemathesis.HookContext, case: schemathesis.Case[Any]) -> bool:
    """Leave out a value of a parameter that another operation has tried."""
    phase, operation = case.meta and case.meta.phase.data, case.operation
    if not isinstance(phase, CoveragePhaseData):
        return True
    varied = phase.parameter, phase.parameter_location
    parameters = (*operation.query, *operation.headers)
    declared = next((each for each in parameters if (each.name, each.location) == varied), None)
    if declared is None:
        return True
    tried = TRIED.setdefault((declared.name, repr(declared.definition["schema"])), [])
    if operation.label not in tried:
        tried.append(operation.label)
        return True
    return operation.label == tried[0]


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case[Any], kwargs: dict[str, Any]) -> None:
    """Give a request whose id was sent before another."""
    id = cast(str | None, case.headers.get(HEADER))
    if id is not None:
        case.headers[HEADER] = uuid4().hex if id in SENT else id
        SENT.add(id)
