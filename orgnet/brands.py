"""Brands: the name, the colour and the logo under which a union and all below it see their pages."""

import re
from dataclasses import dataclass

from orgnet.errors import Conflict, Invalid
from orgnet.names import clean

NAME_LENGTH, LOGO_SIZE = 16, 64_000
"""Of the name in characters, and of the logo in bytes."""

Rgb = tuple[int, int, int]

COLOUR = re.compile(r"#[0-9a-f]{6}")
LIGHT, DARK = (0xFF, 0xFF, 0xFF), (0x21, 0x1F, 0x1C)
"""The grounds on which the colour stands, by theme."""

CONTRAST = 4.5
"""At least so much stands out from its ground (WCAG 2.2 AA)."""

PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


@dataclass(frozen=True, slots=True)
class Logo:
    """A small picture, and what kind of file it is."""

    media: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Brand:
    """What a union is recognised by. `changed` is the number of the fact by which it was set."""

    union: str
    name: str
    colour: str
    logo: Logo | None = None
    changed: int = 0

    @property
    def light(self) -> str:
        """The colour as it stands on light ground."""
        return said(readable(rgb(self.colour), LIGHT))

    @property
    def dark(self) -> str:
        """The colour as it stands on dark ground."""
        return said(readable(rgb(self.colour), DARK))


def checked(union: str, name: str, colour: str, logo: Logo | None) -> Brand:
    """A brand with its name tidied; raises Invalid naming the field."""
    if not COLOUR.fullmatch(colour.lower()):
        raise Invalid("a colour is written such as #b5121b", field="colour")
    return Brand(union, clean(name, "name", most=NAME_LENGTH), colour.lower(), logo)


def logo(data: bytes) -> Logo:
    """A picture that was sent; raises unless it is small, and of a kind that holds nothing but a picture."""
    if len(data) > LOGO_SIZE:
        raise Conflict(f"the logo has more than {LOGO_SIZE // 1000} KB; make it smaller", field="logo")
    media = next((media for sign, media in PICTURES.items() if data.startswith(sign)), None)
    if media is None:
        raise Invalid("the logo is a picture of the format PNG, JPEG or GIF", field="logo")
    return Logo(media, data)


def readable(colour: Rgb, ground: Rgb) -> Rgb:
    """The colour, darkened on light ground or lightened on dark as little as it takes to stand out."""
    end = 0 if luminance(ground) > 0.5 else 255
    for step in range(101):
        mixed = tuple(round(part + (end - part) * step / 100) for part in colour)
        found = (mixed[0], mixed[1], mixed[2])
        if contrast(found, ground) >= CONTRAST:
            return found
    return (end, end, end)


def contrast(one: Rgb, other: Rgb) -> float:
    """How far two colours stand out from each other: 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: Rgb) -> float:
    """How light a colour is, from 0 to 1."""
    linear = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def rgb(colour: str) -> Rgb:
    """The parts of a colour."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def said(colour: Rgb) -> str:
    """A colour as it is written."""
    return "#{:02x}{:02x}{:02x}".format(*colour)
