"""Becoming a peer supporter, and a supporter's own pages."""

from django.urls import path

from rinnalla.home.views import volunteering as applying
from rinnalla.home.views import volunteering_own as own
from rinnalla.home.views import volunteering_papers as papers
from rinnalla.home.views import volunteering_stop as ending

urlpatterns = [
    path("volunteer/", applying.volunteer, name="volunteer"),
    path("volunteer/self-check/", applying.self_check, name="self-check"),
    path("volunteer/apply/", applying.start, name="apply"),
    path("volunteer/apply/again/", applying.again, name="apply-again"),
    path("volunteer/apply/code/", applying.saved, name="apply-saved"),
    path("volunteer/apply/code/new/", applying.new_code, name="apply-new-code"),
    path("volunteer/apply/go-on/", applying.resume, name="apply-resume"),
    path("volunteer/apply/continue/<str:code>/", applying.go_on, name="apply-continue"),
    path("volunteer/apply/discard/", applying.discard, name="apply-discard"),
    path("volunteer/apply/check/", applying.check, name="apply-check"),
    path("volunteer/apply/send/", applying.send, name="apply-send"),
    path("volunteer/apply/sent/", applying.sent, name="apply-sent"),
    path("volunteer/apply/question/<slug:key>/", applying.question, name="apply-question"),
    path("my/supporting/", own.mine, name="my-supporting"),
    path("my/supporting/capacity/", own.set_capacity, name="my-capacity"),
    path("my/supporting/limit/", own.set_at_limit, name="my-limit"),
    path("my/supporting/rest/", own.rest, name="my-rest"),
    path("my/supporting/return/", own.come_back, name="my-return"),
    path("my/supporting/stop/", ending.stop, name="my-stop"),
    path("my/supporting/withdraw/", ending.withdraw, name="my-application-withdraw"),
    path("my/supporting/application/", papers.application, name="my-application"),
    path("my/supporting/interview.ics", papers.interview_calendar, name="my-interview-calendar"),
    path("my/experience/", own.experience, name="my-experience"),
    path("my/experience/<slug:key>/", own.experience_part, name="my-experience-part"),
    path("my/pledge/", papers.pledge, name="my-pledge"),
    path("my/agreement/", papers.agreement, name="my-agreement"),
]
