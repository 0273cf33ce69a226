"""Whatever colour is chosen, it stands out on both grounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgnet.brands import CONTRAST, DARK, LIGHT, checked, contrast, logo, readable, rgb
from orgnet.errors import Conflict, Invalid

PART = st.integers(0, 255)


@given(st.tuples(PART, PART, PART))
def test_every_colour_stands_out_in_either_theme(colour: tuple[int, int, int]) -> None:
    assert contrast(readable(colour, LIGHT), LIGHT) >= CONTRAST
    assert contrast(readable(colour, DARK), DARK) >= CONTRAST


def test_a_colour_that_stands_out_already_stays_as_it_is() -> None:
    brand = checked("zj", " 浙江工会 ", "#B5121B", None)
    assert (brand.name, brand.light) == ("浙江工会", "#b5121b")
    assert rgb(brand.dark) != rgb(brand.colour)


@pytest.mark.parametrize("colour", ["red", "#fff", "#b5121b;}", ""])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(Invalid):
        checked("zj", "浙江工会", colour, None)


def test_a_logo_is_a_small_picture() -> None:
    assert logo(b"\x89PNG\r\n\x1a\n...").media == "image/png"
    with pytest.raises(Invalid):
        logo(b"<svg onload='alert(1)'/>")
    with pytest.raises(Conflict):
        logo(b"\xff\xd8\xff" + bytes(64_000))
