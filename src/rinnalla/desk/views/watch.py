"""The union's watch over who looks: alarms, questions, exceptional openings, weekly counts. Counts and days only."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rinnalla.base import clock
from rinnalla.base.permission import require
from rinnalla.desk.forms.looking import NoteForm
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.ledger.models import DailyHead
from rinnalla.people.looks import ROLES
from rinnalla.people.models import Identity, Person
from rinnalla.privacy.looking import outliers, policies, watching
from rinnalla.privacy.looking.choices import Verdict
from rinnalla.privacy.models import Opening, Outlier, Question, Week

SHOWN = 30


@require_GET
def watch(request: HttpRequest) -> HttpResponse:
    """What waits for the union. Of questions to associations it sees that they wait, never what they say."""
    require(request, policies.watches)
    me = request.user
    waiting = Question.objects.waiting().select_related("association").exclude(person=me)
    elsewhere = waiting.filter(association__isnull=False, union_told_at__isnull=False)
    opened = list(Opening.objects.to_look_at(me).select_related("association")[:SHOWN])
    facts = {
        "alarm": watching.alarm(),
        "newest": DailyHead.objects.newest(),
        "questions": Question.objects.waiting().to_answer(me).filter(association=None)[:SHOWN],
        "elsewhere": elsewhere[:SHOWN],
        "own": Opening.objects.live().filter(by=me).first(),
        "openings": opened,
        "questioned": [one for one in opened if one.verdict == Verdict.QUESTIONED and not one.settled_at],
        "rows": _rows(me),
        "week": Week.objects.first(),
        "today": clock.today(),
    }
    return render(request, "desk/looking/watch.html", facts)


def _rows(me: Person) -> list[dict]:
    """Counts with the names of those who read, opened as one line in the ledger."""
    found = list(Outlier.objects.visible_to(me).select_related("week", "person")[:SHOWN])
    names = _names([row.person for row in found], me)
    return [_row(row, names) for row in found]


def _names(people: list[Person], me: Person) -> dict[int, str]:
    staff = list({person.pk: person for person in people}.values())
    opened = reading.opened_many(staff, "identity", by=me, purpose=Purpose.STAFF)
    return {person.pk: _name(Identity.of(row.identity)) for person, row in zip(staff, opened, strict=True)}


def _name(identity: Identity) -> str:
    return identity.full_name or identity.called


def _row(row: Outlier, names: dict[int, str]) -> dict:
    return {"one": row, "name": names[row.person_id], "role": ROLES.get(row.role, row.role)}


def note(request: HttpRequest, code: str) -> HttpResponse:
    """The union has talked with the member of staff, and says how it is explained."""
    row = get_object_or_404(Outlier.objects.visible_to(request.user).select_related("week", "person"), code=code)
    require(request, policies.may_note, row)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outliers.looked_at(row, form.cleaned_data["note"], by=request.user)
        messages.success(request, _("Marked as looked at."))
        return redirect("union-watch")
    facts = {"row": _row(row, _names([row.person], request.user)), "form": form, "note": _note(row, request.user)}
    return render(request, "desk/looking/note.html", facts)


def _note(row: Outlier, by: Person) -> str:
    return "" if row.note is None else reading.opened(row, "note", by=by, purpose=Purpose.STAFF).note or ""
