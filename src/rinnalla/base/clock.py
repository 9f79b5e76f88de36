"""The one place that asks what time it is, so that tests can move it and daylight saving is decided once."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

HELSINKI = ZoneInfo("Europe/Helsinki")
_stands_at: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _stands_at.get() or timezone.now()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """What is done inside was done at `moment` (aware): a demo has a past. Refused where there are real people."""
    if not settings.DEMO:
        raise RuntimeError("only a demo may turn the clock")
    before = _stands_at.set(moment)
    try:
        yield
    finally:
        _stands_at.reset(before)


def today() -> date:
    """The local day in Europe/Helsinki."""
    return now().astimezone(HELSINKI).date()


def local_day(moment: datetime) -> date:
    """The day in Europe/Helsinki on which `moment` (aware) falls."""
    return moment.astimezone(HELSINKI).date()


def working_days_after(day: date, count: int) -> date:
    """The day `count` working days (Monday to Friday) after `day`; public holidays are not known.

    count   whole days, 0 or more
    """
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            count -= 1
    return day
