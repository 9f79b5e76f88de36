"""Requests for a peer, at the desk."""

from django.urls import path

from rinnalla.desk.views import asks as pages

urlpatterns = [
    path("requests/", pages.everyone, name="desk-asks"),
    path("requests/new/", pages.new, name="desk-ask-new"),
]
