"""A copy holds everything of one's own, and nothing of anyone else but a first name (R38)."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest

from rinnalla.companionships import moves as companionships
from rinnalla.guidance import reflections
from rinnalla.guidance.moves import thank
from rinnalla.ledger.models import Event
from rinnalla.people import moves as people
from rinnalla.privacy import copying
from tests import addresses, cast
from tests.companionships import pairs

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    found = pairs.walking(kirsti=cast.kirsti())
    companionships.note(found, day=pairs.clock.today(), way="phone", minutes=40, by=found.person)
    companionships.review(
        found, side="person", wish="go-on", met="partly", words="Salaisuus omassa vastauksessa", shares=False,
        by=found.person,
    )  # fmt: skip
    people.consent(found.person, "ask", by=found.person)
    return pairs.fresh(found)


def opened(zipped: bytes) -> tuple[str, dict]:
    with ZipFile(BytesIO(zipped)) as archive:
        assert archive.namelist() == ["index.html", "style.css", "data.json"]
        return archive.read("index.html").decode(), json.loads(archive.read("data.json"))


def test_the_supported_persons_copy_holds_what_they_told_and_agreed(pair):
    aino = pair.person
    page, data = opened(copying.copy_of(aino, by=aino))
    assert set(data) == {
        "made_at", "language", "person", "consents", "requests", "cards", "companionships", "who_looked",
    }  # fmt: skip
    assert data["person"][0]["identity"]["email"] == "aino@example.org"
    assert data["requests"][0]["story"]["own_words"] == "It hurts at night."
    (card,) = data["cards"]
    assert card["about"] == "I know long nights." and card["terms"]
    (together,) = data["companionships"]
    assert (together["with"], together["contacts"][0]["minutes"]) == ("Pekka", 40)
    assert together["agreements"][0]["why"] == pairs.SECRET
    assert together["reviews"][0]["purpose"]["words"] == "Salaisuus omassa vastauksessa"
    for words in ("It hurts at night.", pairs.SECRET, "Pekka", "Kiitos yhteisestä matkasta"):
        assert words in page


def test_nothing_of_the_other_one_is_in_it_but_the_first_name(pair):
    """The supporter's copy has neither the story, nor the contact details, nor an answer that was not shared."""
    pekka = pair.supporter.person
    page, data = opened(copying.copy_of(pekka, by=pekka))
    told = page + json.dumps(data, ensure_ascii=False)
    for words in ("It hurts at night.", "aino@example.org", "Salaisuus omassa vastauksessa", pair.person.code):
        assert words not in told
    assert data["companionships"][0]["with"] == "Aino"
    assert data["supporter"][0]["experience"]["about"] == "I know long nights."
    assert data["courses"][0]["code"]


def test_a_supporters_copy_holds_thanks_and_the_private_reflection(pair):
    supporter = pair.supporter
    pekka = supporter.person
    reflections.write(pekka, protecting=[], risking=[], words="Väsyttää joskus", by=pekka)
    thank(supporter, own="Kiitos illoista", by=cast.kirsti())
    page, data = opened(copying.copy_of(pekka, by=pekka))
    assert data["reflection"][0]["words"] == "Väsyttää joskus"
    assert data["supporter"][0]["thanks"][0]["words"] == {"own": "Kiitos illoista"}
    assert "Kiitos illoista" in page and "Väsyttää joskus" in page


def test_taking_a_copy_is_written_down_and_so_is_each_reading(pair):
    aino = pair.person
    copying.copy_of(aino, by=aino)
    mine = Event.objects.about(aino.code).filter(actor=aino.code)
    assert mine.filter(action="person.exported").count() == 1
    assert mine.filter(action="read.listed", purpose="own", names="story wishes signpost").count() == 1


def test_nobody_takes_anothers_copy(pair):
    with pytest.raises(ValueError):
        copying.copy_of(pair.person, by=pair.supporter.person)


def test_the_copy_speaks_the_readers_language(pair):
    aino = pair.person
    assert '<html lang="sv">' in opened(copying.copy_of(aino, by=aino, language="sv"))[0]
    assert '<html lang="fi">' in opened(copying.copy_of(aino, by=aino))[0]


def test_the_words_of_people_cannot_become_markup():
    aino = cast.aino()
    ask = cast.ask(aino, story={"own_words": "<script>alert(1)</script>"})
    page, data = opened(copying.copy_of(aino, by=aino))
    assert "<script" not in page
    assert data["requests"][0]["code"] == ask.code


def test_the_page_gives_a_file_that_no_one_keeps(pair):
    client = addresses.signed_in(pair.person)
    assert client.get("/my/copy/").status_code == 200
    answer = client.post("/my/copy/")
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="rinnalla-')
    assert "no-store" in answer.headers["Cache-Control"]
    assert opened(answer.content)[1]["person"][0]["code"] == pair.person.code


def test_whoever_has_told_nothing_gets_a_copy_too():
    olli = cast.olli()
    page, data = opened(copying.copy_of(olli, by=olli))
    assert data["person"][0]["identity"]["called"] == "Olli"
    assert "Olli" in page
