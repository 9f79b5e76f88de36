"""People of a course day: the trainer's list, needs, sign-in sheet and door; and one association's own people.

Names and contact are one line in the ledger. What people need to take part is opened on a page of its own (P3).
"""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Role, coordinated_by, roles_of
from rinnalla.base.codes import grouped
from rinnalla.base.permission import require
from rinnalla.boundary import scope
from rinnalla.desk.forms.courses import SignUpForm, TakeBackForm
from rinnalla.desk.policies import coordinates_somewhere
from rinnalla.desk.views.course_days import found_day
from rinnalla.desk.views.supporters import called, posted
from rinnalla.ledger import book, reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people.models import Identity, Person
from rinnalla.supporters import courses
from rinnalla.supporters.choices import MAY_PLEDGE
from rinnalla.supporters.models import Supporter
from rinnalla.training import certificates, moves, policies
from rinnalla.training.choices import STANDING, TAKEN, Audience, SeatStage
from rinnalla.training.models import Qualification, Seat, Sitting


@dataclass(frozen=True)
class Participant:
    seat: Seat
    identity: Identity

    @property
    def name(self) -> str:
        return called(self.identity) or grouped(self.seat.code[:8])


def _named(seats: list[Seat], *, by: Person) -> list[Participant]:
    """With names and contact: one line in the ledger, whatever the number."""
    opened = reading.opened_many([seat.person for seat in seats], "identity", by=by, purpose=Purpose.STAFF)
    return [Participant(seat, Identity.of(row.identity)) for seat, row in zip(seats, opened, strict=True)]


def _seats(sitting: Sitting, *stages: str) -> list[Seat]:
    rows = sitting.seats.filter(stage__in=stages).select_related("person", "association").order_by("pk")
    return list(rows)


def _by_name(participants: list[Participant]) -> list[Participant]:
    return sorted(participants, key=lambda one: one.name.casefold())


# --- the trainer -------------------------------------------------------------------------------------------------
@require_GET
def everyone(request: HttpRequest, code: str) -> HttpResponse:
    """Who has a place, and who waits in which order."""
    sitting = found_day(request, code, policies.may_lead)
    people = _named(_seats(sitting, *TAKEN, SeatStage.WAITING), by=request.user)
    facts = {
        "sitting": sitting,
        "placed": _by_name([one for one in people if one.seat.stage != SeatStage.WAITING]),
        "waiting": [one for one in people if one.seat.stage == SeatStage.WAITING],
        "needs": sum(one.seat.access is not None for one in people),
    }
    return render(request, "desk/courses/people.html", facts)


@require_GET
def needs(request: HttpRequest, code: str) -> HttpResponse:
    """What those with a place need to take part, in their own words; each of them sees that it was read."""
    sitting = found_day(request, code, policies.may_lead)
    seats = [seat for seat in _seats(sitting, SeatStage.REGISTERED, SeatStage.ATTENDED) if seat.access is not None]
    opened = reading.opened_many(seats, "access", by=request.user, purpose=Purpose.STAFF)
    words = [row.access["words"] for row in opened if row.access]
    return render(request, "desk/courses/needs.html", {"sitting": sitting, "words": words})


@require_GET
def sign_in_list(request: HttpRequest, code: str) -> HttpResponse:
    """A sheet to print, with a line for each to sign."""
    sitting = found_day(request, code, policies.may_lead)
    people = _by_name(_named(_seats(sitting, *TAKEN), by=request.user))
    return render(request, "desk/courses/sign_in_list.html", {"sitting": sitting, "people": people})


@require_GET
def door(request: HttpRequest, code: str) -> HttpResponse:
    """Attendance on a phone: two large buttons a person; pressed twice is pressed once."""
    sitting = found_day(request, code, policies.may_lead)
    people = _by_name(_named(_seats(sitting, *TAKEN), by=request.user))
    facts = {
        "sitting": sitting,
        "people": people,
        "present": sum(one.seat.stage in (SeatStage.ATTENDED, SeatStage.QUALIFIED) for one in people),
        "unmarked": sum(one.seat.stage == SeatStage.REGISTERED for one in people),
    }
    return render(request, "desk/courses/door.html", facts)


@require_POST
def mark(request: HttpRequest, code: str, seat: str) -> HttpResponse:
    row = _seat(request, code, seat)
    require(request, policies.may_mark, row)
    if request.POST.get("was") == "there":
        courses.attend(row, by=request.user)
    elif request.POST.get("was") == "missing":
        moves.miss(row, by=request.user)
    return redirect(reverse("sitting-door", args=[code]) + f"#{seat}")


