"""Leaving quickly: the session and everything this browser kept ends, and a plain calendar is on the screen."""

from calendar import Calendar
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from rinnalla.base import clock
from rinnalla.base.permission import open_page
from rinnalla.base.templatetags.parts import WEEKDAYS


@csrf_exempt
@open_page
def leave(request: HttpRequest) -> HttpResponse:
    """Always works: by button, by address, twice, and from a page whose session ended long ago.

    No form key is asked for, since a page that says "this form has expired" is what nobody may see here; being signed
    out by a stranger's page is a smaller harm. Each cookie is named too: the header clears only over HTTPS.
    """
    logout(request)
    response = HttpResponseRedirect(reverse("calendar", args=[_language(request)]))
    response.status_code = 303
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    for name in request.COOKIES:
        response.delete_cookie(name)
    return response


@open_page
def calendar(request: HttpRequest, language: str) -> HttpResponse:
    """Two months, no name of any service, no link back; the language stands in the address as no cookie is left."""
    if language not in dict(settings.LANGUAGES):
        language = "fi"
    today = clock.today()
    following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    with override(language):
        months = [_month(today.year, today.month), _month(following.year, following.month)]
        facts = {"today": today, "months": months, "language": language, "days": WEEKDAYS[language]}
        return render(request, "home/public/calendar.html", facts)


def _month(year: int, month: int) -> dict:
    weeks = Calendar().monthdatescalendar(year, month)
    return {
        "name": date_format(weeks[1][0], "F Y"),
        "number": month,
        "weeks": [(week[0].isocalendar().week, week) for week in weeks],
    }


def _language(request: HttpRequest) -> str:
    spoken = (getattr(request, "LANGUAGE_CODE", "") or "fi")[:2]
    return spoken if spoken in dict(settings.LANGUAGES) else "fi"
