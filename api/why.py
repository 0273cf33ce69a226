"""Why somebody may, or may not, do something."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.actors import Actor, Graph
from api.problems import documented
from graph import people, why
from graph.db import Transaction
from orgnet.permissions import TABLE, Action, Role, Scope
from orgnet.tallies import Line
from orgnet.why import action_named

router = APIRouter(tags=["why"])


class RuleOut(BaseModel):
    """One line of the table of permissions."""

    action: Action
    roles: list[Role]
    scope: Scope = Field(description="here: at this very union; above: there or above it on either line")
    says: str = Field(examples=["sign for a union and record what it did"])

    @classmethod
    def of(cls, action: Action) -> "RuleOut":
        """A line of the table."""
        rule = TABLE[action]
        return cls(action=action, roles=list(rule.roles), scope=rule.scope, says=rule.says)


class WhyOut(BaseModel):
    """The answer in a sentence, and what it rests on."""

    allowed: bool
    sentence: str = Field(
        examples=[
            "张三 may sign for 西湖区总工会 and record what it did:"
            " a seat as officer at this union may sign for a union and record what it did"
        ]
    )
    rule: RuleOut
    role: Role | None = Field(description="the role of the seat that decided")
    line: Line | None = Field(description="the line on which that seat was found")
    path: list[str] = Field(description="the unions from the one asked about up to that seat")


@router.get("/permissions", responses=documented())
async def read_permissions(actor: Actor) -> list[RuleOut]:
    """The table: who may do what."""
    return [RuleOut.of(action) for action in Action]


@router.get("/why", responses=documented(404, 409))
async def read_why(
    graph: Graph,
    actor: Actor,
    action: Annotated[str, Query(max_length=60, examples=["sign"])],
    thing: Annotated[
        str,
        Query(
            max_length=500,
            description="a union's id, code, credit code or path of names; or a directive's id or number",
            examples=["330106"],
        ),
    ],
    person: Annotated[str | None, Query(max_length=200, description="id or user name; you if left out")] = None,
) -> WhyOut:
    """Whether somebody may do something at a union or with a directive, and why."""
    asked = action_named(action)

    async def work(tx: Transaction) -> why.Why:
        who = actor if person is None else await people.named(tx, person)
        return await why.why_named(tx, actor, who, asked, thing)

    found = await graph.read(work)
    return WhyOut(
        allowed=found.allowed,
        sentence=found.sentence,
        rule=RuleOut.of(asked),
        role=found.seat.role if found.seat else None,
        line=found.way.line if found.way else None,
        path=list(found.way.names) if found.way else [],
    )
