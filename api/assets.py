"""Assets: style, modules and what comes from npm, under an address that changes with them, so that browsers keep them."""

import hashlib
from functools import cache
from pathlib import Path

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"


@cache
def version() -> str:
    """What tells this set of assets from any other."""
    found = hashlib.sha256()
    for path in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        found.update(f"{path.relative_to(FOLDER)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:12]


def asset(path: str) -> str:
    """The address of an asset."""
    return f"/static/{version()}/{path}"


@cache
def modules(folder: str) -> list[str]:
    """The addresses of the modules in a folder, so that a page asks for all of them at once, before one imports another."""
    return [asset(str(path.relative_to(FOLDER))) for path in sorted((FOLDER / folder).glob("*.js"))]


class Kept(StaticFiles):
    """Files that never change under their address."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file, to be kept."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = FOREVER
        return response


def serve(app: FastAPI) -> None:
    """Let the application serve its assets."""
    app.mount(f"/static/{version()}", Kept(directory=FOLDER), name="static")
