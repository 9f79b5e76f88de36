"""Who has looked at what is mine, and a question about it."""

from django.urls import path

from rinnalla.home.views import looking

urlpatterns = [
    path("my/who-looked/", looking.who_looked, name="who-looked"),
    path("my/who-looked/<str:line>/ask/", looking.ask, name="look-ask"),
]
