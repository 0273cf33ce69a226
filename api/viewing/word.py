"""Word documents: their text, lists and tables as HTML that holds nothing else; small pictures come along."""

import base64
import io
import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import mammoth  # pyright: ignore[reportMissingTypeStubs]
import nh3
from PIL import Image

from api.viewing.views import TOO_MUCH, View
from orgnet.errors import Invalid

MOST_UNPACKED, MOST_TEXT = 100_000_000, 300_000
PICTURE, PICTURES = 600, 100_000
"""Pixels that a picture is wide at most, and bytes of all pictures together."""

TAGS = {*"p br strong em u s sub sup h2 h3 h4 ul ol li table thead tbody tr td th a img".split()}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
SCHEMES = {"http", "https", "mailto", "data"}


class Pictures:
    """Takes along small pictures of a document, as long as there is room; counts those that are left out."""

    def __init__(self) -> None:
        self.room = PICTURES
        self.left_out = 0

    def taken(self, image: Any) -> dict[str, str]:
        """A picture as an address that holds it; nothing for one that cannot be read, or is too much."""
        try:
            with image.open() as file, Image.open(io.BytesIO(file.read())) as opened:
                opened.thumbnail((PICTURE, PICTURE * 2))
                out = io.BytesIO()
                opened.convert("RGB").save(out, "WEBP", quality=60)
        except (OSError, ValueError, Image.DecompressionBombError):
            self.left_out += 1
            return {"src": "", "alt": ""}
        if len(out.getvalue()) > self.room:
            self.left_out += 1
            return {"src": "", "alt": ""}
        self.room -= len(out.getvalue())
        return {"src": f"data:image/webp;base64,{base64.b64encode(out.getvalue()).decode()}", "alt": ""}


def view(path: Path) -> View:
    """A document; raises Invalid for one that is too long."""
    with ZipFile(path) as archive:
        if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
            raise Invalid(TOO_MUCH)
    pictures = Pictures()
    with path.open("rb") as file:
        images: Any = mammoth.images.img_element(pictures.taken)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType]
        document: Any = mammoth.convert_to_html(file, convert_image=images)  # pyright: ignore[reportUnknownVariableType]
    clean = harmless(document.value)
    if len(re.sub(r'src="data:[^"]*"', "", clean)) > MOST_TEXT:
        raise Invalid(TOO_MUCH)
    return View(html=clean, left_out=pictures.left_out)


def harmless(html: str) -> str:
    """HTML of which nothing is left but text, its parts, links to elsewhere, and pictures that it holds itself."""
    lowered = re.sub(r"(</?h)([1-6])", lambda found: f"{found[1]}{min(int(found[2]) + 1, 4)}", html)
    return nh3.clean(
        lowered, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, attribute_filter=_kept, link_rel="noreferrer"
    )


def _kept(tag: str, attribute: str, value: str) -> str | None:
    """Pictures are what they hold, links lead elsewhere: never the other way round."""
    if attribute == "src":
        return value if value.startswith("data:image/webp;base64,") else None
    if attribute == "href":
        return value if value.startswith(("http://", "https://", "mailto:")) else None
    return value
