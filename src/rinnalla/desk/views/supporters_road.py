"""Where people leave the road to becoming a supporter: counts without names."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Association, roles_of
from rinnalla.base import clock
from rinnalla.base.permission import require
from rinnalla.desk.forms.supporters import PeriodForm
from rinnalla.people.models import Person
from rinnalla.supporters import counting, policies
from rinnalla.supporters.choices import Stage


@dataclass(frozen=True)
class Line:
    """words   what has been come to; shown, left  counts as they may be told; part  width of the bar, 0 to 100"""

    words: str
    shown: str
    left: str
    part: int


@require_GET
def road(request: HttpRequest) -> HttpResponse:
    """Own associations exactly for their coordinator; the whole union, small counts hidden, for the union."""
    require(request, policies.sees_road)
    form = PeriodForm(request.GET)
    since, until = _period(form.cleaned_data["period"] if form.is_valid() else "")
    tables = [
        (one.name, _lines(counting.road(since, until, Association.objects.filter(pk=one.pk)), exact=True))
        for one in _own(request.user)
    ]
    if policies.sees_whole_road(request.user):
        tables.append((_("The whole union"), _lines(counting.road(since, until), exact=False)))
    facts = {"tables": tables, "since": since, "until": until, "form": PeriodForm(initial=form.data.dict())}
    return render(request, "desk/supporters/road.html", facts | {"has_list": bool(_own(request.user))})


def _own(person: Person) -> list[Association]:
    kinds = [role for role in roles_of(person) if role.kind == RoleKind.COORDINATOR]
    return [role.association for role in kinds if role.association]


def _period(chosen: str) -> tuple[date, date]:
    """First and last day, both counted."""
    today = clock.today()
    if chosen == "this":
        return today.replace(month=1, day=1), today
    if chosen == "last":
        return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
    return today - timedelta(days=364), today


def _lines(road: counting.Road, *, exact: bool) -> list[Line]:
    most = max(road.enquiries, *road.reached.values(), 1)
    names = {
        Stage.APPLIED: _("Application sent"),
        Stage.INTERVIEWED: _("Interview"),
        Stage.ACCEPTED: _("Accepted"),
        Stage.TRAINED: _("Basic course"),
        Stage.ACTIVE: _("Active as a peer supporter"),
    }
    lines = [_line(_("Application begun"), road.enquiries, None, most, exact=exact)]
    return lines + [
        _line(words, road.reached[stage], road.left[stage], most, exact=exact) for stage, words in names.items()
    ]


def _line(words: str, count: int, left: int | None, most: int, *, exact: bool) -> Line:
    """A hidden count has no bar, since its length would tell it."""
    told = exact or count >= counting.SMALL
    shown = "–" if left is None else counting.shown(left, exact=exact)
    return Line(words, counting.shown(count, exact=exact), shown, 100 * count // most if told else 0)
