"""The desk itself: one list of what to do, most urgent first."""

from django.urls import path

from rinnalla.desk.views import worklist as pages

urlpatterns = [
    path("", pages.desk, name="desk"),
]
