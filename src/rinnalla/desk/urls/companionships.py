"""Companionships, at the desk: facts, and what is recorded for someone who does not sign in."""

from django.urls import path

from rinnalla.desk.views import companionships as pages

urlpatterns = [
    path("companionships/", pages.everyone, name="desk-companionships"),
]
