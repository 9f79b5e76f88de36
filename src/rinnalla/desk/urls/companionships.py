"""Companionships, at the desk: facts, and what is recorded for someone who does not sign in."""

from django.urls import path

from rinnalla.desk.views import companionships as pages
from rinnalla.desk.views import companionships_acts as acts

urlpatterns = [
    path("companionships/", pages.everyone, name="desk-companionships"),
    path("companionships/<str:code>/", pages.one, name="desk-companionship"),
    path("companionships/<str:code>/signed/", acts.sign, name="desk-companionship-sign"),
    path("companionships/<str:code>/paper/", acts.paper, name="desk-companionship-paper"),
    path("companionships/<str:code>/blank/", acts.blank, name="desk-companionship-blank"),
    path("companionships/<str:code>/parting/", acts.parting, name="desk-companionship-parting"),
    path("companionships/<str:code>/review/", acts.review, name="desk-companionship-review"),
    path("companionships/<str:code>/contact/", acts.contact, name="desk-companionship-contact"),
    path("companionships/<str:code>/pause/", acts.pause, name="desk-companionship-pause"),
    path("companionships/<str:code>/go-on/", acts.go_on, name="desk-companionship-go-on"),
    path("companionships/<str:code>/end/", acts.end, name="desk-companionship-end"),
    path("companionships/<str:code>/ask-again/", acts.ask_again, name="desk-companionship-again"),
    path("companionships/<str:code>/talked/", acts.talked, name="desk-companionship-talked"),
]
