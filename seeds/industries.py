"""Industrial unions: the second line of leadership, and the first one where industries are run from above."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Industry:
    """A national industrial union: its name, the sectors it guides, and whether it leads them itself."""

    key: str
    name: str
    sectors: str
    vertical: bool = False


INDUSTRIES = (
    Industry("I01", "教科文卫体", "PQRM"),
    Industry("I02", "机械冶金建材", "C"),
    Industry("I03", "海员建设", "E"),
    Industry("I04", "财贸轻纺烟草", "FH"),
    Industry("I05", "能源化学地质", "BD"),
    Industry("I06", "农林水利气象", "AN"),
    Industry("I07", "国防邮电", "I"),
    Industry("I08", "铁路", "G", vertical=True),
    Industry("I09", "民航", "G", vertical=True),
    Industry("I10", "金融", "J", vertical=True),
)

GUIDING = {sector: industry for industry in INDUSTRIES if not industry.vertical for sector in industry.sectors}
"""The industrial union that guides a sector, where leadership is local first."""

FINANCE = INDUSTRIES[9]
CARRIERS = INDUSTRIES[7:9]


@dataclass(frozen=True, slots=True)
class System:
    """A union of a county's system or trade, and the sectors that may stand under it."""

    key: str
    name: str
    sectors: str
    guide: str | None
    trade: bool = False


SYSTEMS = (
    System("S1", "教育系统", "P", "I01"),
    System("S2", "卫生健康系统", "Q", "I01"),
    System("S3", "机关", "S", None),
    System("S4", "建筑", "E", "I03", trade=True),
    System("S5", "新就业形态劳动者", "GO", None, trade=True),
)
