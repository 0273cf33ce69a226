"""Days: a deadline or a date is a day in the network's time zone, due until its end."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def day_of(instant: datetime, zone: ZoneInfo) -> date:
    """The day an instant falls on."""
    return instant.astimezone(zone).date()


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a day."""
    return datetime.combine(day, time.min, zone)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant after a day: `as of a day` means up to here."""
    return datetime.combine(day + timedelta(days=1), time.min, zone)
