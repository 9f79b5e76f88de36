"""The addresses of the home, part by part."""

from importlib import import_module

PARTS = ["public", "asking", "volunteering", "choosing", "pair", "courses", "mine", "privacy", "looking", "coping"]
PARTS += ["rights"]
urlpatterns = [pattern for part in PARTS for pattern in import_module(f"rinnalla.home.urls.{part}").urlpatterns]
