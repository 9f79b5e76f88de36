"""The association's supporters, and the union's recognition of equal knowledge."""

from django.urls import path

from rinnalla.desk.views import supporters as pages
from rinnalla.desk.views import supporters_acts as acts
from rinnalla.desk.views import supporters_papers as papers
from rinnalla.desk.views import supporters_road as road

urlpatterns = [
    path("supporters/", pages.everyone, name="supporters"),
    path("supporters/add/", acts.add, name="supporter-add"),
    path("supporters/road/", road.road, name="supporters-road"),
    path("supporters/recognise/", acts.recognise, name="recognise"),
    path("supporters/<code:code>/", pages.one, name="supporter"),
    path("supporters/<code:code>/application/", pages.application, name="supporter-application"),
    path("supporters/<code:code>/experience/", pages.experience, name="supporter-experience"),
    path("supporters/<code:code>/experience/<slug:key>/", acts.experience_part, name="supporter-experience-part"),
    path("supporters/<code:code>/book/", papers.book, name="supporter-book"),
    path("supporters/<code:code>/interview.ics", papers.interview_calendar, name="supporter-interview-calendar"),
    path("supporters/<code:code>/agreement/", papers.agreement, name="supporter-agreement"),
    path("supporters/<code:code>/agreement/confirm/", papers.confirm, name="supporter-agreement-confirm"),
    path("supporters/<code:code>/check/", papers.check, name="supporter-check"),
    path("supporters/<code:code>/check/minors/", papers.minors, name="supporter-minors"),
    path("supporters/<code:code>/interview/", acts.interview, name="supporter-interview"),
    path("supporters/<code:code>/accept/", acts.accept, name="supporter-accept"),
    path("supporters/<code:code>/not-now/", acts.not_now, name="supporter-not-now"),
    path("supporters/<code:code>/course/", acts.course, name="supporter-course"),
    path("supporters/<code:code>/pledge/", acts.pledge, name="supporter-pledge"),
    path("supporters/<code:code>/activate/", acts.activate, name="supporter-activate"),
    path("supporters/<code:code>/tell/<slug:what>/", acts.tell, name="supporter-tell"),
    path("supporters/<code:code>/capacity/", acts.capacity, name="supporter-capacity"),
    path("supporters/<code:code>/stop/", acts.stop, name="supporter-stop"),
]
