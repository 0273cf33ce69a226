"""Receivers of messages: a mail server and a server on the web, which keep what came."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from graph.java import free_ports


@dataclass
class Mailbox:
    """Where the mail server is, and the mails that came."""

    url: str = ""
    mails: list[EmailMessage] = field(default_factory=list[EmailMessage])

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:  # noqa: N802
        """Keep a mail."""
        content = cast("bytes", envelope.content)
        self.mails.append(message_from_bytes(content, policy=policy.default))
        return "250 OK"


@contextmanager
def mail_server() -> Generator[Mailbox]:
    """A mail server on a free loopback port."""
    box = Mailbox()
    [port] = free_ports(1)
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    box.url = f"mailto://127.0.0.1:{port}?from=orgnet@example.cn&mode=insecure"
    try:
        yield box
    finally:
        controller.stop()


@dataclass
class Hook:
    """Where the server on the web is, what came there with which key, and what it answers."""

    host: str = ""
    status: int = 200
    came: list[tuple[str, str | None, dict[str, Any]]] = field(
        default_factory=list[tuple[str, str | None, dict[str, Any]]]
    )


@contextmanager
def web_server() -> Generator[Hook]:
    """A server on the web on a free loopback port."""
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            hook.came.append((self.path, self.headers["Idempotency-Key"], said))
            self.send_response(hook.status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    hook.host = f"127.0.0.1:{server.server_port}"
    try:
        yield hook
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
