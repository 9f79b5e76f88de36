"""Wishes of people about their own details: written down on the phone, mended and answered at the desk."""

from django.urls import path

from rinnalla.desk.views import rights

urlpatterns = [
    path("wishes/<code:code>/", rights.wish, name="desk-wish"),
    path("wishes/<code:code>/text/", rights.text, name="desk-wish-text"),
    path("wishes/<code:code>/go-on/", rights.go_on, name="desk-go-on"),
    path("resting/", rights.resting, name="desk-resting"),
    path("requests/<code:code>/details/", rights.record_for_ask, name="desk-ask-details"),
    path("supporters/<code:code>/details/", rights.record_for_supporter, name="supporter-details"),
]
