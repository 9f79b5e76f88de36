"""Which pages a browser visits, as whom, and with what behind them. A page without a visit fails test_every_page.py."""

from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rinnalla.asks.forms.road import ROAD as ASKING
from rinnalla.desk.importing import templates
from rinnalla.supporters.forms.application import EXPERIENCE
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
EASY = ("front", "asking", "what-we-see", "helplines", "bad-day")
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


# --- open to all --------------------------------------------------------------------------------------------
PUBLIC = [
    visit(""),
    visit("", "aino"),
    visit("calendar/<language>/", language="=fi"),
    visit("find/"),
    visit("find/", query="?place=Jyväskylä"),
    visit("find/", query="?place=Jyvaskyla"),
    visit("find/", query="?place=qqq"),
    visit("help/"),
    visit("bad-day/"),
    visit("bad-day/", "aino"),
    visit("what-we-see/"),
    visit("principles/"),
    visit("accessibility/"),
    visit("about/"),
    *(visit("selko/<page>/", page=f"={page}") for page in EASY),
    visit("style/"),
    visit("nothing-here/", status=404),
    visit("sign-in/login/"),
    visit("sign-in/login/code/"),
    visit("sign-in/login/code/", post=True),
    visit("sign-in/inactive/"),
    visit("invitation/<token>/", token="invitation"),
    visit("invitation/<token>/", token="=no-such-token", status=410),
]
ASK = [
    visit("ask/"),
    visit("ask/", "kirsti"),
    visit("ask/", answered="ask"),
    visit("ask/code/", answered="ask"),
    visit("ask/go-on/"),
    visit("ask/go-on/", post=True),
    visit("ask/continue/<code>/", code="=0000000000"),
    visit("ask/discard/", answered="ask"),
    *(visit("ask/question/<key>/", answered="ask", key=f"={one.key}") for one in ASKING.questions),
    *(
        visit("ask/question/<key>/", answered="ask", post=True, key=f"={key}")
        for key in ("place", "needs", "reach", "consent")
    ),
    visit("ask/check/", answered="ask"),
    visit("ask/sent/", answered="ask sent"),
    visit("refer/"),
    visit("refer/card/", query="?association=<association>", association="association"),
    visit("refer/contact/"),
    visit("refer/contact/", post=True),
    visit("refer/sent/<where>/", where="association"),
]
APPLY = [
    visit("volunteer/"),
    visit("volunteer/self-check/"),
    visit("volunteer/self-check/", post=True),
    visit("volunteer/apply/"),
    visit("volunteer/apply/code/", answered="apply"),
    visit("volunteer/apply/go-on/"),
    visit("volunteer/apply/continue/<code>/", code="=0000000000"),
    visit("volunteer/apply/discard/", answered="apply"),
    *(visit("volunteer/apply/question/<key>/", answered="apply", key=f"={one.key}") for one in APPLYING.questions),
    visit("volunteer/apply/question/<key>/", answered="apply", post=True, key="=membership"),
    visit("volunteer/apply/check/", answered="apply"),
    visit("volunteer/apply/sent/", answered="apply sent"),
]
# --- one's own ----------------------------------------------------------------------------------------------
OWN = [
    *(visit("my/", who) for who in ("aino", "pekka", "elsa", "toini", "aune", "kirsti", "leena", "olli")),
    visit("my/details/", "aino"),
    visit("my/consents/", "aino"),
    visit("my/who-looked/", "aino"),
    visit("my/request/<code>/", "aino", code="newest"),
    visit("my/request/<code>/", "aino", code="ask of walking"),
    *(visit("my/request/<code>/change/<key>/", "aino", code="newest", key=f"={key}") for key in ("needs", "words")),
    visit("my/request/<code>/withdraw/", "aino", code="newest"),
    visit("my/cards/", "aino"),
    visit("my/cards/", "elsa"),
    visit("my/cards/", "olli"),
    visit("my/cards/<code>/choose/", "aino", code="card"),
    visit("my/proposals/", "pekka"),
    visit("my/proposals/", "olli"),
    visit("my/proposals/<code>/", "pekka", code="to pekka"),
    visit("my/supporting/", "pekka"),
    visit("my/supporting/", "aune"),
    visit("my/supporting/stop/", "pekka"),
    visit("my/supporting/withdraw/", "aune"),
    visit("my/experience/", "pekka"),
    *(visit("my/experience/<key>/", "pekka", key=f"={one.key}") for one in EXPERIENCE),
    visit("my/supporting/application/", "pekka"),
    visit("my/supporting/application/", "aune"),
    *(visit("my/agreement/", who) for who in ("pekka", "aune", "olavi")),
    visit("my/pledge/", "pekka"),
    visit("my/pledge/", "raili"),
    visit("sign-in/logout/", "aino"),
    visit("sign-in/2fa/", "aino"),
    visit("sign-in/2fa/", "leena"),
    visit("sign-in/2fa/totp/activate/", "aino"),
    visit("sign-in/2fa/totp/deactivate/", "leena"),
    visit("sign-in/2fa/webauthn/", "leena"),
    visit("sign-in/2fa/webauthn/add/", "aino"),
    visit("sign-in/2fa/webauthn/keys/<pk>/edit/", "leena", pk="passkey"),
    visit("sign-in/2fa/webauthn/keys/<pk>/remove/", "leena", pk="passkey"),
    visit("sign-in/2fa/webauthn/reauthenticate/", "leena"),
    visit("sign-in/2fa/reauthenticate/", "leena"),
    visit("sign-in/2fa/recovery-codes/", "leena"),
    visit("sign-in/2fa/recovery-codes/generate/", "aino"),
]
OURS = "my/companionship/<code>/"
PAIR = [
    *(visit(OURS, who, code="walking") for who in ("aino", "pekka")),
    visit(OURS, "aino", code="agreeing"),
    visit(OURS, "aino", code="paused"),
    visit(f"{OURS}contacts/", "pekka", code="walking"),
    visit(f"{OURS}contacts/", "pekka", code="walking", post=True),
    visit(f"{OURS}pause/", "aino", code="walking"),
    visit(f"{OURS}go-on/", "aino", code="paused"),
    *(visit(f"{OURS}agreement/<version>/", "aino", code="walking", version=f"={number}") for number in (1, 2)),
    visit(f"{OURS}agreement/write/", "aino", code="walking"),
    visit(f"{OURS}agreement/write/", "aino", code="agreeing", post=True),
    *(visit(f"{OURS}review/", who, code="walking") for who in ("aino", "pekka")),
    visit(f"{OURS}end/", "aino", code="walking"),
    visit(f"{OURS}change/", "aino", code="walking"),
    *(visit(f"{OURS}next/", who, code="ended") for who in ("aino", "toini")),
    visit(OURS, "kirsti", code="walking", status=403),
]
# --- the desk -----------------------------------------------------------------------------------------------
REQUEST = "desk/requests/<code>/"
SUPPORTER = "desk/supporters/<code>/"
DESK = [
    *(visit("desk/", who) for who in ("kirsti", "maija", "taru")),
    visit("desk/requests/", "kirsti"),
    visit("desk/requests/new/", "kirsti"),
    visit("desk/requests/new/", "kirsti", post=True),
    *(
        visit(REQUEST, "kirsti", code=one)
        for one in (
            "unclaimed",
            "claimed",
            "by a colleague",
            "ask to pekka",
            "cards to look at",
            "newest",
            "ask of walking",
            "signposted",
        )
    ),
    visit(f"{REQUEST}promise/", "kirsti", code="claimed"),
    visit(f"{REQUEST}change/<key>/", "kirsti", code="claimed", key="=topics"),
    visit(f"{REQUEST}hand-over/", "kirsti", code="claimed"),
    visit(f"{REQUEST}signpost/", "kirsti", code="claimed"),
    visit(f"{REQUEST}signpost/", "kirsti", code="claimed", post=True),
    visit(f"{REQUEST}withdraw/", "kirsti", code="claimed"),
    visit(f"{REQUEST}cards/", "kirsti", code="cards to look at"),
    visit(f"{REQUEST}cards/", "kirsti", code="newest"),
    visit(f"{REQUEST}cards/", "kirsti", code="nobody fits"),
    visit(f"{REQUEST}cards/", "kirsti", code="by a colleague", status=403),
    visit("desk/proposals/<code>/", "kirsti", code="to pekka"),
    visit("desk/companionships/", "kirsti"),
    *(
        visit("desk/companionships/<code>/", "kirsti", code=one)
        for one in ("walking", "agreeing", "paused", "ended", "in a colleague's care")
    ),
    visit("desk/companionships/<code>/signed/", "kirsti", code="agreeing"),
    visit("desk/companionships/<code>/review/", "kirsti", code="walking"),
    visit("desk/companionships/<code>/contact/", "kirsti", code="walking"),
    visit("desk/companionships/<code>/end/", "kirsti", code="walking"),
    visit("desk/import/", "kirsti"),
    visit("desk/import/", "kirsti", post=True),
    visit("desk/import/look/", "kirsti", answered="import"),
    visit("desk/import/done/", "kirsti", answered="import sent"),
    visit("desk/requests/new/done/", "kirsti", answered="phone sent"),
    visit("desk/supporters/", "kirsti"),
    visit("desk/supporters/", "maija"),
    visit("desk/supporters/add/", "kirsti"),
    visit("desk/supporters/recognise/", "taru"),
    *(visit("desk/supporters/road/", who) for who in ("kirsti", "leena")),
    visit(f"{SUPPORTER}book/", "kirsti", code="applied"),
    visit(f"{SUPPORTER}book/", "kirsti", code="applied", post=True),
    *(visit(f"{SUPPORTER}agreement/", "kirsti", code=one) for one in ("accepted", "trained")),
    visit(f"{SUPPORTER}check/", "kirsti", code="applied"),
    *(
        visit(SUPPORTER, "kirsti", code=one)
        for one in ("pekka", "applied", "interviewed", "accepted", "trained", "resting")
    ),
    visit(f"{SUPPORTER}application/", "kirsti", code="applied"),
    visit(f"{SUPPORTER}experience/", "kirsti", code="ulla"),
    visit(f"{SUPPORTER}experience/<key>/", "kirsti", code="ulla", key="=topics"),
    visit(f"{SUPPORTER}interview/", "kirsti", code="applied"),
    visit(f"{SUPPORTER}not-now/", "kirsti", code="interviewed"),
    visit(f"{SUPPORTER}course/", "kirsti", code="accepted"),
    visit(f"{SUPPORTER}pledge/", "kirsti", code="trained"),
    visit(f"{SUPPORTER}capacity/", "kirsti", code="ulla"),
    visit(f"{SUPPORTER}stop/", "kirsti", code="ulla"),
]
ASSOCIATION = "desk/union/associations/<code>/"
UNION = [
    *(visit("desk/union/", who) for who in ("kirsti", "leena")),
    visit("desk/union/", "taru", status=403),
    visit("desk/union/details/", "leena"),
    visit("desk/union/associations/add/", "leena"),
    visit("desk/union/associations/add/", "leena", post=True),
    *(visit(ASSOCIATION, who, code="association") for who in ("kirsti", "leena")),
    *(visit(f"{ASSOCIATION}change/", who, code="association") for who in ("kirsti", "leena")),
    visit(f"{ASSOCIATION}area/", "leena", code="association"),
    visit(f"{ASSOCIATION}area/<county>/", "leena", code="association", county="=15"),
    visit(f"{ASSOCIATION}staff/", "leena", code="association"),
    visit(f"{ASSOCIATION}staff/invite/", "leena", code="association"),
    visit(
        f"{ASSOCIATION}staff/<person>/<kind>/end/",
        "leena",
        code="association",
        person="kirsti",
        kind="=coordinator",
    ),
    visit("desk/union/staff/", "leena"),
    visit("desk/union/staff/invite/", "leena"),
    visit("desk/union/staff/<person>/<kind>/end/", "leena", person="taru", kind="=trainer"),
    visit("desk/union/topics/", "leena"),
    visit("desk/union/topics/add/", "leena"),
    visit("desk/union/topics/<key>/", "leena", key="=sciatica"),
    visit("desk/union/pledge/", "leena"),
    visit("desk/union/pledge/add/", "leena"),
    visit("desk/union/agreement/", "leena"),
    visit("desk/union/agreement/add/", "leena"),
]
COPING = [
    visit("my/coping/", "pekka"),
    visit("my/coping/thanks/", "pekka"),
    visit("my/coping/meetings/<code>/", "pekka", code="group"),
    visit("my/coping/meetings/<code>/", "ulla", code="group"),
    visit("my/coping/reflection/", "pekka"),
    visit("my/coping/reflection/", "ulla"),
    visit("my/coping/reflection/write/", "pekka"),
    visit("my/coping/reflection/write/", "pekka", post=True),
]
GUIDING = "desk/guidance/supporters/<code>/"
MEETING = "desk/guidance/meetings/<code>/"
GUIDANCE = [
    visit("desk/guidance/", "kirsti"),
    visit(GUIDING, "kirsti", code="pekka"),
    visit(f"{GUIDING}guide/", "kirsti", code="pekka"),
    visit(f"{GUIDING}thank/", "kirsti", code="pekka"),
    visit(f"{GUIDING}talk/", "kirsti", code="pekka"),
    visit("desk/guidance/meetings/add/", "kirsti"),
    visit("desk/guidance/meetings/add/", "kirsti", post=True),
    *(visit(MEETING, "kirsti", code=one) for one in ("talk", "group", "meeting that was")),
    visit(f"{MEETING}change/", "kirsti", code="group"),
]
DAY = "desk/courses/<code>/"
COURSES = [
    *(visit("my/courses/", who) for who in ("pekka", "ulla", "kaisa", "kirsti")),
    *(visit("my/courses/<code>/", "pekka", code=one) for one in ("course day", "course day called off")),
    visit("my/courses/<code>/", "seppo", code="course day"),
    visit("my/courses/<code>/", "iiris", code="course day"),
    visit("my/courses/<code>/feedback/", "kaisa", code="course day held"),
    visit("my/calendar/", "pekka"),
    visit("my/certificates/<code>/", "pekka", code="certificate"),
    *(visit("c/<code>/", code=one) for one in ("certificate", "=0000000000000000")),
    *(visit("desk/courses/", who) for who in ("taru", "kirsti", "leena")),
    visit("desk/courses/", "taru", query="?behind"),
    visit("desk/courses/add/", "taru"),
    visit("desk/courses/add/", "taru", post=True),
    visit("desk/courses/kinds/", "leena"),
    visit("desk/courses/kinds/add/", "leena"),
    visit("desk/courses/kinds/<key>/", "leena", key="=continuing"),
    *(visit(DAY, "taru", code=f"course day{one}") for one in ("", " begun", " held", " called off")),
    *(visit(f"{DAY}{part}/", "taru", code="course day") for part in ("change", "call-off", "people", "people/needs")),
    visit(f"{DAY}people/list/", "taru", code="course day held"),
    *(visit(f"{DAY}door/", "taru", code=f"course day {one}") for one in ("begun", "held")),
    *(visit(f"{DAY}ours/", "kirsti", code=f"course day{one}") for one in ("", " held")),
]
GROUPS = {
    "public": PUBLIC,
    "ask": ASK,
    "apply": APPLY,
    "own": OWN,
    "pair": PAIR,
    "coping": COPING,
    "courses": COURSES,
    "desk": DESK,
    "guidance": GUIDANCE,
    "union": UNION,
}
VISITS = [one for group in GROUPS.values() for one in group]

