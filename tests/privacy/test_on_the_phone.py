"""A coordinator writes a wish down for someone on the phone, who sees it and who did it for them (R15, R38)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.base.errors import NotAllowed
from rinnalla.ledger import reading
from rinnalla.ledger.models import Event
from rinnalla.letters.models import Letter
from rinnalla.matching import moves as matching
from rinnalla.people.looks import Look
from rinnalla.people.models import Person
from rinnalla.privacy import moves
from rinnalla.privacy.models import Erasure
from rinnalla.privacy.rights import asking, correcting, policies, restricting
from rinnalla.privacy.rights.models import RightsRequest
from rinnalla.supporters.models import Supporter
from tests import addresses, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def kirsti():
    return cast.kirsti()


@pytest.fixture
def ask(kirsti):
    """Of someone without an address, in Kirsti's care."""
    one = cast.ask(cast.person("Aino", phone="+358401234567"), claimed_by=kirsti, claimed_at=clock.now())
    one.promises.create(due=clock.today())
    return one


def record(person, address: str, **said):
    return addresses.signed_in(person).post(address, {"given": "phone"} | said)


def actions(person: Person) -> list[tuple[str, str]]:
    rows = Event.objects.about(person.code).order_by("seq").exclude(action__startswith="read.")
    return list(rows.values_list("action", "actor"))


# --- a rest ---------------------------------------------------------------------------------------------------------
def test_a_rest_told_on_the_phone_begins_at_once_and_ends_by_a_call(kirsti, ask):
    answer = record(kirsti, f"/desk/requests/{ask.code}/details/", kind="rest", words="Olen sairaalassa.")
    assert answer.headers["Location"] == "/desk/resting/"
    aino = Person.objects.get(pk=ask.person_id)
    wish = RightsRequest.objects.get()
    assert (aino.is_restricted, wish.kind, wish.recorded_by, wish.given) == (True, "rest", kirsti, "phone")
    assert actions(aino)[-2:] == [("restriction.begun", kirsti.code), ("rights.recorded", kirsti.code)]
    desk = addresses.signed_in(kirsti)
    assert desk.get(f"/desk/requests/{ask.code}/").status_code == 404
    page = desk.get("/desk/resting/").content.decode()
    assert f"/desk/wishes/{wish.code}/" in page and "Aino" not in page
    page = desk.get(f"/desk/wishes/{wish.code}/").content.decode()
    assert "Olen sairaalassa." in page and f"/desk/wishes/{wish.code}/go-on/" in page
    assert addresses.signed_in(cast.maija()).get(f"/desk/wishes/{wish.code}/").status_code == 404
    assert desk.post(f"/desk/wishes/{wish.code}/go-on/").status_code == 302
    assert not Person.objects.get(pk=aino.pk).is_restricted
    assert ("restriction.lifted", kirsti.code) in actions(aino)
    assert list(Ask.objects.visible_to(kirsti)) == [ask]
    assert desk.get(f"/desk/wishes/{wish.code}/").status_code == 404
    assert desk.post(f"/desk/wishes/{wish.code}/go-on/").status_code == 404


def test_who_hears_by_mail_gets_a_notice_and_the_one_on_the_phone_no_second_call(kirsti, ask):
    restricting.restrict(ask.person, by=kirsti, told=asking.Told(ask))
    assert not Letter.objects.filter(to=ask.person, kind="rights").exists()
    other = cast.ask(cast.olli(), claimed_by=kirsti, claimed_at=clock.now())
    restricting.restrict(other.person, by=kirsti, told=asking.Told(other))
    assert Letter.objects.get(to=other.person, kind="rights").way == "mail"


def test_the_person_sees_it_on_their_own_page_and_ends_it_there(kirsti, ask):
    restricting.restrict(ask.person, by=kirsti, words="Olen sairaalassa.", told=asking.Told(ask))
    own = addresses.signed_in(ask.person)
    page = own.get("/my/rights/").content.decode()
    assert "Olen sairaalassa." in page and 'value="go-on"' in page
    assert own.post("/my/rights/rest/", {"do": "go-on"}).status_code == 302
    assert not RightsRequest.objects.to_end().exists()


