"""What follows from a look: questions, exceptional openings, the record's heads, the union's watch."""

from django.urls import path

from rinnalla.desk.views import looking, watch

urlpatterns = [
    path("questions/<code:code>/", looking.question, name="desk-question"),
    path("requests/<code:code>/open/", looking.begin, name="desk-open"),
    path("exceptional/", looking.begin_by_reference, name="desk-open-by-reference"),
    path("exceptional/<code:code>/", looking.opening, name="desk-opening"),
    path("exceptional/<code:code>/end/", looking.end, name="desk-opening-end"),
    path("exceptional/<code:code>/settle/", looking.settle, name="desk-opening-settle"),
    path("record/", looking.record, name="desk-record"),
    path("union/watch/", watch.watch, name="union-watch"),
    path("union/watch/<code:code>/", watch.note, name="union-watch-note"),
]
