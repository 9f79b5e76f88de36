"""The people of the tests, named once.

Aino asks, Pekka supports, Kirsti coordinates, Olli is a stranger, Maija coordinates elsewhere,
Taru trains, Leena administers the union. Every builder makes real rows by the
product's own moves where there is one, so that a test's world is one that people could have made.
"""

from rinnalla.asks.models import Ask
from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Association, County, Municipality, Role, Topic, Union, folded
from rinnalla.base import clock
from rinnalla.people.models import Identity, Person
from rinnalla.supporters.models import AgreementText, Pledge, PledgeText, Supporter, VolunteerAgreement
from rinnalla.training import plans
from rinnalla.training.models import Qualification


def person(called: str, email: str = "", language: str = "fi", phone: str = "", municipality: str = "") -> Person:
    someone = Person(language=language)
    someone.set_unusable_password()
    someone.know_as(Identity(called=called, email=email, phone=phone, municipality=municipality))
    someone.save()
    return someone


def places() -> None:
    """Two counties, three municipalities, six topics: enough to be wrong in."""
    if County.objects.exists():
        return
    centre = County.objects.create(code="15", fi="Keski-Suomen hyvinvointialue", tile_row=3, tile_column=2)
    coast = County.objects.create(code="17", fi="Pohjanmaan hyvinvointialue", tile_row=2, tile_column=1)
    rows = [
        ("179", "Jyväskylä", "Jyväskylä", centre, 25.75, 62.24),
        ("077", "Hankasalmi", "Hankasalmi", centre, 26.44, 62.39),
        ("905", "Vaasa", "Vasa", coast, 21.62, 63.10),
    ]
    for code, fi, sv, county, longitude, latitude in rows:
        Municipality.objects.create(
            code=code, fi=fi, sv=sv, languages="fi", county=county, longitude=longitude, latitude=latitude,
            folded_fi=folded(fi), folded_sv=folded(sv),
        )  # fmt: skip
    pain = Topic.objects.create(key="pain", kind="condition", fi="kipu", sv="smärta", en="pain", place=1)
    nerve = Topic.objects.create(key="nerve", kind="condition", fi="hermo-oireet", sv="nervsymtom", en="nerve symptoms")
    body = Topic.objects.create(key="body", kind="situation", fi="keho ja voimat", sv="kropp", en="body", place=3)
    Topic.objects.create(
        key="lbp", kind="condition", parent=pain, fi="alaselkäkipu", sv="ländryggssmärta", en="low back pain"
    )
    Topic.objects.create(key="sciatica", kind="condition", parent=nerve, fi="iskias", sv="ischias", en="sciatica")
    Topic.objects.create(key="sleep", kind="situation", parent=body, fi="uni", sv="sömn", en="sleep")


def association(fi: str = "Keski-Suomen Selkäyhdistys", county: str = "15") -> Association:
    places()
    one, _ = Association.objects.get_or_create(fi=fi, defaults={"sv": fi, "en": fi, "phone": "014 000 0000"})
    one.area.set(Municipality.objects.filter(county=county))
    return one


def union() -> Union:
    return Union.get() or Union.objects.create(
        fi="Selkäliitto", sv="Ryggförbundet", en="Spine Union", phone="09 000 0000"
    )


def aino() -> Person:
    return person("Aino", "aino@example.org", municipality="179")


def olli() -> Person:
    return person("Olli", "olli@example.org")


def kirsti() -> Person:
    """Coordinates the association of Central Finland."""
    return _staff("Kirsti", RoleKind.COORDINATOR, association())


def maija() -> Person:
    """Coordinates elsewhere, on the coast."""
    return _staff("Maija", RoleKind.COORDINATOR, association("Pohjanmaan Selkäyhdistys", "17"))


def taru() -> Person:
    return _staff("Taru", RoleKind.TRAINER, None)


def leena() -> Person:
    """Administers the union."""
    return _staff("Leena", RoleKind.ADMINISTRATOR, None)


def _staff(called: str, kind: RoleKind, where: Association | None) -> Person:
    someone = person(called, f"{called.lower()}@example.org")
    Role.objects.create(person=someone, association=where, kind=kind)
    return someone


EXPERIENCE = {
    "facets": [
        {"topic": "sciatica", "since": 2015, "phase": "living", "talk": "gladly"},
        {"topic": "sleep", "since": 2016, "phase": "living", "talk": "asked"},
        {"topic": "lbp", "since": 2010, "phase": "behind", "talk": "not"},
    ],
    "needs": ["listening", "coping"],
    "about": "I know long nights.",
    "modes": ["phone", "meeting"],
    "times": ["weekday-evening"],
    "distance_km": 60,
    "gender": "man",
    "age_band": "60-69",
}


def supporter(called: str = "Pekka", where: Association | None = None, **changes) -> Supporter:
    """An active peer supporter, pledged, agreed and trained, with one free place, unless `changes` say otherwise."""
    someone = person(called, f"{called.lower()}@example.org", municipality="179")
    facts = {"stage": "active", "languages": "fi", "capacity": 1} | changes
    experience = EXPERIENCE | facts.pop("experience", {})
    one = Supporter(person=someone, association=where or association(), **facts)
    one.seal(experience=experience)
    one.save()
    Qualification.objects.create(person=someone, course=plans.known("basic"), day=clock.today(), recorded_by=someone)
    Pledge.objects.create(supporter=one, text=pledge_text(), language="fi")
    agreed(one)
    return one


def agreed(one: Supporter, **changes) -> VolunteerAgreement:
    """The supporter has signed the agreement with their association, and it is confirmed."""
    facts = {"text": agreement_text(), "association": one.association, "language": "fi"}
    at = clock.now()
    signed = {"signed_at": at, "confirmed_at": at}
    return VolunteerAgreement.objects.create(supporter=one, **(facts | signed | changes))


def pekka(**changes) -> Supporter:
    return supporter("Pekka", **changes)


def pledge_text() -> PledgeText:
    text, _ = PledgeText.objects.get_or_create(
        version="1", defaults={"fi": "Lupaan vaieta.", "sv": "Jag lovar tiga.", "en": "I promise secrecy."}
    )
    return text


def agreement_text() -> AgreementText:
    words = {"fi": "Sopijat: {association}", "sv": "Parter: {association}", "en": "Between: {association}"}
    return AgreementText.objects.get_or_create(version="1", defaults=words)[0]


STORY = {
    "needs": ["listening"],
    "topics": ["sciatica", "sleep"],
    "phase": "treated",
    "own_words": "It hurts at night.",
}
WISHES = {"modes": ["phone"], "municipality": "179", "peer_gender": ""}


def ask(person: Person | None = None, where: Association | None = None, **changes) -> Ask:
    """Aino's request, just received, unless `changes` say otherwise."""
    someone = person or aino()
    story, wishes = STORY | changes.pop("story", {}), WISHES | changes.pop("wishes", {})
    one = Ask(person=someone, association=where or association(), **({"age_band": "60-69"} | changes))
    one.seal(story=story, wishes=wishes)
    one.save()
    return one
