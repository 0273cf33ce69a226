"""The clock of the requests."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends


async def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


Now = Annotated[datetime, Depends(now)]
