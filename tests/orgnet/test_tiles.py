"""Every province has a square of its own, and a share a step of the ramp."""

from dataclasses import replace

from orgnet.levels import Level
from orgnet.tiles import TILES, step, tile_of
from seeds.divisions import provinces
from tests.cast import union


def test_every_province_has_a_square_of_its_own() -> None:
    assert {each.code[:2] for each in provinces()} == TILES.keys() - {"66"}
    assert len({(tile.column, tile.row) for tile in TILES.values()}) == len(TILES) == 32


def test_a_union_lies_where_its_division_is() -> None:
    for division in ("42", "420000"):
        lies = tile_of(replace(union("hb", Level.PROVINCIAL), division=division))
        assert lies and (lies.name, lies.column, lies.row) == ("湖北", 5, 5)
    for division in (None, "420500"):
        assert tile_of(replace(union("yc", Level.MUNICIPAL), division=division)) is None


def test_a_share_stands_on_its_step() -> None:
    steps = [step(n, 8) for n in range(9)]
    assert steps == [0, 1, 1, 2, 2, 3, 3, 3, 4]
    assert step(0, 0) == 0
