"""Care for supporters: who guides whom, how they cope, meetings, thanks."""

from django.urls import path

from rinnalla.desk.views import guidance as pages
from rinnalla.desk.views import guidance_meetings as meetings

urlpatterns = [
    path("guidance/", pages.everyone, name="desk-guidance"),
    path("guidance/supporters/<str:code>/", pages.one, name="desk-guidance-one"),
    path("guidance/supporters/<str:code>/guide/", pages.guide, name="desk-guidance-guide"),
    path("guidance/supporters/<str:code>/guide/end/", pages.end_guide, name="desk-guidance-guide-end"),
    path("guidance/supporters/<str:code>/thank/", pages.thank, name="desk-guidance-thank"),
    path("guidance/supporters/<str:code>/talk/", meetings.talk, name="desk-guidance-talk"),
    path("guidance/meetings/add/", meetings.add, name="desk-guidance-add"),
    path("guidance/meetings/<str:code>/", meetings.one, name="desk-guidance-meeting"),
    path("guidance/meetings/<str:code>/change/", meetings.change, name="desk-guidance-change"),
    path("guidance/meetings/<str:code>/call-off/", meetings.call_off, name="desk-guidance-call-off"),
    path("guidance/meetings/<str:code>/someone/", meetings.someone, name="desk-guidance-someone"),
    path("guidance/meetings/<str:code>/meeting.ics", meetings.calendar, name="desk-guidance-calendar"),
    path("guidance/places/<str:code>/mark/", meetings.mark, name="desk-guidance-mark"),
]
