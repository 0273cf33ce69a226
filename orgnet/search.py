"""Finding unions by name: what is distinctive in a name, and how a question is explained by names.

A word that stands in half of all names finds nothing quickly, so the index holds only what is left of a
name without the generic words (forms of union, of company, of industry).
"""

import re
import unicodedata

GENERIC = (
    "工会工作委员会 联合工会委员会 行业工会联合会 工会联合会 联合工会 工会委员会 总工会 工会办事处 基层工会 "
    "分工会 工会小组 产业工会 工会 委员会 联合会 联合 行业 有限责任公司 股份有限公司 有限公司 集团公司 公司 集团 "
    "股份 分公司 厂 中心 学校 小学 中学 大学 学院 医院 卫生院 机关 管理局 局 科技 信息 技术 机械 制造 建筑 工程 "
    "物流 运输 贸易 商贸 电子 食品 纺织 服装 化工 能源 实业 服务 餐饮 酒店 地产 置业 农业 文化 传媒 咨询 教育 "
    "街道 社区 园区 开发区 工业 经济 乡 镇 村 区 县 市 省"
).split()

GENERIC_PATTERN = re.compile("|".join(sorted(GENERIC, key=len, reverse=True)))
SEPARATORS = re.compile(r"[\W_]+")


def normal(text: str) -> str:
    """A text as it is compared: one width, one case, no blanks or punctuation."""
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", text).casefold())


def words(name: str) -> str:
    """The distinctive parts of a name, separated by blanks; this is what the index holds."""
    return " ".join(part for part in GENERIC_PATTERN.split(normal(name)) if part)


def pairs(question: str) -> list[str]:
    """The neighbouring characters of the distinctive parts of a question, by which candidates are found."""
    parts = words(question).split()
    return list(dict.fromkeys(part[i : i + 2] for part in parts for i in range(max(1, len(part) - 1))))


def explained(question: str, name: str, superiors: list[str]) -> bool:
    """Whether a question is made up of pieces of a union's name and of its superiors' names.

    Every piece has at least two characters, or is all that is asked, and at least one is the union's own:
    杭州西湖 is explained by 西湖区总工会 under 杭州市总工会.
    """
    asked, own = normal(question), normal(name)
    if asked in own:
        return True
    above = [normal(superior) for superior in superiors]
    return _covered(asked, own, above)


def _covered(asked: str, own: str, above: list[str]) -> bool:
    """Dynamic programming over prefixes: which can be covered, and whether with a piece of the own name."""
    covered = {0: False}
    for start in range(len(asked)):
        if start not in covered:
            continue
        for end in range(start + 2, len(asked) + 1):
            piece = asked[start:end]
            in_own = piece in own
            if not in_own and not any(piece in name for name in above):
                break
            covered[end] = covered.get(end, False) or covered[start] or in_own
    return covered.get(len(asked), False)
