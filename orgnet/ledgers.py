"""Ledgers (台账): where the branches below a union stand with a directive, who has not, and what was told, as rows of a
sheet."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo

from orgnet.chases import Chase
from orgnet.directives import Directive, State, Way
from orgnet.evidence import SUMMED, Blank, Evidence, Filling, Value
from orgnet.exports import BY_FIELD, CHINESE, Cell, Language
from orgnet.receipts import Receipt
from orgnet.standings import Standing, overdue
from orgnet.unions import Union

Row = Sequence[Cell]

NAMED = ("code", "name", "level", "kind")

FIGURES: Mapping[str, str] = {
    "expected": "应收",
    "delivered": "已送达",
    "read": "已阅",
    "signed": "已签收",
    "relayed": "已转发",
    "in_hand": "在办",
    "done": "已办结",
    "accepted": "已认可",
    "returned": "退回",
    "exempt": "免办",
    "recorded": "代录",
    "briefed": "已传达会员",
    "overdue": "超期",
}
"""What is counted of a branch, and what it is called in Chinese."""

REACHED = ("desk", "telephone", "hours")
"""How those are reached who have not."""

CHASED: Mapping[str, str] = {
    "officer": "经办人",
    "mobile": "手机",
    "reminded": "最近催办",
    "contacted": "最近联系",
    "spoke_with": "联系对象",
    "said": "联系情况",
    "follow_up": "再次联系",
}
"""How far somebody is after them."""

STOPPED: Mapping[str, str] = {"since": "收到时间", "waiting": "卡滞待送"}
"""What is told of those who have not passed a document on: since when they have it, and how many wait behind them."""

TOTAL: Mapping[Language, str] = {Language.CHINESE: "合计", Language.ENGLISH: "total"}


def progress_headings(language: Language) -> list[str]:
    """The headings of the ledger of branches."""
    return [*_headings(NAMED, language), *_words(FIGURES, language)]


def missing_headings(language: Language) -> list[str]:
    """The headings of the ledger of those who have not."""
    return [*_headings((*NAMED, *REACHED), language), *_words(CHASED, language)]


def stopped_headings(language: Language) -> list[str]:
    """The headings of the ledger of those who have not passed it on."""
    return [*missing_headings(language), *_words(STOPPED, language)]


def _words(names: Mapping[str, str], language: Language) -> list[str]:
    return list(names.values() if language is Language.CHINESE else names)


def _headings(fields: Sequence[str], language: Language) -> list[str]:
    return [BY_FIELD[field].headings[0] if language is Language.CHINESE else field for field in fields]


def progress_row(directive: Directive, union: Union, standing: Standing, today: date, language: Language) -> Row:
    """A union with the figures of its branch, itself included."""
    return [*_named(union, language), *_figures(directive, standing, today)]


def _figures(directive: Directive, standing: Standing, today: date) -> list[Cell]:
    reached = {name.value: n for counts in (standing.reached(), standing.ruled()) for name, n in counts.items()}
    figures = reached | {
        "expected": standing.unions,
        "delivered": standing.unions if directive.way is Way.DIRECT else standing.delivered(),
        "recorded": standing.recorded(),
        "briefed": standing.briefed(),
        "overdue": overdue(directive, standing, today),
    }
    return [figures[name] for name in FIGURES]


def missing_row(chase: Chase, zone: tzinfo, language: Language) -> Row:
    """A union that has not, how it is reached, and how far somebody is after it."""
    union, officer, contact = chase.place.union, chase.officer, chase.contact
    after = [
        officer and officer.name,
        officer and officer.mobile,
        _minute(chase.reminded.at, zone) if chase.reminded else None,
        contact and contact.day.isoformat(),
        contact and contact.whom,
        contact and contact.said,
        contact.follow_up.isoformat() if contact and contact.follow_up and contact.waits else None,
    ]
    return [*_named(union, language), union.desk, union.telephone, union.hours, *after]


def stopped_row(chase: Chase, since: datetime, waiting: int, zone: tzinfo, language: Language) -> Row:
    """A union that has not passed a document on, and what that holds up."""
    return [*missing_row(chase, zone, language), _minute(since, zone), waiting]


def _minute(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _named(union: Union, language: Language) -> list[Cell]:
    say = CHINESE.__getitem__ if language is Language.CHINESE else str
    return [union.code, union.name, say(union.level), say(union.kind)]


def added(sums: Row, rows: Sequence[Row]) -> Row:
    """A row of sums with the figures of more rows; `none` begins it."""
    first = len(NAMED)
    columns = zip(*(row[first:] for row in (sums, *rows)), strict=True)
    return [*sums[:first], *(sum(cell for cell in column if isinstance(cell, int)) for column in columns)]


def none(language: Language) -> Row:
    """The row of sums over no rows."""
    return [None, TOTAL[language], None, None, *(0 for _ in FIGURES)]


REPLIED: Mapping[str, str] = {"done": "办结时间", "note": "办理情况", "ruling": "审核"}
"""What is told of every reply beside the blanks of the form."""

RULED: Mapping[str, str] = {"accepted": "已认可", "returned": "退回"}
YES: Mapping[Language, str] = {Language.CHINESE: "是", Language.ENGLISH: "yes"}
NO: Mapping[Language, str] = {Language.CHINESE: "否", Language.ENGLISH: "no"}


def reply_headings(evidence: Evidence, language: Language) -> list[str]:
    """The headings of the ledger of replies: the blanks by their labels."""
    return [*_headings(NAMED, language), *_words(REPLIED, language), *(blank.label for blank in evidence.blanks)]


def reply_row(evidence: Evidence, union: Union, receipt: Receipt, zone: tzinfo, language: Language) -> Row:
    """What a union has told; its time is that of the zone."""
    done = _minute(receipt.done, zone) if receipt.done else None
    ruling = receipt.ruling and (RULED[receipt.ruling] if language is Language.CHINESE else receipt.ruling.value)
    told = receipt.told or (None,) * len(evidence.blanks)
    filled = (_cell(blank, value, language) for blank, value in zip(evidence.blanks, told, strict=True))
    return [*_named(union, language), done, receipt.note, ruling, *filled]


def _cell(blank: Blank, value: Value | None, language: Language) -> Cell:
    if isinstance(value, bool):
        return (YES if value else NO)[language]
    return value / 100 if blank.filling is Filling.AMOUNT and isinstance(value, int) else value


def reply_sums(evidence: Evidence, sums: Mapping[int, int], language: Language) -> Row:
    """The row of sums below the replies: of what is answered with yes, how many did."""
    filled = (
        _cell(blank, sums.get(n, 0), language) if blank.filling in SUMMED else None
        for n, blank in enumerate(evidence.blanks)
    )
    return [None, TOTAL[language], None, None, *(None for _ in REPLIED), *filled]


DOCUMENT: Mapping[str, str] = {
    "number": "文号",
    "title": "标题",
    "issued": "印发日期",
    "deadline": "办理期限",
    "way": "下发方式",
    "state": "状态",
}
"""What is said of every document that a union has issued, before its figures."""

OPEN: Mapping[str, str] = {"stalled": "卡滞待送", "questions": "待答疑问"}
"""What is said of it after them: how many wait behind those who have not passed it on, and for an answer."""

WAYS: Mapping[Way, str] = {Way.DIRECT: "一发到底", Way.LEVEL_BY_LEVEL: "逐级转发"}
STATES: Mapping[State, str] = {
    State.DRAFT: "草稿",
    State.REVIEWED: "已审核",
    State.ISSUED: "已印发",
    State.CLOSED: "已关闭",
    State.WITHDRAWN: "已撤销",
    State.SUPERSEDED: "已被替代",
}


def issued_headings(language: Language) -> list[str]:
    """The headings of the ledger of what a union has issued."""
    return [each for names in (DOCUMENT, FIGURES, OPEN) for each in _words(names, language)]


def issued_row(
    directive: Directive, standing: Standing, questions: int, today: date, zone: tzinfo, language: Language
) -> Row:
    """A document of a union with the figures of all whom it reaches."""
    chinese = language is Language.CHINESE
    said = [
        directive.number,
        directive.text.title,
        directive.issued.astimezone(zone).date().isoformat() if directive.issued else None,
        directive.deadline.isoformat() if directive.deadline else None,
        WAYS[directive.way] if chinese else directive.way.value,
        STATES[directive.state] if chinese else directive.state.value,
    ]
    return [*said, *_figures(directive, standing, today), stuck(directive, standing), questions]


def stuck(directive: Directive, standing: Standing) -> int:
    """How many wait for a document that stops somewhere above them; of what goes to all at once nobody does."""
    return standing.waiting if directive.way is Way.LEVEL_BY_LEVEL else 0
