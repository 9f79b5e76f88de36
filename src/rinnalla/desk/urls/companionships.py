"""Companionships, at the desk: facts, and what is recorded for someone who does not sign in."""

from django.urls import path

from rinnalla.desk.views import companionships as pages
from rinnalla.desk.views import companionships_acts as acts

urlpatterns = [
    path("companionships/", pages.everyone, name="desk-companionships"),
    path("companionships/<code:code>/", pages.one, name="desk-companionship"),
    path("companionships/<code:code>/signed/", acts.sign, name="desk-companionship-sign"),
    path("companionships/<code:code>/paper/", acts.paper, name="desk-companionship-paper"),
    path("companionships/<code:code>/blank/", acts.blank, name="desk-companionship-blank"),
    path("companionships/<code:code>/parting/", acts.parting, name="desk-companionship-parting"),
    path("companionships/<code:code>/review/", acts.review, name="desk-companionship-review"),
    path("companionships/<code:code>/contact/", acts.contact, name="desk-companionship-contact"),
    path("companionships/<code:code>/pause/", acts.pause, name="desk-companionship-pause"),
    path("companionships/<code:code>/go-on/", acts.go_on, name="desk-companionship-go-on"),
    path("companionships/<code:code>/end/", acts.end, name="desk-companionship-end"),
    path("companionships/<code:code>/ask-again/", acts.ask_again, name="desk-companionship-again"),
    path("companionships/<code:code>/talked/", acts.talked, name="desk-companionship-talked"),
]
