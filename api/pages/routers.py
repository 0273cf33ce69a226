"""Every page there is."""

from fastapi import APIRouter

from api.pages import (
    changes,
    design,
    documents,
    drafts,
    evidence,
    extensions,
    home,
    inbox,
    interface,
    issued,
    live,
    network,
    passkeys,
    progress,
    public,
    questions,
    receipts,
    records,
    replies,
    rulings,
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
    evidence,
    extensions,
    questions,
    replies,
    rulings,
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
