"""Limits: how large the body of a request may be, counted while it arrives."""

import re

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import TooLarge, refused

BODY = 1_000_000
"""Bytes."""


class BodyLimit:
    """Answers 413 as soon as a body is over the limit, whatever its header says; what is posted to a path that
    `streamed` matches goes on as it comes, and is counted where it is used."""

    def __init__(self, app: ASGIApp, streamed: re.Pattern[str], limit: int = BODY) -> None:
        self.app = app
        self.streamed = streamed
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (scope["method"] == "POST" and self.streamed.fullmatch(scope["path"])):
            await self.app(scope, receive, send)
            return
        chunks: list[Message] = []
        size, more = 0, True
        while more:
            message = await receive()
            size += len(message.get("body", b""))
            if size > self.limit:
                await _refuse(scope, receive, send, self.limit)
                return
            chunks.append(message)
            more = message["type"] == "http.request" and message.get("more_body", False)

        async def replay() -> Message:
            return chunks.pop(0) if chunks else await receive()

        await self.app(scope, replay, send)


async def _refuse(scope: Scope, receive: Receive, send: Send, limit: int) -> None:
    response = refused(Request(scope), TooLarge(f"the body has more than {limit} bytes; send less at once"))
    await response(scope, receive, send)
