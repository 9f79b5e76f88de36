"""How a page is visited: as whom, with which answers half told, and what is sent. The list is tests/visits.py."""

from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rinnalla.asks.forms.road import ROAD as ASKING
from rinnalla.desk.importing import templates
from rinnalla.supporters.forms.application import ROAD as APPLYING
from tests import addresses
from tests.village import Village

ASKED = {
    "place": {"place": "Jyväskylä"},
    "for-whom": {"for_whom": "self"},
    "language": {"language": "fi"},
    "needs": {"needs": ["listening", "coping"]},
    "touch": {"modes": ["phone", "meeting"], "times": ["weekday-evening"], "distance_km": "30"},
    "rhythm": {"rhythm": ["bad-days"], "rhythm_words": "Ennen leikkausta."},
    "topics": {"topics": ["sciatica", "sleep"]},
    "phase": {"phase": "treated", "since": "2019"},
    "words": {"own_words": "Yöt ovat pitkiä. En tiedä, kenelle soittaisin."},
    "peer": {"chooser": "me"},
    "about": {"age_band": "60-69"},
    "reach": {"called": "Aino", "email": "aino.two@example.org", "phone": "040 123 4567"},
    "consent": {"agreed": "on"},
}
APPLIED = {
    "place": {"place": "Jyväskylä"},
    "membership": {"membership": "wishes"},
    "wish": {"wish_to_help": "Haluan kuunnella."},
    "empathy": {"empathy": "Osaan olla hiljaa."},
    "time": {"time_to_give": "Tunti viikossa."},
    "topics": {"topics": ["sciatica", "sleep"]},
    "details": {"talk-sciatica": "gladly", "phase-sciatica": "living", "since-sciatica": "2015", "talk-sleep": "not"},
    "needs": {"needs": ["listening"]},
    "languages": {"languages": ["fi", "sv"]},
    "ways": {"modes": ["phone", "meeting"], "distance_km": "60", "times": ["weekday-evening"]},
    "card": {"about": "Tiedän pitkät yöt."},
    "me": {"age_band": "60-69", "gender": ""},
    "own-experience": {"own_experience": "Kymmenen vuotta iskiasta."},
    "crisis": {"no_crisis": "no"},
    "reach": {"called": "Pekka", "email": "pekka.two@example.org"},
    "consent": {"agrees": "on"},
}
# A page that asks for a place and, in the same breath, for the village's own association.
WITH_ASSOCIATION = {("ask", "association"), ("apply", "membership")}


@dataclass(frozen=True)
class Visit:
    """One page as one person meets it.

    things    what stands in the parts of the address, as in access_matrix.toml; query  what follows it
    answered  what this browser did before: half-told answers ("ask", "apply": all of them), or a word of `BEFORE`
    post      what is sent, to see the page with its errors; status  what the page answers
    """

    route: str
    who: str = "nobody"
    things: dict[str, str] = field(default_factory=dict)
    query: str = ""
    answered: str = ""
    post: bool = False
    status: int = 200

    @property
    def name(self) -> str:
        parts = [self.route or "front", *self.things.values(), self.query, self.answered, "errors" if self.post else ""]
        return " ".join([*filter(None, parts), f"({self.who})"])

    def address(self, village: Village) -> str:
        return addresses.address(self.route + self.query, self.things, village)


def visit(route: str, who: str = "nobody", query: str = "", answered: str = "", post=False, status=200, **things):
    return Visit(route, who, things, query, answered, post, status)


def browser(village: Village, who: str, answered: str) -> Client:
    """The cookies of someone signed in, with answers half told if need be."""
    client = addresses.signed_in(village.people.get(who))
    kind, _space, sent = answered.partition(" ")
    if kind in ROADS:
        _answer(client, village, kind, *ROADS[kind])
        if sent:
            assert client.post(reverse(f"{kind}-send")).status_code == 302
    elif kind:
        BEFORE[answered](client)
    return client


def _phone(client: Client) -> None:
    """A request told on the phone has just been written down."""
    told = {f"{key}-{name}": value for key, post in ASKED.items() for name, value in post.items()}
    answer = client.post(reverse("desk-ask-new"), told | {"where-where": "place", "where-anyway": "on"})
    assert answer.status_code == 302, [form.errors for form in answer.context["paper"].forms.values() if form.errors]


def _list(client: Client) -> None:
    """A spreadsheet waits to be looked at."""
    template = templates.template("supporters", "fi", "csv")
    file = SimpleUploadedFile(template.file_name, template.data)
    assert client.post(reverse("desk-import"), {"file": file}).status_code == 302


def _brought_in(client: Client) -> None:
    _list(client)
    assert client.post(reverse("desk-import-look"), {"has_papers": "on"}).status_code == 302


def _answer(client: Client, village: Village, kind: str, road, told: dict) -> None:
    for question in road.questions:
        post = dict(told.get(question.key, {}))
        if (kind, question.key) in WITH_ASSOCIATION:
            post["association"] = village.code("association")
        answer = client.post(reverse(f"{kind}-question", args=[question.key]), post)
        assert answer.status_code == 302, (question.key, answer.context["form"].errors)


ROADS = {"ask": (ASKING, ASKED), "apply": (APPLYING, APPLIED)}
BEFORE = {"phone sent": _phone, "import": _list, "import sent": _brought_in}
