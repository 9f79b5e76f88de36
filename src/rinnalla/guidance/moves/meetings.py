"""Meetings for guidance: planning, signing up and leaving, who was there. Never what was said (R10)."""

from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from rinnalla.associations.models import Association
from rinnalla.base import clock
from rinnalla.base.errors import Overtaken, RuleBroken
from rinnalla.boundary import scope
from rinnalla.guidance.choices import TALKS, MeetingKind, MeetingStage, PlaceStage
from rinnalla.guidance.models import Meeting, Place, Spot
from rinnalla.guidance.models.guides import GUIDED
from rinnalla.ledger import book
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.people.models import Person
from rinnalla.supporters.models import Supporter

MOST_SEATS = 40


@scope.system("guidance")
@transaction.atomic
def plan(
    kind: MeetingKind,
    begins_at: datetime,
    spot: Spot,
    *,
    by: Person,
    association: Association | None,
    minutes: int = 60,
    language: str = "fi",
    seats: int = 1,
    supporter: Supporter | None = None,
) -> Meeting:
    """A meeting is planned and led by `by`. A talk is with `supporter`, who hears of it and may say it does not suit.

    begins_at   an aware moment still to come; seats  of a group, 2 to 40
    Raises      RuleBroken when the moment has passed, or nobody could find the meeting
    """
    if (kind in TALKS) != (supporter is not None):
        raise ValueError("a talk has one supporter, a group has none from the beginning")
    _must_be_ahead(begins_at)
    meeting = Meeting(
        association=association,
        kind=kind,
        begins_at=begins_at,
        minutes=minutes,
        language=language,
        seats=1 if kind in TALKS else _seats(seats),
        led_by=by,
    )
    meeting.seal(spot=asdict(_findable(spot)))
    meeting.save()
    book.write(by, "guidance.planned", about=meeting)
    if supporter:
        join(meeting, supporter, by=by)
    return meeting


@scope.system("guidance")
@transaction.atomic
def change(meeting: Meeting, begins_at: datetime, spot: Spot, *, minutes: int, language: str, seats: int, by: Person):
    """Another time or place; everyone who is coming hears of it. Seats never fall below those taken."""
    if not meeting.is_planned:
        raise RuleBroken(_("This meeting has already moved on."))
    _must_be_ahead(begins_at)
    seats = 1 if meeting.kind in TALKS else _seats(seats)
    meeting.seal(spot=asdict(_findable(spot)))
    same = Meeting.objects.filter(pk=meeting.pk, stage=MeetingStage.PLANNED, seats_taken__lte=seats)
    facts = {"begins_at": begins_at, "minutes": minutes, "language": language, "seats": seats, "spot": meeting.spot}
    if not same.update(**facts):
        raise RuleBroken(_("More people are coming than there would be places. Keep at least as many places."))
    meeting.refresh_from_db()
    book.write(by, "guidance.changed", about=meeting, concerns=_all_concerned(meeting))
    _tell_coming(meeting, by=by)


@scope.system("guidance")
@transaction.atomic
def call_off(meeting: Meeting, *, by: Person) -> None:
    """The meeting is not held; everyone who was coming hears of it."""
    meeting.move(MeetingStage.CALLED_OFF)
    book.write(by, "guidance.called_off", about=meeting, concerns=_all_concerned(meeting))
    _tell_coming(meeting, by=by)


@scope.system("guidance")
@transaction.atomic
def join(meeting: Meeting, supporter: Supporter, *, by: Person) -> Place:
    """A place for this supporter; doing it twice is doing it once. Who leads may add someone who came unannounced.

    Raises   RuleBroken when the meeting is full, has begun, or is of another association
    """
    _may_come(meeting, supporter)
    place = Place.objects.filter(meeting=meeting, supporter=supporter).first()
    if place and place.is_taken:
        return place
    is_own = by == supporter.person
    meeting.take_seat() if is_own or not meeting.has_begun else _late_seat(meeting)
    if place:
        place.move(PlaceStage.COMING, by=by)
    else:
        try:
            with transaction.atomic():
                place = Place.objects.create(meeting=meeting, supporter=supporter, recorded_by=by)
        except IntegrityError:
            raise Overtaken(_("The place has just been taken for the same person.")) from None
    book.write(by, "guidance.joined", about=place)
    if not is_own and not meeting.has_begun:
        post.later(Kind.GUIDANCE, to=supporter.person, association=supporter.association)
    return place


