"""Search: how names are compared, and what a question asks of them."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import product
from operator import add

from orgnet.errors import Invalid

UNIONS = (
    "工会 工会委员会 总工会 联合工会委员会 工会联合会 行业工会联合会 联合工会 工会工作委员会 工会办事处 基层工会 "
    "分工会 工会小组 产业工会 委员会 联合会 联合 行业"
).split()
EMPLOYERS = (
    "有限公司 公司 有限责任公司 股份有限公司 集团有限公司 集团公司 集团 股份 分公司 厂 中心 学校 楼宇 院 局 馆 站 科 处 所"
).split()
TRADES = (
    "科技 机械 电子 商贸 贸易 建筑 工程 物流 运输 信息 技术 制造 食品 纺织 服装 化工 建材 五金 百货 批发 能源 实业 "
    "服务 餐饮 酒店 地产 置业 物业 农业 林业 文化 传媒 咨询 教育 小学 中学 大学 学院 幼儿园 医院 卫生院 养老院 机关 "
    "管理局 管理站 文化馆 图书馆 体育馆 软件 网络 仓储 安装 装饰 设计 检测 维修 环境 租赁 家政 人力资源 工业 经济"
).split()
PLACES = "街道 社区 园区 开发区 乡 镇 村 区 县 市 省".split()
"""Words that stand in very many names, the most frequent first, by what they say."""

GENERIC = (*UNIONS, *EMPLOYERS, *TRADES, *PLACES)
GENERIC_PATTERN = re.compile("(" + "|".join(sorted(GENERIC, key=len, reverse=True)) + ")")
SEPARATORS = re.compile(r"[\W_]+")


def chunks(text: str) -> list[str]:
    """A text as it is compared, in one width and one case, apart where blanks or punctuation stood."""
    compared = unicodedata.normalize("NFKC", text).casefold()
    return [compared] if compared.isalnum() else SEPARATORS.sub(" ", compared).split()


def normal(text: str) -> str:
    """A text as it is compared, without blanks and punctuation."""
    return "".join(chunks(text))


def folded(name: str) -> str | None:
    """A name as it is compared, where that is not how it is written."""
    compared = normal(name)
    return compared if compared != name else None


def pairs(text: str) -> list[str]:
    """The pairs of neighbouring characters of a text, each once; of a single character, itself."""
    return list(dict.fromkeys(map(add, text, text[1:]))) or [text]


def _common() -> dict[str, int]:
    """The pairs within the generic words and between two that follow one another, the most frequent first."""
    ends = [(EMPLOYERS, UNIONS), (UNIONS, UNIONS), (TRADES, EMPLOYERS), (TRADES, UNIONS), (PLACES, UNIONS)]
    between = [one[-1] + other[0] for before, after in ends for one, other in product(before, after)]
    inside = [pair for word in GENERIC if len(word) > 1 for pair in pairs(word)]
    return {pair: rank for rank, pair in enumerate(dict.fromkeys(inside + between))}


COMMON = _common()
"""Pairs that the large shelves do not hold, with their rank: 0 for the most frequent."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a text in which single blanks stand between what was apart.

    A union answers it if each of its words stands in the union's name; or if it begins as the name of a
    superior above the grassroots does, and the union answers the rest. So 杭州西湖 is also asked of all with
    西湖 in their names below those whose names begin with 杭州.
    """

    text: str

    @property
    def name(self) -> str:
        """The question as if it were a name."""
        return self.text.replace(" ", "")

    @property
    def words(self) -> list[str]:
        """What must stand in a name: the generic words of the question, and what stands between them."""
        parts = [part for chunk in self.text.split() for part in GENERIC_PATTERN.split(chunk)]
        return list(dict.fromkeys(part for part in parts if part))

    @property
    def telling(self) -> list[str]:
        """The pairs by which it can be looked up on all shelves."""
        return [pair for word in self.words if len(word) > 1 for pair in pairs(word) if pair not in COMMON]

    @property
    def rarest(self) -> str:
        """Where nothing is telling: what is the least common of it."""
        terms = [pair for word in self.words for pair in pairs(word)]
        return max(terms, key=lambda term: (len(term), COMMON.get(term, 0)))

    def shared(self, superior: str) -> int:
        """How many characters the question and a superior's name begin with together.

        At least two, and so few that two are left to ask for; else 0.
        """
        name, asked = normal(superior), self.name
        most = min(len(name), len(asked) - 2)
        same = next((i for i in range(most) if name[i] != asked[i]), most)
        return same if same >= 2 else 0

    def after(self, count: int) -> "Question":
        """The question without its first characters."""
        place = 0
        while count:
            count -= self.text[place] != " "
            place += 1
        return Question(self.text[place:].strip())


def codes(asked: str) -> set[str]:
    """The ids, codes or credit codes that a question may be, whatever its width and case."""
    code = unicodedata.normalize("NFKC", asked).strip()
    return {code, code.upper(), code.lower()} if code.isascii() and code.isprintable() else set()


def question(asked: str) -> Question:
    """A question as it was typed; raises Invalid where nothing in it can be asked for."""
    text = " ".join(chunks(asked))
    if not text:
        raise Invalid("q has no letter or digit to look for; give a part of a name, or a code", field="q")
    return Question(text)
