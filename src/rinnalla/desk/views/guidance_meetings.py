"""Meetings for guidance, for those who lead them: planning, who comes, who was there. Never what was said (R10)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Association, roles_of
from rinnalla.base.permission import require
from rinnalla.desk.forms.guidance import GroupForm, MeetingForm, NewGroupForm, SomeoneForm, TalkForm
from rinnalla.desk.views.guidance import act, found, names_of
from rinnalla.guidance import calendars, moves, policies
from rinnalla.guidance.choices import MeetingKind, PlaceStage
from rinnalla.guidance.models import Meeting, Place, Spot
from rinnalla.guidance.models.guides import in_care_of
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people.models import Person
from rinnalla.supporters.models import Supporter


def led(request: HttpRequest, code: str) -> Meeting:
    """A meeting that this person leads; any other is not there."""
    rows = Meeting.objects.visible_to(request.user).select_related("led_by", "association")
    meeting = get_object_or_404(rows, code=code)
    require(request, policies.may_lead, meeting)
    return meeting


def _spot(request: HttpRequest, meeting: Meeting) -> Spot:
    return Spot.of(reading.opened(meeting, "spot", by=request.user, purpose=Purpose.GUIDANCE).spot)


def _posted(request: HttpRequest):
    return request.POST if request.method == "POST" else None


# --- planning ----------------------------------------------------------------------------------------------------
def add(request: HttpRequest) -> HttpResponse:
    """A meeting in a group."""
    require(request, policies.gives_guidance)
    initial = {"language": request.LANGUAGE_CODE[:2]}
    form = NewGroupForm(_posted(request), associations=_mine(request.user), initial=initial)
    if form.is_valid():
        begins_at, where = form.cleaned_data["begins_at"], form.association
        require(request, policies.may_plan_for, where)
        meeting = moves.plan(
            MeetingKind.GROUP, begins_at, form.spot, by=request.user, association=where, **form.facts()
        )
        messages.success(request, _("The meeting is planned. Supporters see it on their own pages."))
        return redirect("desk-guidance-meeting", code=meeting.code)
    words = {"heading_words": _("Plan a meeting in a group"), "submit": _("Plan the meeting")}
    return render(request, "desk/guidance/act.html", words | {"form": form, "back_url": reverse("desk-guidance")})


def _mine(person: Person) -> list[Association | None]:
    """Where this person gives guidance; None is the whole union."""
    found: dict[int | None, Association | None] = {}
    for role in roles_of(person):
        if role.kind == RoleKind.GUIDE or (role.kind == RoleKind.COORDINATOR and role.association):
            found[role.association_id] = role.association
    return list(found.values())


def talk(request: HttpRequest, code: str) -> HttpResponse:
    """A talk of two with this supporter; they hear of it and may say that the time does not suit."""
    supporter = found(request, code)
    initial = {"language": supporter.person.language, "kind": request.GET.get("kind", MeetingKind.ALONE)}
    form = TalkForm(_posted(request), initial=initial)
    if form.is_valid():
        kind, begins_at = MeetingKind(form.cleaned_data["kind"]), form.cleaned_data["begins_at"]
        where = {"association": supporter.association, "supporter": supporter}
        moves.plan(kind, begins_at, form.spot, by=request.user, **where, **form.facts())
        messages.success(request, _("The talk is agreed. The supporter hears of it, and may ask for another time."))
        return redirect("desk-guidance-one", code=code)
    return act(request, form, supporter, heading_words=_("Agree on a talk"), submit=_("Save the time"))


def change(request: HttpRequest, code: str) -> HttpResponse:
    meeting = led(request, code)
    if not meeting.is_planned:
        return redirect("desk-guidance-meeting", code=code)
    initial = {} if request.method == "POST" else MeetingForm.of(meeting, _spot(request, meeting))
    form = (GroupForm if meeting.is_group else MeetingForm)(_posted(request), initial=initial)
    if form.is_valid():
        moves.change(meeting, form.cleaned_data["begins_at"], form.spot, by=request.user, **form.facts())
        messages.success(request, _("Changed. Everyone who is coming hears of it."))
        return redirect("desk-guidance-meeting", code=code)
    words = {"heading_words": _("Change the meeting"), "submit": _("Save the change")}
    words["back_url"] = reverse("desk-guidance-meeting", args=[code])
    return render(request, "desk/guidance/act.html", words | {"form": form, "association": meeting.association})


@require_POST
def call_off(request: HttpRequest, code: str) -> HttpResponse:
    moves.call_off(led(request, code), by=request.user)
    messages.success(request, _("The meeting is called off. Everyone who was coming hears of it."))
    return redirect("desk-guidance")


# --- who comes ---------------------------------------------------------------------------------------------------
@require_GET
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Who comes, and with large buttons who was there."""
    meeting = led(request, code)
    places = list(meeting.places.taken().select_related("supporter__person").order_by("pk"))
    names = names_of([place.supporter.person for place in places], by=request.user)
    more = [] if not meeting.is_group else _others(request, meeting, places)
    facts = {
        "meeting": meeting,
        "spot": _spot(request, meeting),
        "places": sorted(zip(names, places, strict=True), key=lambda pair: pair[0]),
        "may_mark": meeting.has_begun and meeting.stage != "called-off",
        "came": sum(place.stage == PlaceStage.CAME for place in places),
        "form": SomeoneForm(people=more) if more else None,
        "association": meeting.association,
    }
    return render(request, "desk/guidance/meeting.html", facts)


def _others(request: HttpRequest, meeting: Meeting, places: list[Place]) -> list[tuple[str, str]]:
    """Those whom this person looks after and who do not come yet, by code and name."""
    if meeting.stage == "called-off":
        return []
    rows = in_care_of(request.user).exclude(pk__in=[place.supporter_id for place in places])
    if meeting.association_id:
        rows = rows.filter(association=meeting.association_id)
    found = list(rows.select_related("person").order_by("pk")[:200])
    names = names_of([one.person for one in found], by=request.user)
    return sorted(((one.code, name) for one, name in zip(found, names, strict=True)), key=lambda pair: pair[1])


@require_POST
def someone(request: HttpRequest, code: str) -> HttpResponse:
    """Someone signed up on the phone, or came unannounced."""
    meeting = led(request, code)
    rows: list[Supporter] = list(in_care_of(request.user).filter(code=request.POST.get("supporter", "")))
    if rows:
        moves.join(meeting, rows[0], by=request.user)
        messages.success(request, _("Added to the meeting."))
    return redirect("desk-guidance-meeting", code=code)


@require_POST
def mark(request: HttpRequest, code: str) -> HttpResponse:
    """Was there, or was not; pressed twice it is the same."""
    rows = Place.objects.visible_to(request.user).select_related(
        "meeting__led_by", "meeting__association", "supporter__person"
    )
    place = get_object_or_404(rows, code=code)
    require(request, policies.may_mark, place)
    moves.mark(place, request.POST.get("came") == "yes", by=request.user)
    return redirect("desk-guidance-meeting", code=place.meeting.code)


@require_GET
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    meeting = led(request, code)
    page = reverse("desk-guidance-meeting", args=[code])
    answer = HttpResponse(calendars.ics(meeting, path=page), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return answer
