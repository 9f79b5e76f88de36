"""Everyone's own first page."""

from django.urls import path

from rinnalla.home.views import mine

urlpatterns = [path("my/", mine.home, name="home")]
