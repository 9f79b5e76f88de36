"""A meeting for one's own calendar (RFC 5545). Its title says "Meeting": no place, no name, no association."""

from datetime import UTC, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from rinnalla.base import clock
from rinnalla.guidance.choices import MeetingStage
from rinnalla.guidance.models import Meeting

REMINDS_BEFORE = timedelta(hours=1)


def ics(meeting: Meeting, *, path: str) -> bytes:
    """One event in UTC, so that daylight saving cannot move it.

    path   of the page in the service that tells the rest
    """
    event = Event()
    event.add("uid", f"{meeting.code}@{urlsplit(settings.SITE_ADDRESS).hostname or 'localhost'}")
    event.add("dtstamp", clock.now())
    event.add("dtstart", meeting.begins_at.astimezone(UTC))
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    event.add("summary", _("Meeting"))
    event.add("url", settings.SITE_ADDRESS + path)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if meeting.stage == MeetingStage.CALLED_OFF else "CONFIRMED")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Meeting"))
    alarm.add("trigger", -REMINDS_BEFORE)
    event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//Rinnalla//guidance//FI")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return calendar.to_ical()
