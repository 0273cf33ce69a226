"""The columns of a sheet of unions: what may stand in it, and how it is checked.

Values are plain (text, numbers), so that rows can be laid aside and taken up again.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache, partial
from math import isfinite
from typing import Any

from orgnet import codes, terms
from orgnet.errors import Invalid
from orgnet.names import clean
from orgnet.sheets import Column, whole
from orgnet.unions import Status
from orgnet.wording import LINE_LENGTH, NAME_LENGTH

MOST = 100_000_000
PATH_LENGTH = 1000
TERMS_LENGTH = 2000
DAY = re.compile(r"(\d{4})(?:(\d\d)(\d\d)|[-/.年](\d{1,2})[-/.月](\d{1,2})日?)(?: 00:00:00)?")
SEVERAL = re.compile(r"[;；\n]")


def name(text: str) -> str:
    """A union's name."""
    return clean(text, "name", most=NAME_LENGTH)


def day(field: str) -> Callable[[str], str]:
    """Reads a day as people write it: 2020-01-02, 2020/1/2, 2020年1月2日, 20200102."""

    def parse(text: str) -> str:
        found = DAY.fullmatch(text)
        try:
            if found is None:
                raise ValueError
            year, *rest = (int(part) for part in found.groups() if part)
            return date(year, *rest).isoformat()
        except ValueError as error:
            raise Invalid(f"{field} is a day such as 2020-01-02", field=field) from error

    return parse


def degrees(field: str, most: int) -> Callable[[str], float]:
    """Reads a longitude or latitude."""

    def parse(text: str) -> float:
        try:
            value = float(text) if text.isascii() and "_" not in text else float("nan")
        except ValueError:
            value = float("nan")
        if not isfinite(value) or abs(value) > most:
            raise Invalid(f"{field} is a number of degrees from -{most} to {most}", field=field)
        return value

    return parse


def several(field: str, most: int) -> Callable[[str], list[str]]:
    """Reads several texts separated by semicolons or line breaks."""

    def parse(text: str) -> list[str]:
        parts = [part.strip() for part in SEVERAL.split(text)]
        return [clean(part, field, most=most) for part in parts if part]

    return parse


def plain(read: Callable[[str], str]) -> Callable[[str], str]:
    """A term as plain text."""
    return lambda text: str(read(text))


def status(text: str) -> str:
    """A union's status; dissolving is no matter of sheets."""
    said = terms.status(text)
    if said is Status.DISSOLVED:
        raise Invalid("a union is dissolved by dissolving it, not by a sheet; leave the row out", field="status")
    return said.value


def _line(field: str, most: int = LINE_LENGTH) -> Callable[[str], str]:
    return partial(clean, field=field, most=most)


often = lru_cache(1 << 15)
"""What stands in many cells is remembered as it was read."""

COLUMNS = (
    Column("code", ("统计代码", "工会代码", "代码", "基层工会统计代码"), codes.statistical),
    Column("name", ("名称", "工会名称", "单位名称"), name),
    Column("level", ("级别", "层级", "工会级别"), often(plain(terms.level))),
    Column("kind", ("组织类型", "工会类型", "类型"), often(plain(terms.kind))),
    Column("sector", ("行业", "行业门类", "所属行业"), often(plain(terms.sector))),
    Column("status", ("状态",), often(status)),
    Column("parent", ("上级", "上级工会", "superior"), often(_line("parent", PATH_LENGTH))),
    Column("path", ("上级路径",)),
    Column("guide", ("第二上级", "指导上级", "上级产业工会", "second_superior"), often(_line("guide", PATH_LENGTH))),
    Column("division", ("行政区划", "行政区划代码", "所在地行政区划代码"), often(codes.division)),
    Column("credit_code", ("信用代码", "统一社会信用代码", "工会信用代码"), codes.union_credit_code),
    Column(
        "employer_code", ("单位信用代码", "单位统一社会信用代码"), partial(codes.credit_code, field="employer_code")
    ),
    Column("organ_code", ("机关代字", "发文代字"), _line("organ_code")),
    Column("members", ("会员数", "会员人数"), often(whole("members", MOST))),
    Column("units", ("涵盖单位数", "单位数"), often(whole("units", MOST))),
    Column("founded", ("成立日期", "建会日期"), often(day("founded"))),
    Column("lon", ("经度", "longitude"), degrees("lon", 180)),
    Column("lat", ("纬度", "latitude"), degrees("lat", 90)),
    Column("desk", ("办公部门", "联系部门"), _line("desk")),
    Column("telephone", ("电话", "办公电话"), _line("telephone")),
    Column("hours", ("办公时间",), _line("hours")),
    Column("partners", ("协作单位",), several("partners", PATH_LENGTH)),
    Column("terms", ("协作内容", "协作事项"), several("terms", TERMS_LENGTH)),
    Column("outside_code", ("原系统编码", "外部编码"), _line("outside_code")),
    Column("outside_system", ("原系统", "原系统名称", "外部系统"), _line("outside_system")),
    Column("outside_since", ("原系统编码启用日期", "外部编码启用日期"), day("outside_since")),
    Column("problem", ("问题",)),
)
"""The last is what a file of rejected rows says; it may stay when the file is mended and imported."""

PLACING = {"parent", "path", "guide", "partners", "terms", "outside_code", "outside_system", "outside_since", "problem"}
"""What says where a union stands and with whom, and is no field of the union itself."""

REQUIRED = ("name", "level", "kind")
"""What a union must have to be founded; for one that is there already these cells may be empty."""


def own(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the union itself."""
    return {field: value for field, value in values.items() if field not in PLACING}


def pacts(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The partners with the terms: one for all, or one for each; raises Invalid."""
    partners: list[str] = values.get("partners", [])
    said: list[str] = values.get("terms", [])
    if partners and len(said) not in (1, len(partners)):
        raise Invalid(f"give one text of terms for all {len(partners)} partners, or one for each", field="terms")
    if said and not partners:
        raise Invalid("these terms need a partner", field="partners")
    return list(zip(partners, said if len(said) == len(partners) else said * len(partners), strict=True))