# Addresses that show no page of ours: what they do instead.
NO_PAGE = {
    "leave/": "signs out and leads to the calendar",
    "robots.txt": "a text for robots",
    "favicon.ico": "leads to the picture",
    ".well-known/security.txt": "a text for those who look for faults",
    "language/": "a button",
    "demo/<token>/": "only in a demo; leads on",
    "ask/place/": "part of a page",
    "calendar/<secret>.ics": "a calendar",
    "my/courses/<code>/meeting.ics": "a calendar",
    "my/coping/meetings/<code>/meeting.ics": "a calendar",
    "desk/guidance/meetings/<code>/meeting.ics": "a calendar",
    "my/certificates/<code>/certificate.pdf": "a file",
    "my/certificates/<code>/badge.jwt": "a file",
    "desk/courses/<code>/ours/<seat>/certificate.pdf": "a file",
    "badges/": "keys for those who check a badge",
    "desk/import/template/<kind>.<language>.<form>": "a file",
    "my/request/": "leads to the newest request",
    "my/companionship/<code>/agreement/": "leads to the newest version",
    "sign-in/2fa/authenticate/": "only in the middle of signing in",
    "sign-in/2fa/webauthn/login/": "a part of the page of signing in",
    "sign-in/login/code/confirm/": "only in the middle of signing in; test_signing_in.py goes there",
    "sign-in/reauthenticate/": "leads on to a second key",
    "sign-in/2fa/recovery-codes/download/": "a text file",
}
