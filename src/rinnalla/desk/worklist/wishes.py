"""Lines from wishes to be called (R15): language and time of day; who it is, the one who calls reads on the page."""

from datetime import date, datetime
from functools import partial

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.db.models.functions import Concat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rinnalla.asks.choices import CallTime
from rinnalla.asks.models import CallWish
from rinnalla.base import clock
from rinnalla.base.templatetags.parts import day
from rinnalla.desk.worklist.lines import Line
from rinnalla.people.choices import Language
from rinnalla.people.models import Person

MINE, COLLEAGUES, NOBODYS = "mine", "colleague", "nobody"


def waiting(person: Person) -> QuerySet[CallWish]:
    """As rows of the list's own columns, so that it is asked together with others."""
    text = CharField()
    care = Case(
        When(claimed_by=None, then=Value(NOBODYS)),
        When(claimed_by=person.pk, then=Value(MINE)),
        default=Value(COLLEAGUES),
        output_field=text,
    )
    facts = Concat("language", Value(" "), "time_of_day", Value(" "), care, output_field=text)
    rows = CallWish.objects.waiting().visible_to(person).order_by()
    return rows.annotate(what=Value("wished", output_field=text), at=F("received_at"), by_day=F("due"), facts=facts)


def line(code: str, at: datetime, due: date, facts: str) -> Line | None:
    """A colleague's shows only when its promised day has passed, so that nobody is forgotten."""
    language, time_of_day, care = facts.split(" ")
    is_late = due < clock.today()
    if care == COLLEAGUES and not is_late:
        return None
    words = {
        MINE: _("You have taken this call. Call, and say how it went."),
        NOBODYS: _("Somebody asked to be called."),
        COLLEAGUES: _("A colleague's call is past its promised day. Ask the colleague, or take it over."),
    }[care]
    about = partial(_about, language, time_of_day, due)
    return Line("wished", code, words, at, ("desk-call-wish", code), about=about, is_late=is_late)


def _about(language: str, time_of_day: str, due: date) -> str:
    promised = gettext("Promised by: %(day)s") % {"day": day(due)}
    known = [promised, dict(Language.choices).get(language, ""), dict(CallTime.choices).get(time_of_day, "")]
    return " · ".join(str(one) for one in known if one)
