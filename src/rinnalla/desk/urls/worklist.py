"""The desk itself: one list of what to do, most urgent first; and the question to a supporter, told on the phone."""

from django.urls import path

from rinnalla.desk.views import proposals
from rinnalla.desk.views import worklist as pages

urlpatterns = [
    path("", pages.desk, name="desk"),
    path("calls/<code:code>/told/", pages.told, name="desk-told"),
    path("proposals/<code:code>/", proposals.one, name="desk-proposal"),
    path("proposals/<code:code>/yes/", proposals.yes, name="desk-proposal-yes"),
    path("proposals/<code:code>/no/", proposals.no, name="desk-proposal-no"),
]
