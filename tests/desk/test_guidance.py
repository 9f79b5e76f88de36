"""Guidance at the desk: who needs a look stands first, contacts are only counted, elsewhere's are not there (R13)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from rinnalla.base import clock
from rinnalla.desk import worklist
from rinnalla.guidance import care, moves
from rinnalla.guidance.models import Guide, Meeting, Thanks
from rinnalla.guidance.models.guides import guide_of
from rinnalla.ledger.models import Event
from rinnalla.people.models import Person
from rinnalla.supporters import ageing
from rinnalla.supporters.models import Supporter
from tests import cast
from tests.companionships import pairs
from tests.guidance.meetings import SECRET_LINK, days_later, group, gunnel, in_days, talk

pytestmark = pytest.mark.django_db
LOCAL = "%Y-%m-%dT%H:%M"


@pytest.fixture
def kirsti():
    cast.union()
    return cast.kirsti()


def signed(client, person):
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    Person.objects.filter(pk=person.pk).update(language="en")
    return client


@pytest.fixture
def opened(client, kirsti):
    def read(name, *args, by=None, **query):
        return signed(client, by or kirsti).get(reverse(name, args=args), query)

    return read


@pytest.fixture
def press(client, kirsti):
    def send(name, *args, by=None, **answers):
        return signed(client, by or kirsti).post(reverse(name, args=args), answers)

    return send


def planned(**changes) -> dict:
    moment = in_days(7).astimezone(clock.HELSINKI).replace(hour=17, minute=30)
    facts = {"begins_at": moment.strftime(LOCAL), "minutes": "60", "place": "Toimisto", "link": "", "language": "fi"}
    return facts | changes


# --- the list ----------------------------------------------------------------------------------------------------
def test_those_who_need_a_look_stand_first_with_what_it_is(opened, kirsti):
    content, pekka = cast.supporter("Sirpa", stage_at=in_days(-300)), cast.pekka(stage_at=in_days(-60))
    for one in (content, pekka):
        moves.name_guide(one, kirsti, by=kirsti)
    moves.wish_pace(pekka, "steady", by=pekka.person)
    rows = opened("desk-guidance").context["rows"]
    assert [(row.name, row.needs) for row in rows] == [
        ("Pekka", ["Clearly less than wished. Too little to do tires, too."]),
        ("Sirpa", []),
    ]
    assert "0 contacts in four weeks. Own wish: 4 to 8." in opened("desk-guidance").content.decode()


def test_someone_without_a_guide_is_flagged(opened):
    cast.pekka()
    assert opened("desk-guidance").context["rows"][0].needs == ["No guide is named."]


def test_nothing_of_what_two_say_to_each_other_or_with_whom_shows(opened, kirsti):
    pekka = cast.pekka()
    pair = pairs.walking(kirsti=kirsti, supporter=pekka)
    pair.contacts.create(day=clock.today(), way="phone", minutes=30, noted_by=pekka.person)
    for text in (opened("desk-guidance"), opened("desk-guidance-one", pekka.code)):
        told = text.content.decode()
        assert "1 contact in four weeks" in told
        assert [secret for secret in ("Aino", pairs.SECRET, "iskias", pair.code) if secret in told] == []


def test_a_guide_sees_those_they_guide_and_another_association_nobody(opened, press, kirsti):
    pekka, sirpa = cast.pekka(), cast.supporter("Sirpa")
    guide, maija = gunnel(), cast.maija()
    moves.name_guide(pekka, guide, by=kirsti)
    assert [row.name for row in opened("desk-guidance", by=guide).context["rows"]] == ["Pekka"]
    assert opened("desk-guidance-one", pekka.code, by=guide).status_code == 200
    assert opened("desk-guidance-one", sirpa.code, by=guide).status_code == 404
    assert opened("desk-guidance", by=maija).context["rows"] == []
    for name in ("desk-guidance-one", "desk-guidance-guide", "desk-guidance-thank", "desk-guidance-talk"):
        assert opened(name, pekka.code, by=maija).status_code == 404
    assert press("desk-guidance-thank", pekka.code, by=maija, ready="time").status_code == 404
    assert opened("desk-guidance-guide", pekka.code, by=guide).status_code == 403
    assert opened("desk-guidance", by=cast.olli()).status_code == 403
    assert Thanks.objects.count() == 0


def test_nobody_cares_for_themself_at_the_desk(opened, kirsti):
    pekka = cast.pekka()
    cast.Role.objects.create(person=pekka.person, association=pekka.association, kind="coordinator")
    assert opened("desk-guidance", by=pekka.person).context["rows"] == []
    assert opened("desk-guidance-one", pekka.code, by=pekka.person).status_code == 404


def test_opening_the_list_is_one_line_that_each_on_it_can_see(opened, kirsti):
    pekka, sirpa = cast.pekka(), cast.supporter("Sirpa")
    opened("desk-guidance")
    (event,) = Event.objects.filter(action="read.listed")
    assert (event.actor, event.purpose, event.names) == (kirsti.code, "guidance", "identity")
    assert event.concerns() == sorted([pekka.person.code, sirpa.person.code])


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(opened, kirsti, count):
    for number in range(count):
        cast.supporter(f"Tukija {number}")
        group(by=kirsti, where=cast.association())
    opened("desk-guidance")
    with CaptureQueriesContext(connection) as statements:
        opened("desk-guidance")
    own = [one["sql"] for one in statements if "guidance_" in one["sql"] or "supporters_" in one["sql"]]
    assert len(own) == 2, [one[:90] for one in own]


def test_forty_stand_on_a_page_and_the_page_stays_small(opened):
    for number in range(45):
        cast.supporter(f"Tukija {number}")
    first = opened("desk-guidance")
    assert (len(first.context["rows"]), len(first.content) <= 60 * 1024) == (40, True)
    assert len(opened("desk-guidance", **{"from": "40"}).context["rows"]) == 5


# --- acts --------------------------------------------------------------------------------------------------------
def test_a_guide_is_named_from_those_who_have_the_task(opened, press, kirsti):
    pekka, guide = cast.pekka(), gunnel()
    choices = opened("desk-guidance-guide", pekka.code).context["form"].fields["person"].choices
    assert dict(choices) == {kirsti.code: "Kirsti", guide.code: "Gunnel"}
    assert press("desk-guidance-guide", pekka.code, person=guide.code).status_code == 302
    assert guide_of(pekka).person == guide
    assert press("desk-guidance-guide", pekka.code, person=cast.olli().code).status_code == 200
    assert press("desk-guidance-guide-end", pekka.code, by=guide).status_code == 302
    assert (guide_of(pekka), Guide.objects.count()) == (None, 1)


def test_thanks_are_one_press_or_own_words(press):
    pekka = cast.pekka()
    assert press("desk-guidance-thank", pekka.code, ready="time").status_code == 302
    assert press("desk-guidance-thank", pekka.code, words="Kiitos.").status_code == 302
    assert press("desk-guidance-thank", pekka.code, words="x" * 201).status_code == 200
    assert press("desk-guidance-thank", pekka.code, ready="nonsense").status_code == 409
    assert Thanks.objects.count() == 2


def test_what_is_told_on_the_phone_is_written_down(opened, press, kirsti):
    pekka, guide = cast.pekka(), gunnel()
    moves.name_guide(pekka, guide, by=kirsti)
    Supporter.objects.update(experience_confirmed_on=clock.today() - timedelta(days=366))
    assert "It still describes them" in opened("desk-guidance-one", pekka.code).content.decode()
    assert "It still describes them" not in opened("desk-guidance-one", pekka.code, by=guide).content.decode()
    assert press("desk-guidance-experience", pekka.code, by=guide).status_code == 403
    assert press("desk-guidance-experience", pekka.code).status_code == 302
    assert press("desk-guidance-rhythm", pekka.code, by=guide, pace="calm").status_code == 302
    assert press("desk-guidance-rhythm", pekka.code, pace="frantic").status_code == 409
    assert press("desk-guidance-rhythm", pekka.code, by=cast.maija(), pace="calm").status_code == 404
    pekka.refresh_from_db()
    assert (ageing.is_due(pekka), care.one(pekka).pace) == (False, "calm")


def test_a_group_meeting_is_planned_and_one_signs_up_on_the_phone(opened, press, kirsti):
    pekka = cast.pekka()
    answer = press("desk-guidance-add", whose=pekka.association.code, seats="6", **planned())
    meeting = Meeting.objects.get()
    assert answer.url == reverse("desk-guidance-meeting", args=[meeting.code])
    assert (meeting.led_by, meeting.association, meeting.seats, meeting.kind) == (kirsti, pekka.association, 6, "group")
    assert meeting.begins_at.astimezone(clock.HELSINKI).strftime("%H:%M") == "17:30"
    assert press("desk-guidance-someone", meeting.code, supporter=pekka.code).status_code == 302
    assert "Pekka" in opened("desk-guidance-meeting", meeting.code).content.decode()
    with days_later(8):
        place = meeting.places.get()
        assert press("desk-guidance-mark", place.code, came="yes").status_code == 302
    place.refresh_from_db()
    assert place.stage == "came"


def test_a_coordinator_plans_for_their_own_association_only(press, kirsti):
    elsewhere = cast.association("Pohjanmaan Selkäyhdistys", "17")
    for whose in (elsewhere.code, "union"):
        assert press("desk-guidance-add", whose=whose, seats="6", **planned()).status_code == 200
    assert Meeting.objects.count() == 0


@pytest.mark.parametrize("typed", ["2027-03-28T03:30", "2026-10-25T03:30", "tomorrow", ""])
def test_an_hour_that_is_not_there_or_is_there_twice_is_told_and_what_was_typed_stays(press, typed):
    pekka = cast.pekka()
    answer = press("desk-guidance-talk", pekka.code, kind="alone", **planned(begins_at=typed, place="Kahvila"))
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["begins_at"])
    assert "Kahvila" in answer.content.decode()
    assert Meeting.objects.count() == 0


def test_a_talk_is_agreed_changed_and_called_off(press, opened):
    pekka = cast.pekka()
    assert press("desk-guidance-talk", pekka.code, kind="yearly", **planned()).status_code == 302
    meeting = Meeting.objects.get()
    assert opened("desk-guidance-change", meeting.code).context["form"].initial["place"] == "Toimisto"
    assert press("desk-guidance-change", meeting.code, **planned(place="Kahvila")).status_code == 302
    assert "Kahvila" in opened("desk-guidance-meeting", meeting.code).content.decode()
    assert b"SUMMARY:Meeting" in opened("desk-guidance-calendar", meeting.code).content
    assert press("desk-guidance-call-off", meeting.code).status_code == 302
    meeting.refresh_from_db()
    assert meeting.stage == "called-off"
    assert opened("desk-guidance-meeting", meeting.code).status_code == 200


def test_a_link_that_is_no_web_address_is_refused(press):
    pekka = cast.pekka()
    for link in ("javascript:alert(1)", "ftp://example.org/"):
        answer = press("desk-guidance-talk", pekka.code, kind="alone", **planned(link=link))
        assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["link"])


def test_a_meeting_led_by_another_is_not_there_and_one_of_two_is_closed_to_a_stranger(opened, press, kirsti):
    pekka, guide, maija = cast.pekka(), gunnel(), cast.maija()
    here, everywhere = talk(pekka, by=kirsti), group(by=guide)
    place = here.places.get()
    for name in ("desk-guidance-meeting", "desk-guidance-change", "desk-guidance-calendar"):
        assert opened(name, here.code, by=maija).status_code == 404
        assert opened(name, everywhere.code, by=kirsti).status_code == 404
    assert press("desk-guidance-call-off", here.code, by=maija).status_code == 404
    assert press("desk-guidance-mark", place.code, by=maija, came="yes").status_code == 404
    assert opened("desk-guidance-meeting", everywhere.code, by=pekka.person).status_code == 403
    assert SECRET_LINK in opened("desk-guidance-meeting", everywhere.code, by=guide).content.decode()


def test_the_yearly_talk_that_is_due_is_shown_to_both(opened):
    pekka = cast.pekka(stage_at=clock.now() - timedelta(days=400))
    assert "The yearly talk is due." in opened("desk-guidance").content.decode()
    assert "It is time for the yearly talk" in opened("my-coping", by=pekka.person).content.decode()


def test_the_links_of_the_desk_lead_here_for_those_who_give_guidance(opened, kirsti):
    link = f'href="{reverse("desk-guidance")}"'
    assert link in opened("desk").content.decode()
    assert link in opened("desk-guidance", by=gunnel()).content.decode()
    assert link not in opened("desk", by=cast.taru()).content.decode()


# --- the worklist ------------------------------------------------------------------------------------------------
def lines(person) -> list[tuple[str, str, str]]:
    """Page, words and name of each line of guidance."""
    person = Person.objects.get(pk=person.pk)
    sections = worklist.gather(person, kind="guidance").sections
    found = [line for section in sections for line in section.lines]
    return [(line.to[0], str(line.words() if callable(line.words) else line.words), line.name) for line in found]


def test_the_worklist_tells_once_how_many_have_no_guide_after_a_week(kirsti, opened):
    for name in ("Pekka", "Sirpa"):
        cast.supporter(name, stage_at=in_days(-8))
    cast.supporter("Ulla", stage_at=in_days(-6))
    cast.supporter("Aune", stage="accepted", stage_at=in_days(-90))
    with translation.override("en"):
        assert lines(kirsti) == [("desk-guidance", "2 supporters have no guide.", "")]
    assert f'href="{reverse("desk-guidance")}"' in opened("desk", show="guidance").content.decode()
    assert lines(cast.maija()) == []


def test_a_yearly_talk_and_a_rhythm_out_of_step_are_acts_on_the_worklist(kirsti):
    pekka, sirpa = cast.pekka(stage_at=in_days(-400)), cast.supporter("Sirpa", stage_at=in_days(-50))
    pair = pairs.walking(kirsti=kirsti, supporter=sirpa)
    for _ in range(6):
        pair.contacts.create(day=clock.today(), way="phone", minutes=30, noted_by=sirpa.person)
    moves.wish_pace(sirpa, "calm", by=sirpa.person)
    for one in (pekka, sirpa):
        moves.name_guide(one, kirsti, by=kirsti)
    with translation.override("en"):
        assert lines(kirsti) == [
            ("desk-guidance-talk", "The yearly talk is due. Agree on a time.", "Pekka"),
            ("desk-guidance-one", "Has clearly more contacts than they wish. Ask how they are.", "Sirpa"),
        ]
