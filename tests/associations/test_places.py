"""A place is found from what people write, in two languages and with slips (R18, R36)."""

import pytest

from rinnalla.associations import facts, places
from rinnalla.associations.models import Association, County, Municipality, Postcode, Topic
from rinnalla.base.errors import RuleBroken

pytestmark = pytest.mark.django_db


@pytest.fixture
def finland():
    facts.load()


def names(text, limit=8):
    return [place.fi for place in places.find(text, limit)]


def test_the_facts_of_the_country_are_complete(finland):
    assert (County.objects.count(), Municipality.objects.count(), Topic.objects.count()) == (23, 308, 86)


def test_loading_twice_is_loading_once_and_keeps_what_the_union_edited(finland):
    Topic.objects.filter(key="sciatica").update(fi="iskiasvaiva", is_offered=False)
    Municipality.objects.filter(code="179").update(fi="Jyvaskyla")
    facts.load()
    topic = Topic.objects.get(key="sciatica")
    assert (topic.fi, topic.is_offered, Topic.objects.count()) == ("iskiasvaiva", False, 86)
    assert Municipality.objects.get(code="179").fi == "Jyväskylä"


def test_topics_are_a_tree_of_two_levels(finland):
    assert Topic.objects.filter(parent__parent__isnull=False).count() == 0
    assert set(Topic.objects.filter(parent=None).values_list("kind", flat=True)) == {
        "condition",
        "treatment",
        "situation",
    }


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Jyväskylä", ["Jyväskylä"]),
        ("  jyvaskyla ", ["Jyväskylä"]),
        ("JYV", ["Jyväskylä"]),
        ("Ähtäri", ["Ähtäri"]),
        ("Åbo", ["Turku"]),
        ("Vasa", ["Vaasa"]),
        ("Korsholm", ["Mustasaari"]),
        ("Mariehamn", ["Maarianhamina"]),
        ("koski-tl", ["Koski Tl"]),
        ("Hämeen-linna", ["Hämeenlinna"]),
        ("Hesinki", ["Helsinki"]),
        ("Tamperre", ["Tampere"]),
        ("Jyväskylässä", ["Jyväskylä"]),
        ("Turussa", ["Turku"]),
    ],
)
def test_a_place_is_found(finland, typed, found):
    assert names(typed)[:1] == found


@pytest.mark.parametrize("typed", ["", "   ", "--", "Berlin", "Stockholm", "\x00", "\ud800", "??", "99999", "x" * 5000])
def test_what_is_no_place_finds_nothing(finland, typed):
    assert names(typed) == []


def test_the_very_name_comes_before_its_beginning_and_that_before_its_inside(finland):
    assert names("koski")[:3] == ["Koski Tl", "Enonkoski", "Kannonkoski"]
    assert names("Ii")[0] == "Ii"


def test_no_more_are_shown_than_asked_for(finland):
    assert len(names("ka", limit=3)) == 3


def test_looking_up_asks_the_database_twice(finland, django_assert_num_queries):
    with django_assert_num_queries(2):
        names("Jyväs")
    with django_assert_num_queries(2):
        names("ka")


def test_a_postcode_is_found_when_the_operator_brought_a_list(finland, tmp_path):
    assert names("40100") == []
    listed = tmp_path / "codes.csv"
    listed.write_text("postcode,municipality\n40100,Jyväskylä\n65100;Vasa\n00100\t91\n\n", encoding="utf-8-sig")
    assert facts.load_postcodes(listed) == 3
    assert (names("40100"), names("65100"), names("00100")) == (["Jyväskylä"], ["Vaasa"], ["Helsinki"])


@pytest.mark.parametrize("line", ["4010,Jyväskylä", "40100,Atlantis", "40100", "=1+1,Vaasa"])
def test_a_list_of_postcodes_with_a_bad_line_changes_nothing(finland, tmp_path, line):
    Postcode.objects.create(code="40100", municipality_id="179")
    listed = tmp_path / "codes.csv"
    listed.write_text(f"65100,Vaasa\n{line}\n")
    with pytest.raises(RuleBroken, match="2"):
        facts.load_postcodes(listed)
    assert list(Postcode.objects.values_list("code", flat=True)) == ["40100"]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"headings,only\n"])
def test_a_file_that_is_no_list_is_answered_with_a_sentence(finland, tmp_path, content):
    listed = tmp_path / "codes.csv"
    listed.write_bytes(content)
    with pytest.raises(RuleBroken):
        facts.load_postcodes(listed)
    with pytest.raises(RuleBroken):
        facts.load_postcodes(tmp_path / "nowhere.csv")


def test_the_association_of_a_place_is_the_one_that_serves_it(finland):
    ours = Association.objects.create(fi="Keski-Suomen Selkäyhdistys", phone="014 000 0000")
    ours.area.set(Municipality.objects.filter(county="15"))
    jyvaskyla, vaasa = Municipality.objects.get(code="179"), Municipality.objects.get(code="905")
    assert places.association_for(jyvaskyla) == ours
    assert places.association_for(vaasa) is None
    assert places.association_for(None) is None
    ours.is_active = False
    ours.save()
    assert places.association_for(jyvaskyla) is None


def test_distances_are_those_on_the_map(finland):
    helsinki, oulu, vantaa = (places.find(name)[0] for name in ("Helsinki", "Oulu", "Vantaa"))
    assert places.distance_km(helsinki, oulu) == pytest.approx(539, abs=3)
    assert places.distance_km(helsinki, helsinki) == 0
    assert places.distance_km(helsinki, vantaa) == places.distance_km(vantaa, helsinki)
