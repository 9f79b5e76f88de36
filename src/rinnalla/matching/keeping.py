"""Bringing the kept index to what the database says now: read the log, open who has changed, or build anew.

What this very transaction has changed may still be undone: it is answered with at once, and kept after commit.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from django.db import transaction

from rinnalla.base import clock
from rinnalla.matching import changes, noting
from rinnalla.matching import pool as reading
from rinnalla.matching.index import columns
from rinnalla.matching.index.engines import Found
from rinnalla.matching.index.kept import Days, Kept, Step, keeper
from rinnalla.matching.index.question import Atlas
from rinnalla.matching.index.words import Odd, Vocabulary
from rinnalla.matching.rows import Row, Seeker
from rinnalla.matching.weights import Weights
from rinnalla.supporters.models import AgreementText, PledgeText, Supporter
from rinnalla.training.choices import Plan
from rinnalla.training.models import Qualification
from rinnalla.vault.keyring import keyring

logger = logging.getLogger(__name__)
AT_A_TIME = 2_000  # supporters opened in one go while building, each go a line in the ledger
MOST_REPLAYED = 500  # more changes than these: build anew


@dataclass(frozen=True)
class View:
    """The kept index as this call may see it; `pending`: rows that are only in this transaction, or not yet taken."""

    kept: Kept
    mark: changes.Mark
    pending: dict[int, Row | None] = field(default_factory=dict)

    def found(self, seeker: Seeker, k: int, *, weighed: Weights, root: bytes) -> list[Found]:
        """The `k` best. Raises NotAskable when this seeker does not fit into tables, Gone when the index was dropped"""
        return keeper.found(self.kept, seeker, k, weighed=weighed, root=root, pending=self.pending)

    def drawn(self) -> int | None:
        number = keeper.drawn(self.kept)
        return None if number in self.pending else number

    def holds(self, number: int, row: Row | None) -> bool:
        return keeper.holds(self.kept, number, row)

    def has_moved(self) -> bool:
        """Whether something has changed since, so that a difference is no wonder."""
        news = changes.read(self.mark)
        return bool(news.is_lost or news.supporters - self.pending.keys() or news.persons) or self.kept.is_gone


def now() -> View | None:
    """The index as things stand; None when it cannot be kept here."""
    kept, today = keeper.current(keyring()), clock.today()
    if kept is None:
        return _built()
    start = kept.mark
    news = changes.read(start)
    if news.is_lost or kept.is_past(today):
        return _built()
    numbers = news.supporters | kept.due(today)
    if news.persons:
        numbers |= set(Supporter.objects.filter(person__in=news.persons).values_list("pk", flat=True))
    if not numbers:
        keeper.stands_at(kept, start, news.mark, today)
        return View(kept, news.mark)
    if len(numbers) > MOST_REPLAYED:
        return _built()
    rows, days = _read(numbers)
    step = Step(start, news.mark, frozenset(numbers), rows, days, today)
    if news.is_clean and keeper.take(kept, step):
        return View(kept, news.mark)
    if not news.is_clean:
        transaction.on_commit(partial(keeper.take, kept, step))
    return View(kept, start, {number: rows.get(number) for number in numbers})


def _read(numbers: Iterable[int]) -> tuple[dict[int, Row], Days]:
    """These supporters as they are now, opened by the system; those who may not be offered are left out."""
    found = list(reading.with_question(Supporter.objects.eligible().filter(pk__in=numbers)))
    return {row.id: row for row in reading.rows_of(found, by=None)}, _days(found)


def _built() -> View | None:
    """A new index of everybody, kept at once or after commit."""
    if missing := noting.missing():
        logger.error("Nobody notes changes of %s: no index is kept", ", ".join(sorted(missing)))
        return None
    words, today, ring = Vocabulary(), clock.today(), keyring()
    news = changes.read(None)
    try:
        atlas = Atlas(words, reading.tree(), reading.places())
    except Odd:  # more topics or municipalities than there are bits
        return None
    days: Days = {}
    made = columns.build(_everybody(days), words)
    if not len(made.ids):
        return None
    kept = Kept(made, atlas, news.mark, today, days, _next_text(), ring)
    if news.is_clean:
        keeper.keep(kept)
    else:
        transaction.on_commit(partial(keeper.keep, kept))
    return View(kept, news.mark)


def _everybody(days: Days) -> Iterator[Row]:
    """A few at a time, so that opened experiences do not lie in memory together."""
    numbers = list(Supporter.objects.eligible().order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(numbers), AT_A_TIME):
        some = numbers[first : first + AT_A_TIME]
        found = list(reading.with_question(Supporter.objects.eligible().filter(pk__gte=some[0], pk__lte=some[-1])))
        for day, persons in _days(found).items():
            days.setdefault(day, set()).update(persons)
        yield from reading.rows_of(found, by=None)


def _days(supporters: list[Supporter]) -> Days:
    """The days on which a course of theirs no longer holds."""
    of_person = {one.person_id: one.pk for one in supporters}
    ending = Qualification.objects.in_force().filter(course=Plan.BASIC, valid_until__isnull=False, person__in=of_person)
    days: Days = {}
    for person, last in ending.values_list("person_id", "valid_until"):
        days.setdefault(last + timedelta(days=1), set()).add(of_person[person])
    return days


def _next_text() -> date | None:
    """The next day on which a text to sign changes, None when none is announced."""
    found = [
        kind.objects.filter(in_force_from__gt=clock.today()).order_by("in_force_from").values_list("in_force_from")
        for kind in (PledgeText, AgreementText)
    ]
    return min((day for rows in found for (day,) in rows[:1]), default=None)
