"""Questions: asked on directives by those they reach, and answered by their issuers."""

from datetime import datetime
from typing import Annotated

import uuid_utils
from fastapi import APIRouter, Path, status
from pydantic import BaseModel, Field, StrictBool

from api.actors import Actor, Asked, Graph
from api.clock import Now
from api.directives import DirectiveId
from api.models import Strict
from api.paging import Page, Paged
from api.problems import documented
from api.unions import UnionId
from graph import questions
from orgnet.directives import Directive
from orgnet.questions import ANSWER_LENGTH, QUESTION_LENGTH, Question, State, state

router = APIRouter(tags=["questions"])


class QuestionIn(Strict):
    """What a union wants to know."""

    text: str = Field(examples=["劳务派遣工是否列入慰问范围?"], description=f"at most {QUESTION_LENGTH} characters")


class AnswerIn(Strict):
    """What it is answered, alone or together with all who see the directive."""

    text: str = Field(examples=["列入,由用工单位工会负责。"], description=f"at most {ANSWER_LENGTH} characters")
    for_all: StrictBool = Field(False, description="whether it stands beside the directive for everybody who sees that")


class QuestionChanged(BaseModel):
    """What asking and answering answer."""

    question: str
    directive: str
    seq: int


class QuestionOut(BaseModel):
    """A question on a directive, and its answer."""

    id: str
    directive: str
    union: str = Field(description="the union that asked")
    text: str
    asked: datetime | None
    state: State
    answer: str | None
    for_all: bool
    answered: datetime | None = Field(description="when it was answered, or the answer last corrected")

    @classmethod
    def of(cls, question: Question, directive: Directive) -> "QuestionOut":
        """From the domain."""
        return cls(
            id=question.id,
            directive=question.directive,
            union=question.union,
            text=question.text,
            asked=question.asked,
            state=state(question, directive),
            answer=question.answer,
            for_all=question.for_all,
            answered=question.answered,
        )


PROBLEMS = documented(403, 404, 409)


@router.post("/unions/{union}/inbox/{directive}/questions", status_code=status.HTTP_201_CREATED, responses=PROBLEMS)
async def ask(
    graph: Graph, ask: Asked, now: Now, union: UnionId, directive: DirectiveId, body: QuestionIn
) -> QuestionChanged:
    """Ask on a directive that reaches a union; one question at a time."""
    question = Question(str(uuid_utils.uuid7()), directive, union, body.text)
    return QuestionChanged(**await questions.ask(graph, ask, question, now))


@router.put("/questions/{question}/answer", responses=PROBLEMS)
async def answer(
    graph: Graph, ask: Asked, now: Now, question: Annotated[str, Path(max_length=64)], body: AnswerIn
) -> QuestionChanged:
    """Answer a question on a directive of your union, or correct the answer."""
    return QuestionChanged(**await questions.answer(graph, ask, question, body.text, body.for_all, now))


@router.get("/directives/{directive}/questions", responses=documented(404))
async def read(graph: Graph, actor: Actor, directive: DirectiveId, paging: Paged) -> Page[QuestionOut]:
    """What was asked on a directive, without an answer first: all of it for its issuer and above, for everybody else
    who sees it what was answered for all, and what his own union asked."""
    name = f"questions {directive}"
    after = paging.after(name, "")
    about, found = await graph.read(lambda tx: questions.on(tx, actor, directive, after, paging.limit + 1))
    return paging.cut(name, found, lambda each: each.place, lambda each: QuestionOut.of(each, about))
