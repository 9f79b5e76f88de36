"""The addresses of the desk, part by part."""

from importlib import import_module

PARTS = [
    "worklist",
    "asks",
    "queue",
    "supporters",
    "guidance",
    "companionships",
    "courses",
    "importing",
    "union",
    "equality",
    "recovering",
    "looking",
    "rights",
]
urlpatterns = [pattern for part in PARTS for pattern in import_module(f"rinnalla.desk.urls.{part}").urlpatterns]
