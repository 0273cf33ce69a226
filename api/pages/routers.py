"""Every page there is."""

from fastapi import APIRouter

from api.pages import (
    changes,
    design,
    documents,
    drafts,
    home,
    inbox,
    issued,
    live,
    network,
    progress,
    receipts,
    sessions,
    unions,
)

router = APIRouter(include_in_schema=False)
for page in (
    sessions,
    home,
    inbox,
    receipts,
    documents,
    drafts,
    issued,
    progress,
    network,
    unions,
    changes,
    design,
    live,
    design,
):
    router.include_router(page.router)
