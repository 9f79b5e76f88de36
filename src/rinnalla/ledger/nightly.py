"""Once a night: verify what was written since the last night, and keep the head of the day for everyone to see.

On Mondays, and after a night that found something, the whole chain is walked; otherwise what follows the last good
night. The heads of earlier nights must still be in the chain either way.
"""

from django.conf import settings
from django.db import IntegrityError, transaction

from rinnalla.base import clock
from rinnalla.ledger import checking
from rinnalla.ledger.models import DailyHead

MONDAY = 0


def take() -> DailyHead | None:
    """Today's head with what its check found; None when this day has been done already."""
    today = clock.today()
    if DailyHead.objects.filter(day=today).exists():
        return None
    _forget_old()
    nights = list(DailyHead.objects.all())
    row = checking.end()
    since = _since(nights, is_whole_walk=today.weekday() == MONDAY)
    found = checking.verify([checking.Shown(one.seq, one.mark) for one in nights], since=since)
    is_whole = found.is_whole and all(one.holds for one in nights)
    made = DailyHead(
        day=today, seq=row.seq, mac=row.mac, checked=found.checked, is_whole=is_whole, whole_walk=since is None,
        made_at=clock.now(),
    )  # fmt: skip
    made.seal = made.expected_seal()
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # a twin was quicker
        return None
    return made


def _since(nights: list[DailyHead], *, is_whole_walk: bool) -> tuple[int, str] | None:
    """The last night, when it was well and its row holds; else everything is walked anew."""
    last = nights[0] if nights else None
    if is_whole_walk or last is None or not (last.is_whole and last.holds):
        return None
    return last.seq, last.mac


def _forget_old() -> None:
    """Heads are kept as long as the lines they stand for (R39)."""
    kept_for = settings.KEPT_FOR["reads"]
    if kept_for:
        DailyHead.objects.filter(day__lt=clock.local_day(clock.now() - kept_for)).delete()
