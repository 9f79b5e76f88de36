"""The promise of when a waiting person next hears from someone (R17): kept, broken, never silently dropped."""

from datetime import date

from django.conf import settings

from rinnalla.asks.models import Ask, Promise
from rinnalla.associations.models import Association
from rinnalla.base import clock
from rinnalla.people.models import Person

NEXT_WORD_WORKING_DAYS = 5  # after a word was given, until the next one, unless the coordinator says another day


def first_word_due(association: Association | None) -> date:
    """The day by which a new ask is answered: as the association has promised, or the programme."""
    days = association.promise_days if association else settings.PROMISE_WORKING_DAYS
    return clock.working_days_after(clock.today(), days)


def next_word_due() -> date:
    return clock.working_days_after(clock.today(), NEXT_WORD_WORKING_DAYS)


def make(ask: Ask, due: date, *, by: Person | None) -> Promise:
    """A new promise; one that the same person made today is set right instead, neither kept nor broken."""
    standing = ask.promises.filter(kept_at=None).first()
    if standing and by and standing.made_by_id == by.pk and clock.local_day(standing.made_at) == clock.today():
        standing.due = due
        standing.save(update_fields=["due"])
        return standing
    close(ask)
    return ask.promises.create(due=due, made_by=by)


def close(ask: Ask) -> None:
    """The person has heard now: the open promise is kept, or broken when its day had passed."""
    ask.promises.filter(kept_at=None).update(kept_at=clock.now())


def let_go(ask: Ask) -> None:
    """The person withdrew: a promise whose day had not come is neither kept nor broken, so it does not count."""
    ask.promises.filter(kept_at=None, due__gte=clock.today()).delete()
    close(ask)
