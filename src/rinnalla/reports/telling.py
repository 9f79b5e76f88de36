"""Counts in words and as rows of tables, in the reader's language. What is hidden is hidden here too."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rinnalla.asks.choices import Channel
from rinnalla.associations.models import Association
from rinnalla.base import clock
from rinnalla.people.choices import AgeBand, Language
from rinnalla.reports import counting, hiding
from rinnalla.reports.choices import HORIZON, NOT, OFFER, PAIR, STILL, Kind
from rinnalla.reports.counting import Counts
from rinnalla.reports.hiding import TOGETHER, Column, Table
from rinnalla.reports.periods import A_QUARTER, Period, so_far

PERIODS_SIDE_BY_SIDE = 4
A_WEEK = 7


@dataclass(frozen=True)
class Bar:
    """What `base/_bars.html` draws."""

    label: str
    value: int | None
    total: int
    words: str


@dataclass(frozen=True)
class Grid:
    """What `base/_table.html` shows."""

    caption: str
    headings: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Section:
    """One kind of group: a picture, how long they waited, and the same over several periods."""

    kind: str
    heading: str
    caption: str
    bars: list[Bar]
    together: str
    waits: list[Grid]
    over_time: Grid | None


@dataclass(frozen=True)
class Told:
    """One period. `everyone` is empty when too few asked to tell anything."""

    period: Period
    name: str
    is_closed: bool
    everyone: list[str]
    sections: list[Section]


@dataclass(frozen=True)
class Numbers:
    """What was counted: quarter → counts, for the periods named; and the names of the associations."""

    counts: dict[date, Counts]
    periods: list[Period]
    closed: set[date]
    regions: dict[str, str]

    def groups(self, kind: Kind, period: Period) -> dict[str, Counter]:
        found: dict[str, Counter] = defaultdict(Counter)
        for quarter in period.quarters():
            for (of, key), amounts in self.counts.get(quarter.begins, {}).items():
                if kind == Kind.TIME and of == Kind.LANGUAGE:
                    found[quarter.begins.isoformat()] += amounts
                elif of == kind:
                    found[key] += amounts
        return found

    def table(self, kind: Kind, period: Period) -> Table | None:
        """What is told of this kind of group, small numbers hidden."""
        groups = self.groups(kind, period)
        if kind != Kind.TIME:
            return hiding.table(groups)
        return hiding.table(groups, {key: (clock.today() - date.fromisoformat(key)).days for key in groups})

    def is_closed(self, period: Period) -> bool:
        return all(quarter.begins in self.closed for quarter in period.quarters())

    def name_of(self, period: Period) -> str:
        return period.name if self.is_closed(period) else so_far(period)

    def label(self, kind: Kind, key: str) -> str:
        """What a group is called; a place or a language stays in its base form."""
        if key == TOGETHER:
            return _("Small groups together")
        if kind == Kind.TIME:
            return Period.of(date.fromisoformat(key), A_QUARTER).name
        if kind == Kind.REGION:
            return self.regions.get(key, key) if key else _("The union's own queue")
        choices = {Kind.LANGUAGE: Language, Kind.AGE: AgeBand, Kind.CHANNEL: Channel}[kind]
        return str(dict(choices.choices).get(key, key))

    def order(self, kind: Kind, keys) -> list[str]:
        """Regions by name, quarters as they came, the rest as they stand in their choices; those together come last."""
        choices = {Kind.LANGUAGE: Language, Kind.AGE: AgeBand, Kind.CHANNEL: Channel}.get(kind)
        places = {key: place for place, key in enumerate(choices.values)} if choices else {}

        def place(key: str) -> tuple:
            name = self.label(kind, key).casefold() if kind == Kind.REGION else key
            return key == TOGETHER, places.get(key, len(places)), name

        return sorted(keys, key=place)


def numbers(period: Period, known: list[Period]) -> Numbers:
    """Counts of this period and of those before it, as many as stand side by side."""
    earlier = [one for one in known if one <= period][:PERIODS_SIDE_BY_SIDE]
    regions = {one.code: one.name for one in Association.objects.all()}
    return Numbers(counting.of(earlier), earlier, set(counting.closed_quarters()), regions)


def told(found: Numbers) -> Told:
    """The newest of the periods, with those before it beside."""
    period = found.periods[0]
    everyone = hiding.whole(found.groups(Kind.LANGUAGE, period))
    sections = [_section(kind, found) for kind in Kind] if everyone else []
    return Told(
        period=period,
        name=found.name_of(period),
        is_closed=found.is_closed(period),
        everyone=_sentences(everyone) if everyone else [],
        sections=[one for one in sections if one],
    )


# --- everyone -----------------------------------------------------------------------------------------------------
def _sentences(everyone: Table) -> list[str]:
    asked, days = everyone.rows[""], everyone.in_time
    said = [ngettext("%(count)d person asked for a peer.", "%(count)d people asked for a peer.", asked)]
    if days:
        said.append(
            ngettext(
                "Found a peer within %(weeks)d week: %(found)d of %(count)d people.",
                "Found a peer within %(weeks)d weeks: %(found)d of %(count)d people.",
                days // A_WEEK,
            )
        )
    facts = {"count": asked, "weeks": (days or 0) // A_WEEK, "found": everyone.found("") if days else 0}
    halves = [
        _half_sentence(everyone.halves["", measure], measure)
        for measure in (OFFER, PAIR)
        if ("", measure) in everyone.halves
    ]
    return [words % facts for words in said] + halves


def _half_sentence(value: int, measure: int) -> str:
    if value >= NOT:
        return _("Fewer than half had an offer.") if measure == OFFER else _("Fewer than half found a peer.")
    if measure == OFFER:
        words = ngettext(
            "Half had their first offer within %(days)d day.", "Half had their first offer within %(days)d days.", value
        )
    else:
        words = ngettext("Half found a peer within %(days)d day.", "Half found a peer within %(days)d days.", value)
    return words % {"days": value}


# --- groups -------------------------------------------------------------------------------------------------------
def _section(kind: Kind, found: Numbers) -> Section | None:
    """None where there is only one group, of which all has been said."""
    table = found.table(kind, found.periods[0])
    if table is None or (len(table.rows) < 2 and kind == Kind.TIME):
        return None
    keys = found.order(kind, table.rows)
    weeks = (table.in_time or 0) // A_WEEK
    caption = ngettext(
        "How many of those who asked found a peer within %(weeks)d week.",
        "How many of those who asked found a peer within %(weeks)d weeks.",
        weeks,
    )
    return Section(
        kind=kind.value,
        heading=str(kind.label),
        caption=caption % {"weeks": weeks},
        bars=[_bar(kind, key, table, found) for key in keys] if weeks else [],
        together=", ".join(found.label(kind, key) for key in found.order(kind, table.together)),
        waits=[_grid(kind, keys, measure, table, found) for measure in (OFFER, PAIR) if table.columns[measure]],
        over_time=_over_time(kind, found) if len(found.periods) > 1 and kind != Kind.TIME else None,
    )


def _bar(kind: Kind, key: str, table: Table, found: Numbers) -> Bar:
    count, asked = table.found(key), table.rows[key]
    return Bar(found.label(kind, key), count, asked, of_people(count, asked))


def of_people(count: int | None, asked: int) -> str:
    if count is None:
        words = ngettext(
            "%(of)d person; how many found a peer is not shown",
            "%(of)d people; how many found a peer is not shown",
            asked,
        )
        return words % {"of": asked}
    return ngettext("%(count)d of %(of)d person", "%(count)d of %(of)d people", asked) % {"count": count, "of": asked}


def _grid(kind: Kind, keys: list[str], measure: int, table: Table, found: Numbers) -> Grid:
    caption = _("Days to the first offer") if measure == OFFER else _("Days to a peer")
    columns = [column_words(one) for one in table.columns[measure]]
    rows = [
        [
            found.label(kind, key),
            str(table.rows[key]),
            *(number(table.told(key, measure, place)) for place in range(len(table.columns[measure]))),
            half_words(table.halves.get((key, measure))),
        ]
        for key in keys
    ]
    return Grid(caption, [str(kind.label), _("People who asked"), *columns, _("Half")], rows)


def _over_time(kind: Kind, found: Numbers) -> Grid:
    """A line a group: how many of how many found a peer within the whole horizon, period by period."""
    tables = [found.table(kind, period) for period in found.periods]
    keys = found.order(kind, {key for table in tables if table for key in table.rows})
    rows = [[found.label(kind, key), *(_in_period(table, key) for table in tables)] for key in keys]
    return Grid(_("Found a peer, over time"), [str(kind.label), *(found.name_of(one) for one in found.periods)], rows)


def _in_period(table: Table | None, key: str) -> str:
    if table and key in table.rows:
        return of_people(table.found(key) if table.in_time == HORIZON else None, table.rows[key])
    return _("not shown") if table is None or key in table.together else _("nobody asked")


# --- words --------------------------------------------------------------------------------------------------------
def number(count: int | None) -> str:
    return _("not shown") if count is None else str(count)


def half_words(value: int | None) -> str:
    if value is None:
        return _("not shown")
    if value >= NOT:
        return _("fewer than half")
    return ngettext("within %(days)d day", "within %(days)d days", value) % {"days": value}


def column_words(column: Column) -> str:
    low, high = column.low, column.high
    if low == STILL:
        return _("not yet, days left")
    if low == NOT:
        return _("not within %(weeks)d weeks") % {"weeks": HORIZON // A_WEEK} if high == NOT else _("not so far")
    if high < NOT:
        words = _("%(low)d to %(high)d days") if low else _("within %(high)d days")
    elif low:
        words = _("over %(days)d days, or not") if high == NOT else _("over %(days)d days, or not so far")
    else:
        words = _("yes, or the time is over")
    return words % {"low": low, "high": high, "days": low - 1}
