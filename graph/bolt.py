"""Where a graph database is reached."""

import base64
import json
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Bolt:
    """The Bolt address of a server; `http` is an ArcadeDB's own HTTP address, where it takes SQL and is commanded."""

    uri: str
    user: str
    password: str
    database: str
    http: str | None = None

    def post(self, path: str, body: Mapping[str, Any], timeout: float = 60) -> Any:
        """What an ArcadeDB answers at its own HTTP address; raises OSError or HTTPException where it does not."""
        request = urllib.request.Request(f"{self.http}/api/v1/{path}", json.dumps(body).encode())
        token = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        request.add_header("Authorization", f"Basic {token}")
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return json.loads(answer.read())
