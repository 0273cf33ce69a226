"""The log says what went wrong, and no secret."""

import json

import httpx
import pytest
import structlog
from fastapi import FastAPI

from api import logs, problems


async def test_an_unexpected_error_is_one_line_without_the_values_of_variables(
    capsys: pytest.CaptureFixture[str],
) -> None:
    app = FastAPI()
    problems.handle(app)

    @app.get("/broken")
    async def broken() -> None:  # pyright: ignore[reportUnusedFunction]
        password = "one's own sentence"
        raise RuntimeError(f"broken at {len(password)}")

    logs.configure()
    try:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://orgnet.test") as client:
            answer = await client.get("/broken")
    finally:
        structlog.reset_defaults()
    [line] = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert answer.status_code == 500
    assert said["request"] in answer.json()["detail"]
    assert "RuntimeError: broken at 18" in said["exception"]
    assert "one's own sentence" not in line
