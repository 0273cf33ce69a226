"""Every page there is."""

from fastapi import APIRouter

from api.pages import documents, home, inbox, issued, network, progress, receipts, sessions, unions

router = APIRouter(include_in_schema=False)
for page in (sessions, home, inbox, receipts, documents, issued, progress, network, unions):
    router.include_router(page.router)
