"""Whom to sign in as: one person for each way of using the service, each with something to do."""

from typing import NamedTuple

from rinnalla.people.models import Person
from rinnalla.people.signing_in import demo_link


class SignIn(NamedTuple):
    """`role` in three languages, what the person is called, their address, and the path that signs them in."""

    role: dict[str, str]
    name: str
    email: str
    url: str


PEOPLE = [
    ("Aino", "pyysi vertaistukea, valitsee kortteja", "asked for a peer, has cards to choose from",
     "bad om kamratstöd, har kort att välja bland"),
    ("Elsa", "tuettava, on aika katsoa taaksepäin", "supported person, time to look back",
     "stödmottagare, dags att se tillbaka"),
    ("Väinö", "tuettava, vertainen lopetti: seuraava askel", "supported person whose peer stopped: the next step",
     "stödmottagare, kamraten slutade: nästa steg"),
    ("Pekka", "vertaistukihenkilö, pyyntö odottaa vastausta", "peer supporter, someone hopes for an answer",
     "kamratstödjare, någon väntar på svar"),
    ("Kirsti", "yhdyshenkilö, Keski-Suomi", "coordinator, Central Finland", "kontaktperson, Mellersta Finland"),
    ("Maija", "yhdyshenkilö, Pirkanmaa", "coordinator, Pirkanmaa", "kontaktperson, Birkaland"),
    ("Leena", "liiton pääkäyttäjä", "union administrator", "förbundets administratör"),
    ("Taru", "liiton kouluttaja", "trainer of the union", "förbundets utbildare"),
]  # fmt: skip


def sign_ins() -> list[SignIn]:
    """In the order of the programme; nobody before the demo has been filled."""
    found = {name: Person.objects.with_email(f"{_plain(name)}@example.org").first() for name, *_ in PEOPLE}
    return [
        SignIn({"fi": fi, "sv": sv, "en": en}, name, f"{_plain(name)}@example.org", demo_link(person))
        for name, fi, en, sv in PEOPLE
        if (person := found[name])
    ]


def _plain(name: str) -> str:
    return name.lower().replace("ä", "a").replace("ö", "o").replace("å", "a")