@scope.system("guidance")
@transaction.atomic
def leave(place: Place, *, by: Person) -> None:
    """The supporter does not come, without a reason; a talk that would be of one is called off, and the guide hears."""
    meeting = place.meeting
    if meeting.has_begun or not meeting.is_planned:
        raise RuleBroken(_("The meeting has begun or is over. There is nothing to give up any more."))
    place.move(PlaceStage.LEFT, by=by)
    meeting.free_seat()
    book.write(by, "guidance.left", about=place)
    if meeting.kind in TALKS:
        meeting.move(MeetingStage.CALLED_OFF)
        if by != meeting.led_by:
            post.later(Kind.WORK, to=meeting.led_by, association=meeting.association)


@scope.system("guidance")
@transaction.atomic
def mark(place: Place, came: bool, *, by: Person) -> None:
    """Whether this supporter was there. The first mark says that the meeting was held. The same mark twice is one."""
    meeting, to = place.meeting, PlaceStage.CAME if came else PlaceStage.MISSED
    if not meeting.has_begun:
        raise RuleBroken(_("The meeting has not begun yet. Mark who was there once you have met."))
    if place.stage == to:
        return
    if meeting.is_planned:
        meeting.move(MeetingStage.HELD)
        book.write(by, "guidance.met", about=meeting)
    place.move(to, by=by)
    book.write(by, "guidance.attended" if came else "guidance.missed", about=place)


# --- parts -------------------------------------------------------------------------------------------------------
def _must_be_ahead(begins_at: datetime) -> None:
    if begins_at <= clock.now():
        raise RuleBroken(_("Choose a time that is still to come."))


def _findable(spot: Spot) -> Spot:
    if not spot.place.strip() and not spot.link.strip():
        raise RuleBroken(_("Write where you meet: a place, a link, or who calls whom."))
    return spot


def _seats(seats: int) -> int:
    if not 2 <= seats <= MOST_SEATS:
        raise RuleBroken(_("A group has from 2 to 40 places."))
    return seats


def _may_come(meeting: Meeting, supporter: Supporter) -> None:
    elsewhere = meeting.association_id and meeting.association_id != supporter.association_id
    if elsewhere or supporter.stage not in GUIDED:
        raise RuleBroken(_("This meeting is for supporters of the association who have done the basic course."))


def _late_seat(meeting: Meeting) -> None:
    """Somebody came without having signed up: a chair is found for them."""
    open_still = Meeting.objects.filter(pk=meeting.pk, kind=MeetingKind.GROUP).exclude(stage=MeetingStage.CALLED_OFF)
    full = open_still.filter(seats_taken=F("seats"))
    full.update(seats=F("seats") + 1)
    if not open_still.update(seats_taken=F("seats_taken") + 1):
        raise RuleBroken(_("Nobody can be added to this meeting any more."))
    meeting.refresh_from_db(fields=["seats", "seats_taken"])


def _coming(meeting: Meeting) -> list[Supporter]:
    places = meeting.places.filter(stage=PlaceStage.COMING).select_related(
        "supporter__person", "supporter__association"
    )
    return [place.supporter for place in places]


def _all_concerned(meeting: Meeting) -> list[str]:
    return [meeting.led_by.code, *(one.person.code for one in _coming(meeting))]


def _tell_coming(meeting: Meeting, *, by: Person) -> None:
    for supporter in _coming(meeting):
        if supporter.person != by:
            post.later(Kind.GUIDANCE, to=supporter.person, association=supporter.association)
