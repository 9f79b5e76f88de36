"""How long things are kept, in words, from the settings in force (R39)."""

from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

A_MONTH = 365.25 / 12


class Kept(NamedTuple):
    key: str  # of settings.KEPT_FOR
    what: str
    how_long: str


def schedule() -> list[Kept]:
    """What is kept and how long, in the order in which a person meets it."""
    return [
        Kept(key, what, when % {"time": in_words(time)})
        for key, what, when in _rows()
        if (time := settings.KEPT_FOR[key])
    ]


def _rows() -> list[tuple[str, str, str]]:
    return [
        ("draft", _("A request or an application that was not sent"), _("%(time)s from the last answer")),
        ("ask", _("A request for which no peer was found"), _("%(time)s after the last contact")),
        ("call", _("A wish to be called"), _("%(time)s, or until the call; then only a count is left")),
        ("queue", _("A proposal for everyone who waits"), _("%(time)s after it was made")),
        ("conversation", _("What a pair writes to each other"), _("%(time)s after the end, or at once when you ask")),
        ("companionship", _("That a pair walked together"), _("%(time)s after the end; then only a count is left")),
        ("account", _("Name, contact details and sign-in"), _("%(time)s after you last had a part in the programme")),
        ("training", _("Courses of a peer supporter"), _("%(time)s after the task ended")),
        ("letter", _("Notices that we have sent"), _("%(time)s")),
        ("security", _("The server's security logs"), _("%(time)s")),
        ("reads", _("Who has looked at your details"), _("%(time)s")),
        ("rights", _("Your wishes about your details, and the answers"), _("%(time)s after the answer")),
    ]


def how_long(term: str) -> str:
    """One term in words; what is never anyone's has none."""
    if term == "count":
        return _("Numbers without names stay.")
    return next((row.how_long for row in schedule() if row.key == term), "")


def in_words(time: timedelta) -> str:
    """14 days · 6 months · 2 years: in days up to two months, in years when they are whole."""
    if time.days < 60:
        return ngettext("%(count)d day", "%(count)d days", time.days) % {"count": time.days}
    months = round(time.days / A_MONTH)
    if months % 12:
        return ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
    return ngettext("%(count)d year", "%(count)d years", months // 12) % {"count": months // 12}
