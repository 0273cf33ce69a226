"""Terms: what levels, kinds, sectors and statuses are called in Chinese, and by which numbers live systems know them.

The first term of each is the one to show; the others are understood too.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

from orgnet.errors import Invalid
from orgnet.kinds import Kind
from orgnet.levels import Level
from orgnet.search import normal
from orgnet.sectors import Sector
from orgnet.unions import Status

T = TypeVar("T", bound=StrEnum)

LEVELS: Mapping[Level, tuple[str, ...]] = {
    Level.NATIONAL: ("全国", "国家级", "国家", "10"),
    Level.PROVINCIAL: ("省级", "省", "自治区", "直辖市", "部级", "20", "21"),
    Level.MUNICIPAL: ("市级", "市", "地市级", "30"),
    Level.COUNTY: ("县级", "县", "区", "区县级", "区级", "县市级", "40", "41"),
    Level.TOWNSHIP: ("乡镇级", "乡镇街道", "街道", "街镇", "乡镇", "50"),
    Level.COMMUNITY: ("社区级", "社区", "村", "村社区", "60", "61"),
    Level.GRASSROOTS: ("基层", "基层工会", "基层级"),
}
"""The numbers are `level` of the live systems; their 22, industrial, is a kind and no level here."""

KINDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.FEDERATION: ("总工会", "地方总工会"),
    Kind.INDUSTRIAL: ("产业工会",),
    Kind.INDUSTRY_FEDERATION: ("行业性工会联合会", "行业工会联合会", "行业", "5"),
    Kind.AREA_FEDERATION: ("区域性工会联合会", "区域工会联合会", "工会联合会"),
    Kind.TOWNSHIP_UNION: ("乡镇街道工会", "街道乡镇工会", "乡镇工会", "街道工会", "街道", "3"),
    Kind.PARK: ("园区工会", "开发区工会", "园区", "4"),
    Kind.GROUP: ("集团工会", "集团", "6"),
    Kind.SYSTEM: ("系统工会", "系统", "7"),
    Kind.SINGLE: ("单独基层工会", "独立基层工会", "单独基层", "独立基层", "单独", "1"),
    Kind.JOINT: ("联合基层工会", "联合基层", "联合", "2"),
    Kind.WORKING_COMMITTEE: ("工会工作委员会", "工委"),
    Kind.OFFICE: ("工会办事处", "办事处"),
    Kind.BRANCH: ("分工会", "分会", "8"),
    Kind.SECTION: ("工会小组", "小组"),
}
"""The numbers are `orgType` of the live systems, and 904 of the annual statistics."""

SECTORS: Mapping[Sector, tuple[str, ...]] = {
    Sector.AGRICULTURE: ("农、林、牧、渔业", "农业"),
    Sector.MINING: ("采矿业",),
    Sector.MANUFACTURING: ("制造业",),
    Sector.ENERGY_AND_WATER: ("电力、热力、燃气及水生产和供应业", "电力、燃气及水的生产和供应业"),
    Sector.CONSTRUCTION: ("建筑业",),
    Sector.TRADE: ("批发和零售业", "批发零售业"),
    Sector.TRANSPORT: ("交通运输、仓储和邮政业", "交通运输业"),
    Sector.CATERING: ("住宿和餐饮业", "住宿餐饮业"),
    Sector.INFORMATION: ("信息传输、软件和信息技术服务业", "信息业"),
    Sector.FINANCE: ("金融业",),
    Sector.REAL_ESTATE: ("房地产业",),
    Sector.BUSINESS_SERVICES: ("租赁和商务服务业",),
    Sector.RESEARCH: ("科学研究和技术服务业",),
    Sector.ENVIRONMENT: ("水利、环境和公共设施管理业",),
    Sector.PERSONAL_SERVICES: ("居民服务、修理和其他服务业",),
    Sector.EDUCATION: ("教育",),
    Sector.HEALTH_AND_SOCIAL_WORK: ("卫生和社会工作",),
    Sector.CULTURE: ("文化、体育和娱乐业",),
    Sector.PUBLIC_ADMINISTRATION: ("公共管理、社会保障和社会组织", "公共管理和社会组织"),
    Sector.INTERNATIONAL: ("国际组织",),
}

STATUSES: Mapping[Status, tuple[str, ...]] = {
    Status.PREPARING: ("筹备", "筹备中", "4"),
    Status.ACTIVE: ("正常", "已建会", "在册", "1"),
    Status.LOCKED: ("锁定", "3"),
    Status.TRANSFERRING: ("隶属关系调整中", "调整中"),
    Status.DISSOLVED: ("撤销", "注销", "已撤销", "0"),
}
"""The numbers are `status` of the live systems."""


def understood(field: str, terms: Mapping[T, tuple[str, ...]]) -> Callable[[str], T]:
    """Reads a term, in Chinese, in English or by its number; raises Invalid with those there are."""
    known = {normal(said): term for term, names in terms.items() for said in (term.value, term.name, *names)}

    def parse(text: str) -> T:
        found = known.get(text) or known.get(normal(text))
        if found is None:
            possible = ", ".join(f"{names[0]}/{term}" for term, names in terms.items())
            raise Invalid(f"{field} is one of {possible}", field=field)
        return found

    return parse


level = understood("level", LEVELS)
kind = understood("kind", KINDS)
sector = understood("sector", SECTORS)
status = understood("status", STATUSES)
