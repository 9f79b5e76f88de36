"""From requests to counts: live while a quarter is open, kept when it closes, and kept for whoever is erased before."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Min, QuerySet
from django.utils.module_loading import import_string

from rinnalla.asks.choices import Stage
from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.boundary import scope
from rinnalla.reports.choices import BOUNDS, HORIZON, KEPT, NOT, STILL
from rinnalla.reports.models import Quarter, Wait
from rinnalla.reports.periods import A_QUARTER, Period, quarters

Outcome = tuple[int, int]  # days to the first offer and to a peer, each one of BOUNDS, NOT or STILL
Counts = dict[tuple[str, str], Counter[Outcome]]  # (kind, key) → how many of each outcome
FACTS = ("association__code", "language", "age_band", "channel")  # in the order of KEPT
FOUND = (Stage.INTRODUCED, Stage.COMPANIONSHIP)


# --- counting -----------------------------------------------------------------------------------------------------
def _counted(rows: QuerySet[Ask], *, without: set[int], has_gone: bool = False) -> dict[date, Counts]:
    """One statement: every request once in each kind of group. The first offer is cards shown, or a peer asked."""
    found: dict[date, Counts] = defaultdict(lambda: defaultdict(Counter))
    first = rows.annotate(shown=Min("shortlists__shown_at"), asked=Min("proposals__asked_at"))
    told = first.values_list(
        "person_id", "received_at", "shown", "asked", "companionship__met_at", "stage", "stage_at", *FACTS
    )
    for person, received, shown, asked, met, stage, stage_at, *keys in told.order_by():
        if person in without:
            continue
        if met is None and stage in FOUND:  # the supporter has been erased since, and the pair with them
            met = stage_at
        offered = min((moment for moment in (shown, asked, met) if moment), default=None)
        outcome = _bound(received, offered, has_gone), _bound(received, met, has_gone)
        quarter = Period.of(clock.local_day(received), A_QUARTER).begins
        for kind, key in zip(KEPT, keys, strict=True):
            found[quarter][kind.value, key or ""][outcome] += 1
    return found


def _bound(since: datetime, moment: datetime | None, has_gone: bool) -> int:
    """A wait in whole local days, as the least bound that it did not pass."""
    day = clock.local_day(moment) if moment else clock.today()
    days = (day - clock.local_day(since)).days
    if moment is None:
        return NOT if has_gone or days > HORIZON else STILL
    return next((bound for bound in BOUNDS if days <= bound), NOT)


def _unwilling() -> set[int]:
    """Who has objected to being counted (GDPR art. 21)."""
    return import_string(settings.NOT_COUNTED)()


def _asked_in(period: Period) -> QuerySet[Ask]:
    first, after = period.moments
    return Ask.objects.filter(received_at__gte=first, received_at__lt=after)


# --- keeping ------------------------------------------------------------------------------------------------------
def note(asks: Iterable[Ask]) -> None:
    """Before requests are erased: what they tell of an open quarter is kept. In a closed one they are counted already.

    Called from within the transaction that erases, by the name that settings.COUNTED_BEFORE_ERASURE gives it.
    """
    rows = Ask.objects.filter(pk__in=[ask.pk for ask in asks])
    for begins, counts in sorted(_counted(rows, without=set(), has_gone=True).items()):
        quarter = Quarter.hold(begins)
        if quarter:
            _keep(quarter, counts)


def _keep(quarter: Quarter, counts: Counts) -> None:
    """In one order always, so that two who count at once do not wait for each other in a circle."""
    added = [(kind, key, *outcome, amount) for (kind, key), one in counts.items() for outcome, amount in one.items()]
    fresh = [Wait(quarter=quarter, kind=k, key=key, offer=o, pair=p) for k, key, o, p, _amount in sorted(added)]
    Wait.objects.bulk_create(fresh, ignore_conflicts=True)
    for kind, key, offer, pair, amount in sorted(added):
        same = quarter.waits.filter(kind=kind, key=key, offer=offer, pair=pair)
        same.update(amount=F("amount") + amount)


@scope.system("counts")
def close_due() -> int:
    """Once an hour: every quarter whose waits are all known is written down once; returns how many."""
    closed = set(Quarter.objects.exclude(closed_at=None).values_list("begins", flat=True))
    since = _first_day()
    ripe = [one for one in quarters(since, clock.today()) if one.is_ripe] if since else []
    return sum(_close(one) for one in ripe if one.begins not in closed)


@transaction.atomic
def _close(period: Period) -> bool:
    quarter = Quarter.hold(period.begins)
    if quarter is None:
        return False
    _keep(quarter, _counted(_asked_in(period), without=_unwilling()).get(period.begins, {}))
    Quarter.objects.filter(pk=quarter.pk).update(closed_at=clock.now())
    return True


# --- reading ------------------------------------------------------------------------------------------------------
@scope.system("counts")
def of(periods: list[Period]) -> dict[date, Counts]:
    """Quarter → counts for all of these periods; three statements, however long they are.

    What is closed or erased is read from its rows; in the quarters that are open the rest is counted now.
    """
    since, until = min(one.begins for one in periods), max(one.until for one in periods)
    found: dict[date, Counts] = defaultdict(lambda: defaultdict(Counter))
    rows = Wait.objects.filter(quarter__begins__gte=since, quarter__begins__lt=until)
    for begins, kind, key, offer, pair, amount in rows.values_list(
        "quarter__begins", "kind", "key", "offer", "pair", "amount"
    ):
        found[begins][kind, key][offer, pair] += amount
    closed = set(closed_quarters())
    still_open = [one for one in quarters(since, until) if one.begins not in closed]
    if still_open:
        for begins, counts in _counted(_live(still_open), without=_unwilling()).items():
            for group, amounts in counts.items() if begins not in closed else ():
                found[begins][group] += amounts
    return found


def _live(still_open: list[Period]) -> QuerySet[Ask]:
    first, after = still_open[0].moments[0], still_open[-1].moments[1]
    return Ask.objects.filter(received_at__gte=first, received_at__lt=after)


@scope.system("counts")
def closed_quarters() -> list[date]:
    return list(Quarter.objects.exclude(closed_at=None).values_list("begins", flat=True))


@scope.system("counts")
def _first_day() -> date | None:
    """When the first of all asked, as far as is known; None when nobody has."""
    kept = Quarter.objects.aggregate(first=Min("begins"))["first"]
    received = Ask.objects.aggregate(first=Min("received_at"))["first"]
    days = [day for day in (kept, received and clock.local_day(received)) if day]
    return min(days, default=None)


@scope.system("counts")
def periods() -> list[Period]:
    """Every period of which there is something to tell, the newest first."""
    since = _first_day()
    found, one = [], Period.of(clock.today())
    while since and one.until > since:
        found.append(one)
        one = one.before
    return found


def newest_told(known: list[Period]) -> Period | None:
    """The newest that began so long ago that something is known of it; None where nobody has asked."""
    long_ago = clock.today() - timedelta(days=HORIZON)
    return next((one for one in known if one.begins <= long_ago), known[0] if known else None)
