"""Courses on a supporter's road: who may take part, signing up, and what a course that was held opens (R6–R9)."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Association, roles_of
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.people.models import Person
from rinnalla.supporters.choices import MAY_PLEDGE, Stage
from rinnalla.supporters.models import Supporter
from rinnalla.training import moves as training
from rinnalla.training.choices import COMING, Audience, Ground, Plan, SeatStage, Why
from rinnalla.training.models import Course, Qualification, Seat, Sitting

FOR_SUPPORTERS = (Audience.SUPPORTERS, Audience.BOTH)
NEWS_FOR = timedelta(days=60)
FOR_COORDINATORS = (Audience.COORDINATORS, Audience.BOTH)


# --- who may take part -------------------------------------------------------------------------------------------
def part_of(person: Person) -> tuple[Supporter | None, Association | None, bool]:
    """As what someone could attend: the supporter on the road, the association they coordinate, whether they do."""
    supporter = Supporter.objects.filter(person=person, stage__in=MAY_PLEDGE).select_related("association").first()
    roles = [role for role in roles_of(person) if role.kind == RoleKind.COORDINATOR]
    return supporter, next((role.association for role in roles if role.association), None), bool(roles)


def open_to(person: Person) -> QuerySet[Sitting]:
    """Coming course days of the courses that are for people like this one."""
    supporter, _association, coordinates = part_of(person)
    audiences = [*(FOR_SUPPORTERS if supporter else ()), *(FOR_COORDINATORS if coordinates else ())]
    days = Sitting.objects.coming().filter(course__audience__in=audiences, course__is_offered=True)
    return days.select_related("course", "course__needs")


def shown_to(person: Person) -> QuerySet[Sitting]:
    """Course days that one's own pages know of: open ones, and those one has or had a place at."""
    own = Q(pk__in=person.seats.values("sitting"))
    return Sitting.objects.filter(own | Q(pk__in=open_to(person).values("pk"))).select_related("course")


def takes_part(person: Person) -> bool:
    """Has pages of courses: a supporter from acceptance on, a coordinator, or whoever has been on one."""
    supporter, _association, coordinates = part_of(person)
    return bool(supporter or coordinates) or person.qualifications.exists() or person.seats.exists()


def hindrance(person: Person, course: Course) -> str:
    """Why this course is not for this person now, as one sentence; "" when it is."""
    if not training.meets_needs(person, course) and course.needs:
        return _("First comes this course: %(course)s. Or the union recognises your long experience.") % {
            "course": course.needs.name
        }
    if course.validity_months is None and training.has_done(person, course.pk):
        return _("You have done this course.")
    return ""


# --- signing up --------------------------------------------------------------------------------------------------
@scope.system("course")
@transaction.atomic
def sign_up(person: Person, sitting: Sitting, *, access: str = "", by: Person) -> Seat:
    """Sign up, oneself or through the coordinator on the phone; a place, or the end of the waiting list.

    Raises   RuleBroken when the course is for others, and as training.moves.register
    """
    supporter, association, coordinates = part_of(person)
    audience = sitting.course.audience
    if supporter and audience in FOR_SUPPORTERS:
        association = supporter.association
    elif not (coordinates and audience in FOR_COORDINATORS):
        raise RuleBroken(_("This course is for others: %(whom)s.") % {"whom": Audience(audience).label})
    return training.register(person, sitting, association=association, access=access, by=by)


def next_day(sitting: Sitting, person: Person) -> Sitting | None:
    """The next coming day of the same course that this person is not on; in the same language if there is one."""
    taken = person.seats.standing().values("sitting")
    days = list(open_to(person).filter(course=sitting.course_id).exclude(pk=sitting.pk).exclude(pk__in=taken)[:20])
    same = [day for day in days if day.language == sitting.language]
    return next(iter(same or days), None)


def news(person: Person) -> dict[str, Seat | None]:
    """For one's first page, in one statement: the next day with a place, and one called off that waits for a choice."""
    ahead = Q(stage=SeatStage.REGISTERED, sitting__stage__in=COMING, sitting__starts_at__gt=clock.now())
    off = Q(stage=SeatStage.CANCELLED, why=Why.CALLED_OFF, cancelled_at__gt=clock.now() - NEWS_FOR)
    seats = person.seats.filter(ahead | off).select_related("sitting__course").order_by("sitting__starts_at")
    found = list(seats)
    return {
        "coming": next((seat for seat in found if not seat.was_called_off), None),
        "called_off": next((seat for seat in found if seat.was_called_off), None),
    }


# --- the day and what it opens -----------------------------------------------------------------------------------
@scope.system("course")
@transaction.atomic
def attend(seat: Seat, *, by: Person) -> None:
    """Was there. The qualification follows when the day is closed, so that one press does not give it too early."""
    training.attend(seat, by=by)


@scope.system("course")
@transaction.atomic
def close(sitting: Sitting, *, by: Person) -> int:
    """The day was held: whoever was there has the qualification, and an accepted one is trained by the basic course.

    Returns how many qualified. Raises RuleBroken while someone's attendance is not marked.
    """
    training.close(sitting, by=by)
    seats = sitting.seats.filter(stage=SeatStage.ATTENDED).select_related("person", "association")
    were_there = list(seats)
    for seat in were_there:
        seat.sitting = sitting
        _qualify(seat, by=by)
    return len(were_there)


def _qualify(seat: Seat, *, by: Person) -> None:
    course, person = seat.sitting.course, seat.person
    if course.gives_qualification:
        known = Qualification.objects.in_force().filter(person=person, course=course, valid_until=None)
        if not known.exists():
            training.qualify(person, course, seat.sitting.day, Ground.ATTENDED, by=by)
        seat.qualify()
        move_on(person, course, by=by)
    post.later(Kind.COURSE, to=person, association=seat.association)


def move_on(person: Person, course: Course, *, by: Person) -> None:
    """The basic course moves an accepted supporter on to trained (R6)."""
    supporter = Supporter.objects.filter(person=person, stage=Stage.ACCEPTED).first()
    if course.key == Plan.BASIC and supporter:
        supporter.move(Stage.TRAINED, by=by)
        book.write(by, "supporter.trained", about=supporter)
        for role in supporter.association.roles.standing().filter(kind=RoleKind.COORDINATOR).select_related("person"):
            post.later(Kind.WORK, to=role.person, association=supporter.association)
