"""Lines that are few: a question about a look, an exceptional opening, a wish to be called. One statement for all."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.db.models import CharField, DateField, F, Value
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rinnalla.base import clock
from rinnalla.base.templatetags.parts import day
from rinnalla.desk.worklist import wishes
from rinnalla.desk.worklist.lines import Line
from rinnalla.people.models import Person
from rinnalla.privacy.models import Opening, Question

MOST = 200
COLUMNS = ("what", "code", "at", "by_day", "facts")


def lines(person: Person) -> list[Line]:
    """Nobody's name: who asks or was opened is read on the page itself, and written down there."""
    asked = Question.objects.waiting().to_answer(person).order_by()
    opened = Opening.objects.filter(seen_at=None).to_look_at(person).order_by()
    questions = asked.annotate(what=_word("question"), at=F("asked_at"), by_day=F("due"), facts=_word(""))
    none = Value(None, output_field=DateField())
    openings = opened.annotate(what=_word("opened"), at=F("opened_at"), by_day=none, facts=_word(""))
    parts = [part.values_list(*COLUMNS) for part in (openings, wishes.waiting(person))]
    rows = questions.values_list(*COLUMNS).union(*parts, all=True)[:MOST]
    lines = [LINES[what](code, at, due, facts) for what, code, at, due, facts in rows]
    return [line for line in lines if line]


def _word(word: str) -> Value:
    return Value(word, output_field=CharField())


def _opened(code: str, at: Any, _due: None, _facts: str) -> Line:
    words = _("A request was opened in an exceptional situation. Look at it as the second person.")
    is_late = clock.local_day(at) < clock.today()
    return Line("opened", code, words, at, ("desk-opening", code), is_late=is_late)


def _asked(code: str, at: Any, due: date, _facts: str) -> Line:
    words = _("Someone asks about a look at their details. Answer in writing.")
    is_late = due <= clock.today()
    return Line("question", code, words, at, ("desk-question", code), about=partial(_promised, due), is_late=is_late)


def _promised(due: date) -> str:
    return gettext("Promised by: %(day)s") % {"day": day(due)}


LINES: dict[str, Callable[..., Line | None]] = {"opened": _opened, "question": _asked, "wished": wishes.line}
