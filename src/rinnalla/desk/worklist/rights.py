"""Lines from wishes about people's own details; the law promises an answer within a month."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from rinnalla.base import clock
from rinnalla.desk.worklist.lines import Line
from rinnalla.people.models import Person
from rinnalla.privacy.models import RightsRequest

MOST = 200
SOON = timedelta(days=7)


def lines(person: Person) -> list[Line]:
    """Nobody's name: who wishes is read on the page itself, and written down there."""
    rows = RightsRequest.objects.waiting().to_answer(person).order_by("due", "pk")
    return [_line(*row) for row in rows.values_list("code", "made_at", "due")[:MOST]]


def _line(code, made_at, due) -> Line:
    words = _("Someone has a wish about their own details. Answer in writing.")
    return Line("rights", code, words, made_at, ("desk-wish", code), is_late=due <= clock.today() + SOON)
