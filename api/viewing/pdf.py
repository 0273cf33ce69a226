"""PDF: one page as a picture, since it may be a scan, and what is written on it, for readers of screens and small ones."""

import base64
import io
from pathlib import Path
from typing import Any

import pypdfium2  # pyright: ignore[reportMissingTypeStubs]
from PIL.Image import Image

from api.viewing.views import View

WIDTH, HEIGHT = 1000, 3000
"""Pixels of a page, at most."""

QUALITY = 55


def view(path: Path, page: int) -> View:
    """One page of a document."""
    document: Any
    with pypdfium2.PdfDocument(path) as document:
        pages = len(document)
        here = min(max(page, 1), pages)
        found: Any = document[here - 1]
        width, height = found.get_size()
        scale = min(WIDTH / max(width, 1), HEIGHT / max(height, 1))
        image: Image = found.render(scale=scale).to_pil()
        written: str = found.get_textpage().get_text_bounded()
    lines = [line.strip() for line in written.replace("\r", "\n").split("\n") if line.strip()]
    return View(picture=_sent(image), lines=lines, page=here, pages=pages)


def _sent(image: Image) -> str:
    """A picture as an address that holds it."""
    out = io.BytesIO()
    image.convert("RGB").save(out, "WEBP", quality=QUALITY)
    return f"data:image/webp;base64,{base64.b64encode(out.getvalue()).decode()}"
