"""Passwords: somebody who is signed in changes his own."""

from fastapi import APIRouter
from fastapi.responses import Response

from api.actors import Graph, Secret
from api.clock import Now
from api.pages.forms import Sent
from api.pages.readers import Reading
from api.pages.sessions import onward
from api.sessions import Address
from graph import passwords

router = APIRouter()


@router.post("/me/password")
async def change(graph: Graph, reader: Reading, now: Now, address: Address, secret: Secret, sent: Sent) -> Response:
    """Change my password; I stay signed in here, and am signed out everywhere else."""
    await passwords.change(graph, sent.ask, sent["old"], sent["new"], address, secret, now)
    return onward("/me")