# --- an erasure ------------------------------------------------------------------------------------------------------
def test_an_erasure_told_on_the_phone_waits_three_days_and_a_call_takes_it_back(kirsti, ask):
    address = f"/desk/requests/{ask.code}/details/"
    assert record(kirsti, address, kind="erase", words="Kaikki pois.").headers["Location"] == "/desk/resting/"
    wish, erasure = RightsRequest.objects.get(), Erasure.objects.get()
    hours = round((erasure.due_at - erasure.asked_at) / timedelta(hours=1))
    assert (wish.kind, wish.recorded_by, hours) == ("erase", kirsti, 72)
    assert actions(ask.person)[-2:] == [("person.erasure_asked", kirsti.code), ("rights.recorded", kirsti.code)]
    own = addresses.signed_in(ask.person).get("/my/rights/").content.decode()
    assert "Kaikki pois." in own
    desk = addresses.signed_in(kirsti)
    assert f"/desk/wishes/{wish.code}/" in desk.get("/desk/resting/").content.decode()
    assert f"/desk/wishes/{wish.code}/go-on/" in desk.get(f"/desk/wishes/{wish.code}/").content.decode()
    maija = addresses.signed_in(cast.maija())
    assert maija.post(f"/desk/wishes/{wish.code}/go-on/").status_code == 404
    assert desk.post(f"/desk/wishes/{wish.code}/go-on/").status_code == 302
    assert (Erasure.objects.exists(), RightsRequest.objects.exists()) == (False, False)
    assert actions(ask.person)[-1] == ("person.erasure_withdrawn", kirsti.code)


def test_an_erasure_told_on_the_phone_is_done_and_one_can_take_it_back_alone(kirsti, ask):
    with pytest.raises(NotAllowed):
        moves.ask_erasure(ask.person, by=kirsti)
    moves.ask_erasure(ask.person, by=kirsti, told=asking.Told(ask))
    with pytest.raises(NotAllowed):
        moves.take_back(ask.person, by=kirsti)
    moves.take_back(ask.person, by=ask.person)
    assert (Erasure.objects.exists(), RightsRequest.objects.exists()) == (False, False)
    moves.ask_erasure(ask.person, by=kirsti, told=asking.Told(ask))
    Erasure.objects.update(due_at=clock.now())
    assert moves.erase_due() == 1
    assert (Person.objects.filter(pk=ask.person_id).exists(), RightsRequest.objects.exists()) == (False, False)


# --- a correction and an objection ------------------------------------------------------------------------------------
def test_an_objection_told_on_the_phone_stops_at_once_and_its_answer_is_told_by_a_call(kirsti, ask):
    address = f"/desk/requests/{ask.code}/details/"
    assert record(kirsti, address, kind="object", about="counts", words="En halua.").status_code == 302
    wish = RightsRequest.objects.get()
    assert asking.objects(ask.person, "counts")
    assert actions(ask.person)[-1] == ("rights.recorded", kirsti.code)
    asking.answer(wish, "done", "Ei lasketa.", by=kirsti)
    desk = addresses.signed_in(kirsti)
    assert f"/desk/wishes/{wish.code}/" in desk.get("/desk/").content.decode()
    page = desk.get(f"/desk/wishes/{wish.code}/").content.decode()
    assert "Ei lasketa." in page and "+358401234567" in page
    with translation.override("en"):
        told = [Look.of(event, ask.person).fields for event in reading.who_looked(ask.person.code)[:4]]
    assert "a wish about one's own details, the answer to a wish about one's own details" in told
    letter = Letter.objects.get(kind="rights")
    assert desk.post(reverse("desk-told", args=[letter.code])).status_code == 302
    assert desk.get(f"/desk/wishes/{wish.code}/").status_code == 404


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"kind": "nothing"},
        {"kind": "correct", "words": "x"},
        {"kind": "correct", "about": "counts", "words": "x"},
        {"kind": "object", "about": "request", "words": "x"},
        {"kind": "object", "about": "counts"},
        {"kind": "rest", "words": "x\x00"},
        {"kind": "rest", "given": "details"},
    ],
)
def test_what_cannot_be_written_down_is_said_and_changes_nothing(kirsti, ask, said):
    answer = record(kirsti, f"/desk/requests/{ask.code}/details/", **said)
    assert (answer.status_code, RightsRequest.objects.count()) == (200, 0)
    assert not Person.objects.get(pk=ask.person_id).is_restricted


