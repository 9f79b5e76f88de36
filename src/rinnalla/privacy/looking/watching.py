"""The nightly check of the ledger, its alarm, and what of this room leaves by schedule (R39)."""

from django.conf import settings

from rinnalla.base import clock
from rinnalla.ledger import nightly
from rinnalla.ledger.models import DailyHead
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.privacy.looking.models import Opening, Outlier, Question, Week
from rinnalla.privacy.looking.questions import administrators


def look_over() -> int:
    """Once a day: verify the ledger. A break raises an alarm in the union; returns how many lines were walked."""
    made = nightly.take()
    if made is None:
        return 0
    if not made.is_whole:
        post.later_many([(Kind.WORK, one) for one in administrators()], association=None)
    return made.checked


def alarm() -> DailyHead | None:
    """The newest night, when it found that the ledger does not hold."""
    newest = DailyHead.objects.newest()
    return newest if newest and not (newest.is_whole and newest.holds) else None


def forget_old() -> int:
    """Questions answered, openings and counts of readings are kept as long as the lines they are about."""
    kept_for = settings.KEPT_FOR["reads"]
    assert kept_for, "reads are not kept for ever"
    until = clock.now() - kept_for
    gone = Question.objects.filter(asked_at__lt=until).delete()[0]
    gone += Opening.objects.filter(opened_at__lt=until).delete()[0]
    gone += Outlier.objects.filter(week__day__lt=clock.local_day(until)).delete()[0]
    return gone + Week.objects.filter(day__lt=clock.local_day(until)).delete()[0]
