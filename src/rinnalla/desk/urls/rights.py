"""Wishes of people about their own details, answered at the desk."""

from django.urls import path

from rinnalla.desk.views import rights

urlpatterns = [path("wishes/<code:code>/", rights.wish, name="desk-wish")]
