"""Rendering: a template with what every page knows, in the language of its reader."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import uuid_utils
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.assets import asset, modules
from api.languages import Language, chosen, languages
from api.pages.visits import visit
from orgnet.levels import Level
from orgnet.names import short
from orgnet.permissions import Role

LANGUAGE = "orgnet_language"
"""The cookie that keeps the language somebody has chosen."""


@cache
def environment(code: str) -> Environment:
    """The templates in a language."""
    language = chosen(code)
    found = Environment(
        loader=PackageLoader("api"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    found.install_gettext_translations(language.words, newstyle=True)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    found.globals.update(
        {  # pyright: ignore[reportCallIssue, reportArgumentType]
            "asset": asset,
            "modules": modules,
            "language": language,
            "languages": languages(),
            "nonce": lambda: str(uuid_utils.uuid4()),
        }
    )
    found.filters |= {
        "term": language.term,
        "day": language.day,
        "short_day": language.short_day,
        "number": language.number,
        "short_name": short,
        "role": lambda role: language.term(Role(role)),
        "level": lambda level: language.term(Level(level)),
    }
    return found


def language_of(request: Request) -> Language:
    """The language that whoever asks has chosen."""
    return chosen(request.cookies.get(LANGUAGE))


def render(request: Request, template: str, context: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """A page, or the part of one that a template describes."""
    language, now = language_of(request), datetime.now(UTC)
    database = request.app.state.database
    more = {
        "request": request,
        "reader": getattr(request.state, "reader", None),
        "now": now,
        "today": database.today(now),
        "zone": database.zone,
        "here": address_of(request),
        "visit": visit(request),
    }
    html = environment(language.code).get_template(template).render(**(more | dict(context)))
    return HTMLResponse(html, status, {"Content-Language": language.tag, "Cache-Control": "no-store", "Vary": "Cookie"})


def address_of(request: Request) -> str:
    """What leads back to this page."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
