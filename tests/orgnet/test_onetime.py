"""One-time codes survive being read aloud and typed on a phone."""

import secrets

from hypothesis import given
from hypothesis import strategies as st

from orgnet import onetime

codes = st.text(alphabet=onetime.ALPHABET, min_size=16, max_size=16)


def spelt(plain: str) -> str:
    characters = iter(plain)
    return onetime.code(lambda _: next(characters))


def test_a_code_has_four_groups_of_unmistakable_characters() -> None:
    made = onetime.code(secrets.choice)
    assert [len(group) for group in made.split("-")] == [4, 4, 4, 4]
    assert set(made) <= {*onetime.ALPHABET, "-"}
    assert not set("ILOU") & set(onetime.ALPHABET)
    assert onetime.code(secrets.choice) != made


@given(codes, st.sampled_from(["", " ", "-", "—", ". ", "_", "\n"]), st.booleans())
def test_a_code_is_read_however_it_is_typed(plain: str, separator: str, small: bool) -> None:
    typed = separator.join(plain)
    assert onetime.readable(typed.lower() if small else typed) == spelt(plain)


@given(codes)
def test_full_width_and_misread_characters_are_understood(plain: str) -> None:
    wide = "".join(chr(ord(character) + 0xFEE0) for character in plain)
    misread = plain.replace("1", "l").replace("0", "O").replace("V", "u")
    assert onetime.readable(wide) == onetime.readable(misread) == spelt(plain)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_without_an_error(text: str) -> None:
    assert isinstance(onetime.readable(text), str)
