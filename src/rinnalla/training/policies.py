"""Who may, about courses. `may_see_sitting` and `may_see_seat` are the twins of the two `visible_to`."""

from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import administers, coordinates, is_staff, roles_of
from rinnalla.people.models import Person
from rinnalla.training.choices import STANDING
from rinnalla.training.models import Qualification, Seat, Sitting


def trains(person: Person) -> bool:
    return any(role.kind == RoleKind.TRAINER for role in roles_of(person))


def sees_courses(person: Person) -> bool:
    """Everyone who works for the programme sees the course days."""
    return is_staff(person)


def may_change_courses(person: Person) -> bool:
    """The kinds of course are the union administrator's."""
    return administers(person)


def may_plan(person: Person) -> bool:
    """A trainer, or an administrator of the union."""
    return trains(person) or administers(person)


def may_take_back(person: Person) -> bool:
    """A qualification given by mistake: the union's administrators and trainers."""
    return trains(person) or administers(person)


def may_see_sitting(person: Person, sitting: Sitting) -> bool:
    return is_staff(person) or sitting.seats.filter(person=person).exists()


def may_lead(person: Person, sitting: Sitting) -> bool:
    """A trainer of this very course day: participants' names and contact, attendance, closing."""
    return trains(person) and sitting.trainers.filter(pk=person.pk).exists()


def may_run(person: Person, sitting: Sitting) -> bool:
    """Change, confirm or call off: its trainers, and an administrator, who sees no participant."""
    return administers(person) or may_lead(person, sitting)


def may_see_seat(person: Person, seat: Seat) -> bool:
    is_theirs = coordinates(person, seat.association) or may_lead(person, seat.sitting)
    return is_own_seat(person, seat) or (is_theirs and not seat.person.is_restricted)


def may_mark(person: Person, seat: Seat) -> bool:
    """Attendance is marked by the trainer at the door."""
    return may_lead(person, seat.sitting) and seat.person_id != person.pk


def is_own_seat(person: Person, seat: Seat) -> bool:
    return seat.person_id == person.pk


def may_give_up(person: Person, seat: Seat) -> bool:
    """The person, or the coordinator of the association for someone who says it on the phone."""
    return is_own_seat(person, seat) or coordinates(person, seat.association)


def may_act_for(person: Person, seat: Seat) -> bool:
    """The coordinator of the association, for someone who tells it on the phone."""
    return coordinates(person, seat.association) and not is_own_seat(person, seat)


def may_answer(person: Person, seat: Seat) -> bool:
    """Whoever was at the course day, once."""
    return is_own_seat(person, seat) and seat.stage not in STANDING


def is_own(person: Person, qualification: Qualification) -> bool:
    return qualification.person_id == person.pk
