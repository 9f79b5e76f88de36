"""Course days told in Helsinki time. A clock time that the change to summer time skips does not exist."""

from datetime import UTC, date, datetime, time

from rinnalla.base.clock import HELSINKI


def moment(day: date, at: time) -> datetime:
    """The aware moment of a clock time in Helsinki; of an hour that comes twice, the first.

    Raises   ValueError for a time that does not exist on that day (the last Sunday of March, 3 to 4 in the night)
    """
    local = datetime.combine(day, at, tzinfo=HELSINKI)
    if local.astimezone(UTC).astimezone(HELSINKI).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValueError(f"{local:%d.%m.%Y %H:%M} does not exist in Helsinki")
    return local.astimezone(UTC)


def hours(value: datetime) -> str:
    """The clock time in Helsinki, as it is written in Finland: 9.30."""
    local = value.astimezone(HELSINKI)
    return f"{local.hour}.{local.minute:02}"
