"""`python -m api.commands` is `orgnet`."""

from api.commands import app

app()
