"""Names that are alike: so near to each other that they may well be two spellings of one union.

Alike are names that differ in width, case, blanks or punctuation, in forms that mean the same (工会 and
工会委员会, 有限公司 and 有限责任公司), and long names that differ in one character, unless that character
tells unions apart, as numbers and directions do: 第一 and 第二.
"""

from orgnet.search import GENERIC_PATTERN, normal

LONG = 8
"""From so many distinctive characters on, one that differs is more likely a slip than another name."""

TELLING = frozenset(
    "0123456789abcdefghijklmnopqrstuvwxyz〇零一二三四五六七八九十百千甲乙丙丁东南西北中上下左右前后内外大小新老"
)
"""Characters that tell unions apart."""


def bare(name: str) -> str:
    """A name without what makes no difference."""
    text = normal(name).replace("有限责任公司", "有限公司")
    return text.removesuffix("委员会") if text.endswith("工会委员会") else text


def traces(name: str) -> list[str]:
    """Texts of which two names that are alike share one."""
    text = bare(name)
    if len(text) < LONG or len(GENERIC_PATTERN.sub("", text)) < LONG:
        return [text]
    return [text, *(text[:i] + text[i + 1 :] for i in range(len(text)))]


def alike(one: str, other: str) -> bool:
    """Whether two different names that share a trace are alike."""
    here, there = bare(one), bare(other)
    start = 0
    while start < min(len(here), len(there)) and here[start] == there[start]:
        start += 1
    here, there = here[start:], there[start:]
    while here and there and here[-1] == there[-1]:
        here, there = here[:-1], there[:-1]
    return max(len(here), len(there)) <= 2 and not ({*here, *there} <= TELLING and (here or there))
