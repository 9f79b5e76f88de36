"""Quarters of Helsinki's calendar, and the times of which groups are told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rinnalla.base import clock
from rinnalla.reports.choices import HORIZON

A_QUARTER = 3
NAMES = {
    (1, 3): gettext_lazy("January to March %(year)d"),
    (4, 3): gettext_lazy("April to June %(year)d"),
    (7, 3): gettext_lazy("July to September %(year)d"),
    (10, 3): gettext_lazy("October to December %(year)d"),
    (1, 6): gettext_lazy("January to June %(year)d"),
    (7, 6): gettext_lazy("July to December %(year)d"),
    (1, 12): gettext_lazy("The year %(year)d"),
}


@dataclass(frozen=True, order=True)
class Period:
    """Whole months from a local day on; `until` is the first day after it."""

    begins: date
    months: int

    @classmethod
    def of(cls, day: date, months: int | None = None) -> "Period":
        """The one in which `day` falls. Groups are told by periods of one length only (docs/adr/0023)."""
        months = months or settings.EQUALITY_MONTHS
        return cls(date(day.year, (day.month - 1) // months * months + 1, 1), months)

    @property
    def until(self) -> date:
        months = self.begins.year * 12 + self.begins.month - 1 + self.months
        return date(months // 12, months % 12 + 1, 1)

    @property
    def before(self) -> "Period":
        return Period.of(self.begins - timedelta(days=1), self.months)

    @property
    def name(self) -> str:
        return str(NAMES[self.begins.month, self.months]) % {"year": self.begins.year}

    @property
    def is_ripe(self) -> bool:
        """The last to ask had the whole horizon, to its last hour."""
        return clock.today() >= self.until + timedelta(days=HORIZON)

    def quarters(self) -> Iterator["Period"]:
        return quarters(self.begins, self.until)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The first moment in it, and the first after it. Midnight is Helsinki's, in summer and in winter."""
        return _midnight(self.begins), _midnight(self.until)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.HELSINKI)


def quarters(since: date, until: date) -> Iterator[Period]:
    """Every quarter that begins from that of `since` on, and before `until`."""
    one = Period.of(since, A_QUARTER)
    while one.begins < until:
        yield one
        one = Period.of(one.until, A_QUARTER)


def so_far(period: Period) -> str:
    """The name of a period that is not closed."""
    return _("%(period)s, so far") % {"period": period.name}
