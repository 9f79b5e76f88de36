"""Guidance meetings: never overfull, left without a reason, and without a field for what is said (R10)."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from icalendar import Calendar

from rinnalla.associations.models import Role
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.guidance import calendars, care, moves, policies
from rinnalla.guidance.choices import MeetingKind, MeetingStage, PlaceStage
from rinnalla.guidance.models import Meeting, Place, Spot
from rinnalla.ledger.models import Event
from rinnalla.letters.models import Letter
from tests import cast
from tests.guidance.meetings import SPOT, days_later, group, gunnel, in_days, talk

pytestmark = pytest.mark.django_db


def test_a_meeting_has_no_field_for_what_is_said():
    names = {field.name for model in (Meeting, Place) for field in model._meta.local_fields}
    assert names == {
        *("id", "code", "association", "kind", "stage", "stage_at", "begins_at", "minutes", "language"),
        *("seats", "seats_taken", "led_by", "spot", "meeting", "supporter", "recorded_by"),
    }


def test_where_one_meets_is_sealed_and_a_meeting_can_be_found():
    kirsti = cast.kirsti()
    meeting = group(by=kirsti, where=cast.association())
    assert b"toimisto" not in bytes(meeting.spot)
    with pytest.raises(RuleBroken):
        moves.plan(MeetingKind.GROUP, in_days(1), Spot(), by=kirsti, association=None, seats=4)
    with pytest.raises(RuleBroken):
        group(by=kirsti, days=-1)


def test_signing_up_and_leaving_frees_the_seat_and_twice_is_once():
    kirsti, pekka, sirpa = cast.kirsti(), cast.pekka(), cast.supporter("Sirpa")
    meeting = group(by=kirsti, where=pekka.association)
    place = moves.join(meeting, pekka, by=pekka.person)
    assert moves.join(meeting, pekka, by=pekka.person) == place
    moves.join(meeting, sirpa, by=sirpa.person)
    with pytest.raises(RuleBroken):
        moves.join(meeting, cast.supporter("Ulla"), by=kirsti)
    moves.leave(place, by=pekka.person)
    meeting.refresh_from_db()
    assert (meeting.seats_taken, meeting.stage) == (1, MeetingStage.PLANNED)
    assert moves.join(meeting, pekka, by=pekka.person).stage == PlaceStage.COMING
    assert Letter.objects.count() == 0  # who signs up knows it


def test_a_meeting_of_another_association_is_not_open():
    kirsti = cast.kirsti()
    ville = cast.supporter("Ville", where=cast.association("Pohjanmaan Selkäyhdistys", "17"))
    with pytest.raises(RuleBroken):
        moves.join(group(by=kirsti, where=cast.association()), ville, by=ville.person)
    assert moves.join(group(by=gunnel()), ville, by=ville.person).is_taken  # of the whole union


def test_a_talk_of_two_is_told_to_the_supporter_who_may_say_that_it_does_not_suit():
    kirsti, pekka = cast.kirsti(), cast.pekka()
    meeting = talk(pekka, by=kirsti)
    place = meeting.places.get()
    assert list(Letter.objects.values_list("kind", "to")) == [("guidance", pekka.person.pk)]
    moves.leave(place, by=pekka.person)
    meeting.refresh_from_db()
    assert (meeting.stage, meeting.seats_taken) == (MeetingStage.CALLED_OFF, 0)
    assert list(Letter.objects.order_by("pk").values_list("kind", "to"))[1:] == [("work", kirsti.pk)]


def test_a_change_and_calling_off_are_told_to_those_who_come():
    kirsti, pekka, sirpa = cast.kirsti(), cast.pekka(), cast.supporter("Sirpa")
    meeting = group(by=kirsti, where=pekka.association)
    moves.join(meeting, pekka, by=pekka.person)
    moves.leave(moves.join(meeting, sirpa, by=sirpa.person), by=sirpa.person)
    moves.change(meeting, in_days(9), SPOT, minutes=90, language="sv", seats=3, by=kirsti)
    with pytest.raises(RuleBroken):
        moves.change(meeting, in_days(-1), SPOT, minutes=90, language="sv", seats=3, by=kirsti)
    moves.call_off(meeting, by=kirsti)
    assert list(Letter.objects.values_list("kind", "to")) == [("guidance", pekka.person.pk)] * 2
    assert Event.objects.get(action="guidance.called_off").concerns() == sorted([kirsti.code, pekka.person.code])


def test_who_was_there_is_marked_once_the_meeting_has_begun_and_may_be_mended():
    kirsti, pekka = cast.kirsti(), cast.pekka()
    meeting = group(by=kirsti, where=pekka.association, days=1)
    place = moves.join(meeting, pekka, by=pekka.person)
    with pytest.raises(RuleBroken):
        moves.mark(place, True, by=kirsti)
    with days_later(1.01):
        moves.mark(place, True, by=kirsti)
        moves.mark(place, True, by=kirsti)
        moves.mark(place, False, by=kirsti)
        with pytest.raises(RuleBroken):
            moves.leave(place, by=pekka.person)
        late = moves.join(meeting, cast.supporter("Ulla"), by=kirsti)
        moves.mark(late, True, by=kirsti)
    meeting.refresh_from_db()
    assert (meeting.stage, place.stage, late.stage, meeting.seats_taken) == ("held", "missed", "came", 2)
    told = Event.objects.filter(action__startswith="guidance.").order_by("seq").values_list("action", flat=True)
    assert list(told)[2:] == [
        *("guidance.met", "guidance.attended", "guidance.missed", "guidance.joined", "guidance.attended"),
    ]


def test_the_yearly_talk_is_due_when_none_was_in_a_year_and_not_before():
    kirsti = cast.kirsti()
    pekka = cast.pekka(stage_at=in_days(-400))
    fresh = cast.supporter("Sirpa", stage_at=in_days(-100))
    assert (care.one(pekka).is_talk_due, care.one(fresh).is_talk_due) == (True, False)
    meeting = talk(pekka, by=kirsti, kind=MeetingKind.YEARLY, days=1)
    assert care.one(pekka).is_talk_due is False  # it is planned
    with days_later(1.01):
        moves.mark(meeting.places.get(), True, by=kirsti)
        assert care.one(pekka).talk_due_on == clock.local_day(meeting.begins_at + timedelta(days=365))
    with days_later(370):
        assert care.one(pekka).is_talk_due is True


def test_the_calendar_says_meeting_and_nothing_of_what_whose_or_where():
    meeting = group(by=cast.kirsti(), where=cast.association())
    text = calendars.ics(meeting, path="/my/coping/").decode()
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert (event["summary"], event.decoded("dtstart")) == ("Tapaaminen", meeting.begins_at.replace(microsecond=0))
    assert [secret for secret in ("Selkä", "toimisto", "video.example", "Kirsti", "LOCATION") if secret in text] == []


@pytest.mark.parametrize("day, ends", [("2026-03-29", "05:30"), ("2026-10-25", "03:30")])
def test_two_hours_are_two_hours_also_on_the_night_when_the_clocks_are_moved(day, ends):
    begins = datetime.fromisoformat(f"{day} 02:30").replace(tzinfo=clock.HELSINKI)
    meeting = Meeting(kind=MeetingKind.ALONE, begins_at=begins, minutes=120, code="X" * 16)
    (event,) = Calendar.from_ical(calendars.ics(meeting, path="/")).walk("VEVENT")
    assert event.decoded("dtstart") == begins
    assert event.decoded("dtend") - event.decoded("dtstart").astimezone(UTC) == timedelta(hours=2)
    assert f"{meeting.ends_at.astimezone(clock.HELSINKI):%H:%M}" == ends


def test_who_else_comes_to_a_group_is_its_leaders_to_see():
    """Twins: `Meetings.visible_to` and `may_see_meeting`; `Places.visible_to` and `may_see_place`."""
    kirsti, maija, guide, olli = cast.kirsti(), cast.maija(), gunnel(), cast.olli()
    pekka, sirpa = cast.pekka(), cast.supporter("Sirpa")
    ville = cast.supporter("Ville", where=cast.association("Pohjanmaan Selkäyhdistys", "17"))
    applicant = cast.supporter("Aune", stage="applied")
    here, everywhere, alone = group(by=kirsti, where=pekka.association), group(by=guide), talk(pekka, by=kirsti)
    for meeting in (here, everywhere):
        moves.join(meeting, pekka, by=pekka.person)
        moves.join(meeting, sirpa, by=sirpa.person)
    seen = {}
    for person in (kirsti, maija, guide, olli, pekka.person, sirpa.person, ville.person, applicant.person):
        meetings = {one for one in Meeting.objects.all() if policies.may_see_meeting(person, one)}
        assert set(Meeting.objects.visible_to(person)) == meetings
        places = {one for one in Place.objects.all() if policies.may_see_place(person, one)}
        assert set(Place.objects.visible_to(person)) == places
        seen[person.pk] = (meetings, {(one.meeting, one.supporter) for one in places})
    in_here, in_everywhere = {(here, pekka), (here, sirpa)}, {(everywhere, pekka), (everywhere, sirpa)}
    assert seen[kirsti.pk] == ({here, alone}, in_here | {(alone, pekka)})
    assert seen[guide.pk] == ({everywhere}, in_everywhere)
    assert seen[maija.pk] == seen[olli.pk] == seen[applicant.person.pk] == (set(), set())
    assert seen[pekka.person.pk] == ({here, everywhere, alone}, {(here, pekka), (everywhere, pekka), (alone, pekka)})
    assert seen[ville.person.pk] == ({everywhere}, set())
    assert seen[sirpa.person.pk] == ({here, everywhere}, {(here, sirpa), (everywhere, sirpa)})


def test_who_comes_to_a_group_of_the_associations_guide_is_its_coordinators_to_see_too():
    kirsti, pekka = cast.kirsti(), cast.pekka()
    meeting = group(by=gunnel(pekka.association), where=pekka.association)
    place = moves.join(meeting, pekka, by=pekka.person)
    assert policies.may_see_place(kirsti, place)
    assert not policies.may_see_place(cast.maija(), place)
    assert list(Place.objects.visible_to(kirsti)) == [place]


def test_who_leads_notes_who_came_but_nobody_of_themself_and_nothing_of_what_was_called_off():
    kirsti, pekka, guide = cast.kirsti(), cast.pekka(), gunnel(cast.association())
    meeting = group(by=guide, where=pekka.association)
    place = moves.join(meeting, pekka, by=pekka.person)
    who = (kirsti, guide, pekka.person, cast.maija(), cast.olli())
    assert [policies.may_mark(person, place) for person in who] == [True, True, False, False, False]
    assert [policies.may_leave(person, place) for person in who] == [False, False, True, False, False]
    assert [policies.may_lead(person, meeting) for person in who] == [True, True, False, False, False]
    Role.objects.create(person=pekka.person, association=pekka.association, kind="coordinator")
    del pekka.person._roles
    assert (policies.may_lead(pekka.person, meeting), policies.may_mark(pekka.person, place)) == (True, False)
    moves.call_off(meeting, by=guide)
    assert not policies.may_mark(guide, Place.objects.get(pk=place.pk))


def test_group_meetings_are_planned_where_one_has_the_task():
    here, kirsti = cast.association(), cast.kirsti()
    who = (kirsti, gunnel(here), gunnel(), cast.maija(), cast.olli())
    assert [policies.may_plan_for(person, here) for person in who] == [True, True, False, False, False]
    assert [policies.may_plan_for(person, None) for person in who] == [False, False, True, False, False]


@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_last_seat_at_once_do_not_both_get_it():
    kirsti = cast.kirsti()
    everyone = [cast.supporter(f"Tukija{number}") for number in range(4)]
    meeting = group(by=kirsti, where=cast.association(), seats=2)
    outcomes: list[str] = []
    start = threading.Barrier(len(everyone))

    def come(supporter):
        mine = Meeting.objects.get(pk=meeting.pk)
        start.wait()
        try:
            moves.join(mine, supporter, by=supporter.person)
            outcomes.append("in")
        except RuleBroken:
            outcomes.append("full")
        finally:
            connection.close()

    threads = [threading.Thread(target=come, args=[one]) for one in everyone]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    meeting.refresh_from_db()
    assert (sorted(outcomes), meeting.seats_taken) == (["full", "full", "in", "in"], 2)
    assert meeting.places.taken().count() == 2
