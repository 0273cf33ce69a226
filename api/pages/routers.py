"""Every page there is."""

from fastapi import APIRouter

from api.pages import changes, documents, drafts, home, inbox, issued, network, progress, receipts, sessions, unions

router = APIRouter(include_in_schema=False)
for page in (sessions, home, inbox, receipts, documents, drafts, issued, progress, network, unions, changes):
    router.include_router(page.router)
