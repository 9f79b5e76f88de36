"""Course days at the desk: the list, planning, changing, making certain, calling off, closing (R7)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Role, coordinated_by
from rinnalla.base.errors import RuleBroken
from rinnalla.base.permission import require
from rinnalla.desk.forms.courses import SittingForm
from rinnalla.desk.policies import coordinates_somewhere
from rinnalla.desk.views.supporters import called, posted
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people.models import Identity, Person
from rinnalla.supporters import courses
from rinnalla.training import moves, plans, policies
from rinnalla.training.choices import COMING, TAKEN, SeatStage
from rinnalla.training.models import Seat, Sitting
from rinnalla.training.moves import answering

MOST = 50


@require_GET
def everyone(request: HttpRequest) -> HttpResponse:
    """Coming days, or those behind, each with its places; and for a coordinator how many of theirs are on it."""
    require(request, policies.sees_courses)
    behind = "behind" in request.GET
    rows = Sitting.objects.visible_to(request.user).select_related("course")
    rows = rows.exclude(stage__in=COMING).order_by("-starts_at") if behind else rows.filter(stage__in=COMING)
    shown = list(rows[:MOST])
    ours = _ours(request.user, shown)
    led = set(Sitting.objects.led_by(request.user).values_list("pk", flat=True))
    facts = {
        "rows": [{"sitting": day, "ours": ours.get(day.pk, 0), "is_led": day.pk in led} for day in shown],
        "behind": behind,
        "coordinates": coordinates_somewhere(request.user),
        "may_plan": policies.may_plan(request.user),
        "may_change_courses": policies.may_change_courses(request.user),
    }
    return render(request, "desk/courses/list.html", facts)


def _ours(person: Person, days: list[Sitting]) -> dict[int, int]:
    """Day → how many people of the associations this person coordinates are on it."""
    if not coordinates_somewhere(person):
        return {}
    seats = (
        Seat.objects.standing()
        .filter(coordinated_by(person, of="person"), sitting__in=days)
        .values_list("sitting", flat=True)
    )
    found: dict[int, int] = {}
    for key in seats:
        found[key] = found.get(key, 0) + 1
    return found


def found_day(request: HttpRequest, code: str, policy=None) -> Sitting:
    """The day of this page; who may not do what the page does is told so, since the day itself is known to staff."""
    sitting = get_object_or_404(Sitting.objects.visible_to(request.user).select_related("course"), code=code)
    require(request, policy or policies.may_see_sitting, sitting)
    return sitting


@require_GET
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Facts and counts; names stand on pages of their own."""
    require(request, policies.sees_courses)
    sitting = found_day(request, code)
    stages = sitting.stages()
    facts = {
        "sitting": sitting,
        "course": sitting.course,
        "taken": sum(stage in TAKEN for stage in stages),
        "waiting": stages.count(SeatStage.WAITING),
        "were_there": stages.count(SeatStage.ATTENDED) + stages.count(SeatStage.QUALIFIED),
        "unmarked": stages.count(SeatStage.REGISTERED),
        "coordinates": coordinates_somewhere(request.user),
        "may_lead": policies.may_lead(request.user, sitting),
        "may_run": policies.may_run(request.user, sitting),
        "answers": answering.counts(sitting) if policies.may_run(request.user, sitting) else [],
    }
    return render(request, "desk/courses/one.html", facts)


# --- planning ----------------------------------------------------------------------------------------------------
def add(request: HttpRequest) -> HttpResponse:
    require(request, policies.may_plan)
    plans.load()
    initial = {"size": 12, "minimum": 7, "quota": 3, "language": "fi", "begins": "09:00", "ends": "16:00"}
    initial |= {"trainers": [request.user.code], "course": request.GET.get("course", "basic")}
    form = SittingForm(posted(request), trainers=_trainers(request), initial=initial)
    if form.is_valid():
        course = plans.known(form.cleaned_data["course"])
        made = _kept(form, lambda: moves.plan(course, form.facts(), _chosen(form), by=request.user))
        if made:
            messages.success(request, _("The course day is planned, and people can sign up."))
            return redirect("sitting", code=made.code)
    return render(request, "desk/courses/plan.html", {"form": form, "back_url": reverse("desk-courses")})


def change(request: HttpRequest, code: str) -> HttpResponse:
    sitting = found_day(request, code, policies.may_run)
    if not sitting.is_coming:
        return redirect("sitting", code=code)
    initial = SittingForm.told(sitting)
    form = SittingForm(posted(request), trainers=_trainers(request), sitting=sitting, initial=initial)
    if form.is_valid() and _kept(form, lambda: _changed(request, sitting, form)):
        messages.success(request, _("Saved. Everyone on the day hears of a new time or place."))
        return redirect("sitting", code=code)
    facts = {"form": form, "sitting": sitting, "back_url": reverse("sitting", args=[code])}
    return render(request, "desk/courses/plan.html", facts)


def _changed(request: HttpRequest, sitting: Sitting, form: SittingForm) -> Sitting:
    moves.change(sitting, form.facts(), _chosen(form), by=request.user)
    return sitting


def _trainers(request: HttpRequest) -> list[tuple[str, str]]:
    """Those who may train, by name; opening the names is one line in the ledger."""
    roles = Role.objects.standing().filter(kind=RoleKind.TRAINER).select_related("person")
    persons = list({role.person_id: role.person for role in roles}.values())
    opened = reading.opened_many(persons, "identity", by=request.user, purpose=Purpose.STAFF)
    names = [called(Identity.of(row.identity)) for row in opened]
    return sorted(((one.code, name) for one, name in zip(persons, names, strict=True)), key=lambda pair: pair[1])


def _chosen(form: SittingForm) -> list[Person]:
    return list(Person.objects.filter(code__in=form.cleaned_data["trainers"]))


def _kept(form: SittingForm, verb):
    try:
        return verb()
    except RuleBroken as rule:
        form.add_error(None, rule.sentence)
        return None


# --- steps -------------------------------------------------------------------------------------------------------
@require_POST
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    sitting = found_day(request, code, policies.may_run)
    moves.confirm(sitting, by=request.user)
    messages.success(request, _("It is certain now. Everyone who has a place hears it."))
    return redirect("sitting", code=code)


def call_off(request: HttpRequest, code: str) -> HttpResponse:
    """What follows, then calling off: everyone hears of it and is offered the next day."""
    sitting = found_day(request, code, policies.may_run)
    if not sitting.is_coming:
        return redirect("sitting", code=code)
    if request.method == "POST":
        moves.call_off(sitting, by=request.user)
        messages.success(request, _("The day is called off. Everyone on it hears of it and sees the next one."))
        return redirect("sitting", code=code)
    coming = Sitting.objects.coming().filter(course=sitting.course_id).exclude(pk=sitting.pk).first()
    count = sum(stage != SeatStage.CANCELLED for stage in sitting.stages())
    facts = {"sitting": sitting, "count": count, "next": coming}
    return render(request, "desk/courses/call_off.html", facts)


@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """The day was held: qualifications are given to those who were there."""
    sitting = found_day(request, code, policies.may_lead)
    count = courses.close(sitting, by=request.user)
    messages.success(request, _("The day is closed. It was completed by: %(count)d") % {"count": count})
    return redirect("sitting", code=code)
