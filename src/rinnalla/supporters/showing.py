"""What an application and an interview say, in words, for own pages and for the desk; the interview's calendar file."""

from datetime import UTC, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from rinnalla.base import clock
from rinnalla.supporters.choices import Crisis, HowLong, Listening, Membership, Often, Reason, Suits
from rinnalla.supporters.models import Application, Booking

LASTS = timedelta(hours=1)


def application(opened: dict | None) -> list[dict]:
    """Rows of label and value: what was chosen, and the own words."""
    said = Application.of(opened)
    chosen = {name: _chosen(kinds, said.more.get(name)) for name, kinds in CHOICES.items()}
    rows = [
        (_("Wish to help"), _lines(chosen["reasons"], said.wish_to_help)),
        (_("As a listener"), _lines(chosen["listening"], said.empathy)),
        (_("Own experience, and how it is now"), said.own_experience),
        (_("Time to give"), _lines(chosen["often"], chosen["how_long"], said.time_to_give)),
        (_("Membership"), dict(Membership.choices).get(said.membership, "")),
        (_("A crisis of one's own in the past year"), dict(Crisis.choices).get(said.no_crisis, "")),
    ]
    return [{"label": label, "value": value} for label, value in rows]


CHOICES = {"reasons": Reason, "listening": Listening, "often": Often, "how_long": HowLong}


def interview(opened: dict | None) -> list[dict]:
    """What the coordinator wrote down; only what was said."""
    said = opened or {}
    rows = [
        (_("The wish to help, as the coordinator heard it"), said.get("motives", "")),
        (_("How it fits now"), _chosen(Suits, said.get("suits"))),
        (_("What was agreed about limits"), said.get("limits", "")),
        (_("Other notes"), said.get("notes", "")),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def answer(opened: dict | None) -> str:
    return (opened or {}).get("words", "")


def calendar_file(booking: Booking, language: str) -> bytes:
    """The interview as iCalendar: "Meeting", and nothing of what, whose or where. UTC, so that no clock misleads."""
    event = Event()
    with translation.override(language):
        event.add("summary", _("Meeting"))
        event.add("description", _("Sign in to see more:") + f" {settings.SITE_ADDRESS}/")
    event.add("uid", f"{booking.code}@rinnalla")
    event.add("dtstart", booking.at.astimezone(UTC))
    event.add("dtend", (booking.at + LASTS).astimezone(UTC))
    event.add("dtstamp", clock.now().astimezone(UTC))
    event.add("sequence", int(booking.booked_at.timestamp()) // 60)
    event.add("class", "PRIVATE")
    calendar = Calendar()
    calendar.add("prodid", "-//Rinnalla//Rinnalla//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()


def _chosen(kinds, value) -> str:
    """The labels of what was chosen, one a line; a key that is not known any more is left out."""
    labels = {str(key): str(label) for key, label in kinds.choices}
    values = value if isinstance(value, list) else [value]
    return "\n".join(labels[one] for one in values if one in labels)


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
