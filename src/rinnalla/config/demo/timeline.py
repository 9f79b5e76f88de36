"""Telling many lives together, in the order of time."""

import heapq
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, time, timedelta
from itertools import count

from rinnalla.base import clock
from rinnalla.ledger import book

Life = Iterator[datetime]  # does something, then yields the moment at which it goes on


def tell(lives: Iterable[Life], until: datetime, *, progress: Callable[[int], object] | None = None) -> None:
    """Let every life go on until `until`; what a life would do later is never done, so it stands where it stands.

    A life begins by yielding its first moment. A moment before the present one is the present one. Each step is a
    transaction of its own, its lines in the ledger written together; a telling cut short is begun anew.

    progress   called with the whole days that have gone by since it was called last
    """
    numbers = count()
    waiting = [(next(life), next(numbers), life) for life in lives]
    heapq.heapify(waiting)
    told_to = waiting[0][0]
    while waiting and waiting[0][0] <= until:
        moment, _number, life = heapq.heappop(waiting)
        with clock.standing_at(moment), book.together():
            follows = next(life, None)
        if follows is not None:
            heapq.heappush(waiting, (max(follows, moment), next(numbers), life))
        if progress is not None and (days := (moment - told_to).days):
            progress(days)
            told_to += timedelta(days=days)


def days_ago(days: float, now: datetime) -> datetime:
    return now - timedelta(days=days)


def after(days: float) -> datetime:
    """So many days after the present moment of the life."""
    return clock.now() + timedelta(days=days)


def in_office(moment: datetime) -> datetime:
    """The same moment, or the next working morning when it falls on a weekend or outside nine to five."""
    local = moment.astimezone(clock.HELSINKI)
    if local.hour >= 17:
        local = datetime.combine(local.date() + timedelta(days=1), time(9, local.minute), clock.HELSINKI)
    elif local.hour < 9:
        local = local.replace(hour=9)
    while local.weekday() > 4:
        local += timedelta(days=1)
    return local


def last_in_office(moment: datetime) -> datetime:
    """The same moment, or the working afternoon before it when it falls on a weekend or outside nine to five."""
    local = moment.astimezone(clock.HELSINKI)
    if local.hour < 9:
        local = datetime.combine(local.date() - timedelta(days=1), time(15, local.minute), clock.HELSINKI)
    elif local.hour >= 17:
        local = local.replace(hour=16)
    while local.weekday() > 4:
        local -= timedelta(days=1)
    return local
