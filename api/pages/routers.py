"""Every page there is."""

from fastapi import APIRouter

from api.pages import (
    changes,
    design,
    documents,
    drafts,
    home,
    inbox,
    interface,
    issued,
    live,
    network,
    passkeys,
    progress,
    public,
    receipts,
    records,
    sessions,
    tides,
    twins,
    unions,
)

router = APIRouter(include_in_schema=False)
for page in (
    sessions,
    passkeys,
    home,
    inbox,
    receipts,
    records,
    documents,
    drafts,
    issued,
    progress,
    public,
    tides,
    twins,
    network,
    unions,
    changes,
    design,
    interface,
    live,
):
    router.include_router(page.router)
