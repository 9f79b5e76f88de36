"""How alike people are served: the union's page and its numbers."""

from django.urls import path

from rinnalla.desk.views import equality

urlpatterns = [
    path("union/equality/", equality.equality, name="equality"),
    path("union/equality/numbers/", equality.equality_numbers, name="equality-numbers"),
]
