"""Questions put together once a day: Django spends more on building a large query than on asking it."""

from collections.abc import Callable, Hashable
from functools import wraps
from threading import local
from typing import Any

from django.db.models import QuerySet

from rinnalla.base import clock

AT_MOST = 100  # of one question, before the oldest day's are forgotten


def once_a_day(key: Callable[[Any], Hashable] = lambda _same_for_all: None) -> Callable:
    """For a function of one argument that builds a queryset; each caller gets a copy of what was built first that day.

    What it builds may depend on the day and on `key` of its argument, and on nothing else: no moment of the clock,
    no row of the database. A thread has its own, since Django writes into a query while it is asked.
    """

    def remembering(build: Callable[[Any], QuerySet]) -> Callable[[Any], QuerySet]:
        own = local()

        @wraps(build)
        def known(argument: Any) -> QuerySet:
            built = vars(own).setdefault("built", {})
            name = (clock.today(), key(argument))
            if name not in built:
                if len(built) >= AT_MOST:
                    built.clear()
                built[name] = build(argument)
            return built[name].all()

        return known

    return remembering
