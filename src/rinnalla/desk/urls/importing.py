"""Bringing in spreadsheets."""

from django.urls import path

from rinnalla.desk.views import importing as pages

urlpatterns = [
    path("import/", pages.choose, name="desk-import"),
    path("import/look/", pages.look, name="desk-import-look"),
    path("import/discard/", pages.discard, name="desk-import-discard"),
    path("import/done/", pages.done, name="desk-import-done"),
    path("import/template/<slug:kind>.<slug:language>.<slug:form>", pages.template, name="desk-import-template"),
]
