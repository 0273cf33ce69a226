"""Rulings: what an issuer has still to decide about what he was told, and what he has decided."""

from collections.abc import Mapping
from enum import StrEnum

from orgnet.directives import Directive
from orgnet.receipts import Milestone, Receipt, Ruling
from orgnet.standings import Standing


class Stage(StrEnum):
    """Where the answers to a document stand: all that were given, those on which nothing is decided, those that were
    returned and not given again; and who need give none."""

    ANSWERED = "answered"
    UNDECIDED = "undecided"
    RETURNED = "returned"
    EXEMPT = "exempt"


RULED: Mapping[Stage, Ruling] = {Stage.RETURNED: Ruling.RETURNED, Stage.EXEMPT: Ruling.EXEMPT}


def stands(receipt: Receipt | None, stage: Stage) -> bool:
    """Whether a union's answer stands there."""
    if receipt is None:
        return False
    if stage is Stage.ANSWERED:
        return receipt.answered
    if stage is Stage.UNDECIDED:
        return receipt.done is not None and receipt.ruling is None
    return receipt.ruling is RULED[stage]


def standing_at(directive: Directive, standing: Standing, stage: Stage) -> int:
    """How many answers of a branch stand there."""
    if stage is Stage.ANSWERED:
        return standing.answered(directive.text.duties)
    if stage is Stage.UNDECIDED:
        return standing.reached()[Milestone.DONE] - standing.ruled()[Ruling.ACCEPTED]
    return standing.ruled()[RULED[stage]]