def _seat(request: HttpRequest, code: str, seat: str) -> Seat:
    """One person's place at this day; another's is not there."""
    rows = Seat.objects.visible_to(request.user).select_related("sitting__course", "person", "association")
    return get_object_or_404(rows, sitting__code=code, code=seat)


# --- the coordinator ---------------------------------------------------------------------------------------------
def ours(request: HttpRequest, code: str) -> HttpResponse:
    """Who of one's own association is on the day (R7), and signing up someone who calls."""
    require(request, coordinates_somewhere)
    sitting = found_day(request, code)
    seats = (
        sitting.seats.standing()
        .filter(coordinated_by(request.user, of="person"))
        .select_related("person", "association")
    )
    people = _named(list(seats.order_by("pk")), by=request.user)
    choices = _people_to_sign_up(request, sitting, {one.seat.person_id for one in people}) if sitting.is_coming else []
    form = SignUpForm(posted(request), people=choices)
    if form.is_valid():
        person = Person.objects.get(code=form.cleaned_data["person"])
        seat = courses.sign_up(person, sitting, access=form.cleaned_data["access"], by=request.user)
        has_place = seat.stage == SeatStage.REGISTERED
        messages.success(request, _("Signed up, with a place.") if has_place else _("Signed up, on the waiting list."))
        return redirect("sitting-ours", code=code)
    facts = {"sitting": sitting, "people": people, "form": form, "choices": choices, "standing": STANDING}
    return render(request, "desk/courses/ours.html", facts)


def _people_to_sign_up(request: HttpRequest, sitting: Sitting, taken: set[int]) -> list[tuple[str, str]]:
    """One's own supporters and fellow coordinators whom the course is for, by name."""
    keys = [role.association_id for role in roles_of(request.user) if role.kind == RoleKind.COORDINATOR]
    persons: dict[int, Person] = {}
    if sitting.course.audience in courses.FOR_SUPPORTERS:
        rows = Supporter.objects.filter(association__in=[key for key in keys if key], stage__in=MAY_PLEDGE)
        persons |= {row.person_id: row.person for row in rows.select_related("person")}
    if sitting.course.audience in (Audience.COORDINATORS, Audience.BOTH):
        roles = Role.objects.standing().filter(kind=RoleKind.COORDINATOR, association__in=[key for key in keys if key])
        persons |= {role.person_id: role.person for role in roles.select_related("person")}
    free = [person for key, person in persons.items() if key not in taken]
    opened = reading.opened_many(free, "identity", by=request.user, purpose=Purpose.STAFF)
    names = [called(Identity.of(row.identity)) or grouped(row.thing.code[:8]) for row in opened]
    return sorted(((one.code, name) for one, name in zip(free, names, strict=True)), key=lambda pair: pair[1])


def _own_seat(request: HttpRequest, code: str, seat: str) -> Seat:
    row = _seat(request, code, seat)
    require(request, policies.may_act_for, row)
    return row


@require_POST
def give_up(request: HttpRequest, code: str, seat: str) -> HttpResponse:
    """Someone said on the phone that they cannot come."""
    moves.give_up(_own_seat(request, code, seat), by=request.user)
    messages.success(request, _("The place is given up, and the next one moves up."))
    return redirect("sitting-ours", code=code)


@require_GET
def certificate(request: HttpRequest, code: str, seat: str) -> HttpResponse:
    """The certificate on paper, for someone who does not use the pages."""
    row = _own_seat(request, code, seat)
    held = row.person.qualifications.in_force().filter(course=row.sitting.course).select_related("course").first()
    if held is None or not certificates.is_possible():
        raise Http404
    opened = reading.opened(row.person, "identity", by=request.user, purpose=Purpose.STAFF)
    address = request.build_absolute_uri(reverse("verify", args=[held.code]))
    name = called(Identity.of(opened.identity))
    paper = certificates.paper(held, name=name, language=row.person.language, address=address)
    made = certificates.pdf(paper)
    book.write(request.user, "certificate.printed", about=held)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="certificate.pdf"'
    return answer


# --- the union ---------------------------------------------------------------------------------------------------
@scope.system("certificate")
def take_back(request: HttpRequest) -> HttpResponse:
    """A qualification given by mistake holds no longer. The union finds it by its code, and sees no name (R9)."""
    require(request, policies.may_take_back)
    form = TakeBackForm(posted(request))
    if form.is_valid():
        held = Qualification.objects.in_force().filter(code=form.cleaned_data["code"]).select_related("person").first()
        if held is None:
            form.add_error("code", _("No certificate in force has this code. Check each mark."))
        else:
            moves.take_back(held, by=request.user)
            messages.success(request, _("The certificate holds no longer. The holder gets a message."))
            return redirect("certificate-take-back")
    return render(request, "desk/courses/take_back.html", {"form": form})