def test_only_who_has_the_request_in_care_or_the_supporters_coordinator_writes_it_down(kirsti, ask):
    colleague, maija = cast._staff("Kaarina", "coordinator", cast.association()), cast.maija()
    pekka = cast.pekka()
    may = {person: policies.may_record(person, ask) for person in (kirsti, colleague, maija, ask.person)}
    assert may == {kirsti: True, colleague: False, maija: False, ask.person: False}
    may = {person: policies.may_record(person, pekka) for person in (kirsti, colleague, maija, pekka.person)}
    assert may == {kirsti: True, colleague: True, maija: False, pekka.person: False}
    for by, told in ((colleague, asking.Told(ask)), (kirsti, asking.Told(pekka)), (kirsti, None)):
        with pytest.raises(NotAllowed):
            restricting.restrict(ask.person, by=by, told=told)
        with pytest.raises(NotAllowed):
            asking.ask(ask.person, "correct", "request", "x", by=by, told=told)
    restricting.restrict(ask.person, by=ask.person)
    with pytest.raises(NotAllowed):
        restricting.lift(ask.person, by=kirsti)


# --- mending the text -------------------------------------------------------------------------------------------------
def test_the_notes_of_an_interview_are_mended_from_the_wish_itself(kirsti):
    pekka = cast.pekka()
    pekka.seal(interview={"notes": "Kertoi leikkauksesta.", "motives": "Haluaa kuunnella.", "suits": "yes"})
    pekka.save()
    wish = asking.ask(pekka.person, "correct", "interview", "En ole ollut leikkauksessa.", by=pekka.person)
    desk = addresses.signed_in(kirsti)
    assert f"/desk/wishes/{wish.code}/text/" in desk.get(f"/desk/wishes/{wish.code}/").content.decode()
    page = desk.get(f"/desk/wishes/{wish.code}/text/").content.decode()
    assert "Kertoi leikkauksesta." in page and "En ole ollut leikkauksessa." in page
    said = {"notes": "Ei leikkausta.", "motives": "Haluaa kuunnella.", "limits": ""}
    assert desk.post(f"/desk/wishes/{wish.code}/text/", said | {"notes": "x\u202e"}).status_code == 200
    assert desk.post(f"/desk/wishes/{wish.code}/text/", said).status_code == 302
    pekka = Supporter.objects.select_related("person").get(pk=pekka.pk)
    kept = reading.opened(pekka, "interview", by=pekka.person, purpose="own").interview
    assert kept == {"notes": "Ei leikkausta.", "motives": "Haluaa kuunnella.", "suits": "yes", "limits": ""}
    assert ("rights.corrected", kirsti.code) in actions(pekka.person)
    asking.answer(wish, "done", "Korjattu.", by=kirsti)
    assert desk.get(f"/desk/wishes/{wish.code}/text/").status_code == 404


def test_what_was_written_when_the_way_was_shown_is_mended_too(kirsti, ask):
    matching.signpost(ask, "Soita Liisalle.", by=kirsti)
    wish = asking.ask(ask.person, "correct", "signpost", "Nimi on väärä.", by=ask.person)
    correcting.mend(wish, {"": "Soita terveyskeskukseen."}, by=kirsti)
    ask = Ask.objects.select_related("person").get(pk=ask.pk)
    assert reading.opened(ask, "signpost", by=ask.person, purpose="own").signpost == "Soita terveyskeskukseen."
    with pytest.raises(NotAllowed):
        correcting.mend(wish, {"": "x"}, by=cast.maija())


def test_a_wish_about_a_request_leads_to_the_request(kirsti, ask):
    wish = asking.ask(ask.person, "correct", "request", "Tarve on väärä.", by=ask.person)
    page = addresses.signed_in(kirsti).get(f"/desk/wishes/{wish.code}/").content.decode()
    assert f'href="/desk/requests/{ask.code}/"' in page and "/text/" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_rests_asks_as_much_for_three_as_for_one(kirsti, count, django_assert_num_queries):
    for number in range(count):
        one = cast.ask(cast.person(f"Aune {number}"), claimed_by=kirsti, claimed_at=clock.now())
        restricting.restrict(one.person, by=kirsti, told=asking.Told(one))
    desk = addresses.signed_in(kirsti)
    desk.get("/desk/resting/")
    with django_assert_num_queries(5):
        page = desk.get("/desk/resting/").content.decode()
    assert page.count("/desk/wishes/") == count and "Aune" not in page
