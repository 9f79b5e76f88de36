"""Courses on one's own pages, certificates, one's own calendar, and the page where anyone checks a certificate."""

from django.urls import path

from rinnalla.home.views import certificates, courses

DAY = "my/courses/<code:code>/"
PAPER = "my/certificates/<code:code>/"
urlpatterns = [
    path("my/courses/", courses.mine, name="my-courses"),
    path("my/calendar/", courses.calendar, name="my-calendar"),
    path("my/calendar/stop/", courses.stop_calendar, name="my-calendar-stop"),
    path("calendar/<str:secret>.ics", courses.feed, name="calendar-feed"),
    path(DAY, courses.one, name="my-course"),
    path(f"{DAY}leave/", courses.leave, name="my-course-leave"),
    path(f"{DAY}move/<code:to>/", courses.move, name="my-course-move"),
    path(f"{DAY}feedback/", courses.feedback, name="my-course-feedback"),
    path(f"{DAY}meeting.ics", courses.meeting, name="my-course-meeting"),
    path(PAPER, certificates.certificate, name="certificate"),
    path(f"{PAPER}certificate.pdf", certificates.pdf, name="certificate-pdf"),
    path(f"{PAPER}badge.jwt", certificates.badge, name="certificate-badge"),
    path("c/<str:code>/", certificates.verify, name="verify"),
    path("badges/", certificates.badge_keys, name="badge-keys"),
]
