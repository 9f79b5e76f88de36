"""Course days told in Helsinki time. A clock time that the change to summer time skips does not exist."""

from datetime import UTC, date, datetime, time

from django.utils.translation import get_language

from rinnalla.base.clock import HELSINKI
from rinnalla.base.templatetags.parts import moment as in_words


def moment(day: date, at: time) -> datetime:
    """The aware moment of a clock time in Helsinki; of an hour that comes twice, the first.

    Raises   ValueError for a time that does not exist on that day (the last Sunday of March, 3 to 4 in the night)
    """
    local = datetime.combine(day, at, tzinfo=HELSINKI)
    if local.astimezone(UTC).astimezone(HELSINKI).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValueError(f"{local:%d.%m.%Y %H:%M} does not exist in Helsinki")
    return local.astimezone(UTC)


def hours(value: datetime) -> str:
    """The clock time in Helsinki, in the reader's language: 9.30 · 9:30."""
    local = value.astimezone(HELSINKI)
    return f"{local.hour}{':' if (get_language() or 'fi').startswith('en') else '.'}{local.minute:02}"


def span(starts: datetime, ends: datetime) -> str:
    """From when to when, in the reader's language: "to 24.12.2026 klo 9.00–16.00"."""
    same_day = starts.astimezone(HELSINKI).date() == ends.astimezone(HELSINKI).date()
    return f"{in_words(starts)}–{hours(ends)}" if same_day else f"{in_words(starts)} – {in_words(ends)}"
