"""Finding directives: what may be asked for, in which words it is looked up, and what is not worth a second look."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product

from orgnet.directives import Directive, State
from orgnet.documents import Access, DocumentKind
from orgnet.errors import Invalid
from orgnet.permissions import OPERATOR, Action, Seat, decide
from orgnet.positions import Position
from orgnet.search import chunks, pairs
from orgnet.series import Part
from orgnet.shelving import NEWEST, OLDEST

MOST_WORDS = 8
MOST_PAIRS = 8
"""Pairs looked up in the index at most; the lists of the others are not read."""

FREQUENT = (
    "关于 通知 工作 做好 开展 组织 工会 总工会 全国 各级 职工 单位 部门 有关 加强 进一步 落实 贯彻 认真 推进 根据 要求 按照 "
    "现将 如下 报送 年度 活动 意见 印发 实施 方案 管理 办法 规定 情况 会议 精神 建设 服务 基层 各地 以及 我们 一个 为了 问题"
).split()
"""Words that stand in most documents; what has nothing but these is soon met with in any order."""

BETWEEN = [a[-1] + b[0] for a, b in product((*FREQUENT, "的"), (*FREQUENT, "的"))]
COMMON = frozenset(pair for word in FREQUENT for pair in pairs(word)) | frozenset(BETWEEN)
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]{2,}")
WIDE = {narrow: narrow + 0xFEE0 for narrow in range(0x21, 0x7F)}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for: all of it must be true of a directive. `since` and `until` are places among all
    directives (`orgnet.shelving`), `over` two moments between which it was closed."""

    words: Sequence[str] = ()
    number: Part | None = None
    issuer: str | None = None
    kinds: Collection[DocumentKind] = tuple(DocumentKind)
    states: Collection[State] = tuple(State)
    since: str = OLDEST
    until: str = NEWEST
    over: tuple[datetime, datetime] | None = None

    @property
    def spellings(self) -> list[list[str]]:
        """Each word in the widths in which it may stand in a text of small letters."""
        return [list(dict.fromkeys((word, word.translate(WIDE)))) for word in self.words]

    @property
    def telling(self) -> str:
        """What to ask the index of texts, which holds the pairs of Chinese characters: those of the words that do
        not stand in most documents. Empty where nothing of the kind is asked for."""
        found = [pair for word in self.words for run in HAN.findall(word) for pair in pairs(run) if pair not in COMMON]
        return " ".join(f"+{pair}" for pair in dict.fromkeys(found[:MOST_PAIRS]))


def words_of(asked: str) -> Sequence[str]:
    """The words of a question, as they are compared; raises Invalid where there are none, or too many."""
    found = tuple(dict.fromkeys(chunks(asked)))
    if not found or len(found) > MOST_WORDS:
        raise Invalid(f"give 1 to {MOST_WORDS} words of letters or digits, apart by blanks", field="words")
    return found


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who looks for directives: his seats, where these unions stand, and which have unions below."""

    actor: str
    seats: Sequence[Seat]
    places: Sequence[Position] = ()
    tops: Collection[str] = ()

    @property
    def own(self) -> set[str]:
        """The unions at which he has a seat."""
        return {seat.union for seat in self.seats}

    @property
    def line(self) -> set[str]:
        """These, and all above them on either line: what reaches them is addressed to one of these."""
        return self.own.union(*((*place.lines.primary, *place.lines.second) for place in self.places))

    def may_see(self, directive: Directive, near: Mapping[str, Position]) -> bool:
        """Whether it is worth asking if he sees a directive, its issuer and its audience's top being `near`.

        Whatever he sees is; of the rest, what only a look at the counts below his unions could tell. The rule
        itself is `graph.documents.visible`.
        """
        if self.actor == OPERATOR or (directive.issued and directive.text.access is Access.PUBLIC):
            return True
        if directive.issued is None:
            return directive.issuer in self.own
        ends = (near[id] for id in (directive.issuer, directive.top) if id in near)
        return any(self._reads(place) for place in ends) or any(self._hears(directive, each) for each in self.places)

    def _reads(self, place: Position) -> bool:
        return decide(Action.READ_DOCUMENTS, self.actor, self.seats, place.union.id, place.superiors).allowed

    def _hears(self, directive: Directive, place: Position) -> bool:
        inside = directive.top in {place.union.id, *place.superiors}
        return inside and (place.union.id in self.tops or directive.audience.reaches(place.union, place.lines))
