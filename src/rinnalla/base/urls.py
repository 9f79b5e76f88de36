"""Addresses of the base: the living style page."""

from django.urls import path

from rinnalla.base import styleguide

urlpatterns = [path("style/", styleguide.style, name="style")]
