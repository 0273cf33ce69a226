"""Tiles: where the unions of the provinces lie on a map of equal squares, roughly as in the country."""

from collections.abc import Mapping
from dataclasses import dataclass

from orgnet.unions import Union


@dataclass(frozen=True, slots=True)
class Tile:
    """A square of the map: what is written on it, and where it lies, counted from the upper left."""

    name: str
    column: int
    row: int


ROWS: tuple[tuple[str, ...], ...] = (
    ("", "", "", "", "", "", "", "23 黑龙江"),
    ("66 兵团", "", "", "", "15 内蒙古", "11 北京", "", "22 吉林"),
    ("65 新疆", "", "62 甘肃", "64 宁夏", "14 山西", "13 河北", "12 天津", "21 辽宁"),
    ("", "63 青海", "", "61 陕西", "41 河南", "37 山东", "32 江苏", ""),
    ("54 西藏", "", "51 四川", "50 重庆", "42 湖北", "34 安徽", "31 上海", ""),
    ("", "", "53 云南", "52 贵州", "43 湖南", "36 江西", "33 浙江", ""),
    ("", "", "", "45 广西", "44 广东", "35 福建", "", ""),
    ("", "", "", "", "46 海南", "", "", ""),
)
"""The map: in each square the division (GB/T 2260; 66 is the 新疆生产建设兵团) and its name."""

TILES: Mapping[str, Tile] = {
    each.split()[0]: Tile(each.split()[1], column, row)
    for row, squares in enumerate(ROWS, start=1)
    for column, each in enumerate(squares, start=1)
    if each
}


def tile_of(union: Union) -> Tile | None:
    """The square of a province's union; None for all others."""
    return TILES.get((union.division or "").removesuffix("0000"))


def step(part: int, whole: int) -> int:
    """On which step of the ramp a share of a whole stands: nobody, up to a quarter, up to half, not yet all, all."""
    if part <= 0 or whole <= 0:
        return 0
    if part >= whole:
        return 4
    return 1 if part * 4 <= whole else 2 if part * 2 <= whole else 3
