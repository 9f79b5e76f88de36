"""Care for supporters: who guides whom, how they cope, meetings, thanks."""

from django.urls import path

from rinnalla.desk.views import guidance as pages
from rinnalla.desk.views import guidance_meetings as meetings

urlpatterns = [
    path("guidance/", pages.everyone, name="desk-guidance"),
    path("guidance/supporters/<code:code>/", pages.one, name="desk-guidance-one"),
    path("guidance/supporters/<code:code>/guide/", pages.guide, name="desk-guidance-guide"),
    path("guidance/supporters/<code:code>/guide/end/", pages.end_guide, name="desk-guidance-guide-end"),
    path("guidance/supporters/<code:code>/thank/", pages.thank, name="desk-guidance-thank"),
    path("guidance/supporters/<code:code>/rhythm/", pages.rhythm, name="desk-guidance-rhythm"),
    path("guidance/supporters/<code:code>/experience/", pages.still_holds, name="desk-guidance-experience"),
    path("guidance/supporters/<code:code>/talk/", meetings.talk, name="desk-guidance-talk"),
    path("guidance/meetings/add/", meetings.add, name="desk-guidance-add"),
    path("guidance/meetings/<code:code>/", meetings.one, name="desk-guidance-meeting"),
    path("guidance/meetings/<code:code>/change/", meetings.change, name="desk-guidance-change"),
    path("guidance/meetings/<code:code>/call-off/", meetings.call_off, name="desk-guidance-call-off"),
    path("guidance/meetings/<code:code>/someone/", meetings.someone, name="desk-guidance-someone"),
    path("guidance/meetings/<code:code>/meeting.ics", meetings.calendar, name="desk-guidance-calendar"),
    path("guidance/places/<code:code>/mark/", meetings.mark, name="desk-guidance-mark"),
]
