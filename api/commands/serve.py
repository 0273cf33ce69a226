"""`orgnet serve`: the server."""

import uvicorn

from api.app import create_app, opened
from api.commands.running import console, settings
from graph.people import FirstAdmin


def serve() -> None:
    """Serve the interface on ORGNET_HOST and ORGNET_PORT."""
    chosen = settings()
    app = create_app(lambda: opened(chosen), welcome)
    console.print(f"orgnet serves on http://{chosen.host}:{chosen.port}", markup=False)
    uvicorn.run(app, host=chosen.host, port=chosen.port, log_level="warning")


def welcome(admin: FirstAdmin) -> None:
    """Tell the first admin's password, this once."""
    console.print(
        f"First start: sign in as {admin.username} with the password {admin.password}\n"
        "It is shown this once; change it soon.",
        markup=False,
    )
