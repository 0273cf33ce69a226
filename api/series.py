"""Series: how far the numbers of a union's documents are used, and which of them stand on paper."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, status
from pydantic import BaseModel, Field

from api.actors import Actor, Asked, Graph
from api.clock import Now
from api.models import NUMBER, Strict
from api.problems import documented
from api.unions import UnionId
from graph import series
from orgnet.names import REASON_LENGTH
from orgnet.series import MOST, Booking, Series

router = APIRouter(tags=["directives"])


class BookingOut(BaseModel):
    """A number that a document on paper has, why, and by whom it was booked."""

    number: str = Field(examples=["总工发〔2026〕24号"])
    reason: str
    by: str
    at: datetime


class SeriesOut(BaseModel):
    """The numbers of one organ code in one year: all up to `last` are used."""

    organ: str = Field(examples=["总工发"])
    year: int
    last: int
    bookings: list[BookingOut]

    @classmethod
    def of(cls, known: Series, bookings: list[Booking]) -> "SeriesOut":
        """From the domain."""
        booked = [BookingOut.model_validate(each, from_attributes=True) for each in bookings]
        return cls(organ=known.organ, year=known.year, last=known.last, bookings=booked)


class SeriesIn(Strict):
    """Up to which number this year's series is used."""

    last: Annotated[int, Field(ge=0, le=MOST), NUMBER]


class SeriesSet(BaseModel):
    """Where a series stands by now."""

    organ: str
    year: int
    last: int
    seq: int


class BookingIn(Strict):
    """Why a number is used on paper."""

    reason: Annotated[str, Field(max_length=REASON_LENGTH)] = Field(examples=["纸质印发,内容不上网"])


class Booked(BaseModel):
    """The number that was booked."""

    number: str
    reason: str
    seq: int


@router.get("/unions/{union}/series", responses=documented(404))
async def read(graph: Graph, actor: Actor, union: UnionId) -> list[SeriesOut]:
    """A union's series of document numbers, the latest year first."""
    return [SeriesOut.of(*each) for each in await graph.read(lambda tx: series.of_union(tx, actor, union))]


@router.put("/unions/{union}/series", responses=documented(403, 404, 409))
async def set_last(graph: Graph, ask: Asked, now: Now, union: UnionId, body: SeriesIn) -> SeriesSet:
    """Say up to which number this year's series is used already, on paper or in an older system."""
    return SeriesSet(**await series.set_last(graph, ask, union, body.last, now))


@router.post(
    "/unions/{union}/series/bookings", status_code=status.HTTP_201_CREATED, responses=documented(403, 404, 409)
)
async def book(graph: Graph, ask: Asked, now: Now, union: UnionId, body: BookingIn) -> Booked:
    """Book the next number for a document on paper."""
    return Booked(**await series.book(graph, ask, union, body.reason, now))
