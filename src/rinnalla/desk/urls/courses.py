"""Courses at the desk: kinds, course days, participants, the door, and one association's own people."""

from django.urls import path

from rinnalla.desk.views import course_days as days
from rinnalla.desk.views import course_people as people
from rinnalla.desk.views import courses

DAY = "courses/<code:code>/"
urlpatterns = [
    path("courses/", days.everyone, name="desk-courses"),
    path("courses/add/", days.add, name="sitting-add"),
    path("courses/kinds/", courses.kinds, name="course-kinds"),
    path("courses/kinds/add/", courses.add, name="course-kind-add"),
    path("courses/kinds/<slug:key>/", courses.change, name="course-kind"),
    path("courses/certificates/take-back/", people.take_back, name="certificate-take-back"),
    path(DAY, days.one, name="sitting"),
    path(f"{DAY}change/", days.change, name="sitting-change"),
    path(f"{DAY}confirm/", days.confirm, name="sitting-confirm"),
    path(f"{DAY}call-off/", days.call_off, name="sitting-call-off"),
    path(f"{DAY}close/", days.close, name="sitting-close"),
    path(f"{DAY}people/", people.everyone, name="sitting-people"),
    path(f"{DAY}people/needs/", people.needs, name="sitting-needs"),
    path(f"{DAY}people/list/", people.sign_in_list, name="sitting-list"),
    path(f"{DAY}door/", people.door, name="sitting-door"),
    path(f"{DAY}door/<code:seat>/", people.mark, name="sitting-mark"),
    path(f"{DAY}ours/", people.ours, name="sitting-ours"),
    path(f"{DAY}ours/<code:seat>/give-up/", people.give_up, name="sitting-give-up"),
    path(f"{DAY}ours/<code:seat>/certificate.pdf", people.certificate, name="sitting-certificate"),
]
