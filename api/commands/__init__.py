"""The `orgnet` command."""

from collections.abc import Callable
from typing import Any

import typer

from api.commands import analyse, check, demo, doubts, exports, imports, seed, serve, user, why

app = typer.Typer(
    help="One network for a country's trade unions.", no_args_is_help=True, pretty_exceptions_enable=False
)

COMMANDS: dict[str, Callable[..., Any]] = {
    "serve": serve.serve,
    "demo": demo.demo,
    "seed": seed.seed,
    "import": imports.import_,
    "doubts": doubts.doubts,
    "check": check.check,
    "export": exports.export,
    "analyse": analyse.analyse,
    "why": why.why,
}

for name, command in COMMANDS.items():
    app.command(name)(command)

app.add_typer(user.app, name="user")
