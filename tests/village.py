"""A whole village: everyone in the middle of everything, so that each address has a thing that could leak.

Every thing that an address can name has a word here (`code("walking")`); tests/access_matrix.toml says which thing
stands in which address, who may open it, and who visits it in a browser.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import signing

from rinnalla.asks import calling
from rinnalla.asks.models import Ask, Caller
from rinnalla.associations import facts, invites
from rinnalla.base import clock
from rinnalla.companionships import moves as companionships
from rinnalla.companionships.choices import Ending
from rinnalla.companionships.models import Companionship, Words
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.matching import moves as matching
from rinnalla.matching.models import Card
from rinnalla.matching.weights import FIRST, TERMS
from rinnalla.people import recovery
from rinnalla.people.choices import AgeBand
from rinnalla.people.models import Identity, Person, Recovery
from rinnalla.privacy.models import Parting
from rinnalla.supporters import interviews
from rinnalla.supporters.choices import Stage, Way
from rinnalla.supporters.models import Supporter
from rinnalla.training.models import Qualification
from rinnalla.vault import blind
from tests import cast, village_courses, village_guidance, village_looking, village_queue, village_rights
from tests.people.test_passkey import _make_passkey as make_passkey

EVERYONE = ("nobody", "aino", "pekka", "kirsti", "maija", "taru", "leena", "olli")
WORDS = Words(
    why="Joku, joka tietää, miltä yö tuntuu, kun iskias valvottaa.",
    how_often="fortnightly",
    channel="phone writing",
    not_do="Emme anna hoito-ohjeita emmekä hoida raha-asioita.",
    parting="Kiitos yhteisestä matkasta. Tämä ei johdu sinusta.",
)
ON_THE_ROAD = {"Aune": Stage.APPLIED, "Irja": Stage.INTERVIEWED, "Olavi": Stage.ACCEPTED, "Raili": Stage.TRAINED}
AGE_BANDS = [band for band in AgeBand.values if band]


@dataclass
class Village:
    """people   by the names of `EVERYONE`, and a few more; things   code by word."""

    people: dict[str, Person] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)

    def code(self, word: str) -> str:
        return self.things[word]


def build(*, crowd: int = 0) -> Village:
    """The village, with `crowd` more requests and supporters, so that lists are as long as in life."""
    facts.load()
    village = Village()
    cast.union()
    kirsti, maija = cast.kirsti(), cast.maija()
    village.people["kaarina"] = cast._staff("Kaarina", "coordinator", cast.association())
    village.people |= {"kirsti": kirsti, "maija": maija, "taru": cast.taru(), "leena": cast.leena()}
    village.people |= {"aino": cast.aino(), "olli": cast.olli()}
    _supporters(village)
    _pairs(village)
    _asks(village)
    _choosing(village)
    _weights(village)
    _staff(village)
    village.things |= _call_wishes(village)
    village_rights.build(village.people, village.things, _claimed(village, cast.person("Kerttu")))
    village_courses.build(village.people, village.things)
    village_guidance.build(village.people, village.things)
    village_looking.build(village.people, village.things)
    village_queue.build(village.people, village.things)
    _lost_keys(village)
    _crowd(village, crowd)
    return village


def _weights(village: Village) -> None:
    """Weights that come into force next month."""
    numbers = {name: FIRST.of(name) for name in TERMS} | {"needs": 18, "load": 2}
    day = clock.today() + timedelta(days=30)
    made = matching.weigh(numbers, why="Toiveet painavat enemmän.", in_force_from=day, by=village.people["leena"])
    village.things["weights"] = made.code


# --- supporters -------------------------------------------------------------------------------------------
def _supporters(village: Village) -> None:
    pekka = cast.pekka(capacity=6)
    village.people["pekka"] = pekka.person
    village.things["pekka"] = pekka.code
    for called in ("Ulla", "Seppo", "Toini", "Ritva", "Martti", "Sirpa"):
        one = cast.supporter(called, capacity=4)
        village.people[called.lower()], village.things[called.lower()] = one.person, one.code
    for called, stage in ON_THE_ROAD.items():
        one = _on_the_road(called, stage)
        village.people[called.lower()], village.things[str(stage)] = one.person, one.code
    interviews.book_interview(
        Supporter.objects.get(code=village.things["applied"]),
        clock.now() + timedelta(days=4),
        Way.MEETING,
        place="Yhdistyksen toimisto",
        words="Tervetuloa juttelemaan.",
        by=village.people["kirsti"],
    )
    village.things["resting"] = cast.supporter("Reijo", stage=Stage.RESTING, at_limit=True).code
    village.things["idle"] = cast.supporter("Iiris", stage_at=clock.now() - timedelta(days=90), capacity=2).code
    for one in Supporter.objects.all():
        one.steps.create(to=one.stage, at=one.stage_at, by=village.people["kirsti"])


def _on_the_road(called: str, stage: Stage) -> Supporter:
    one = cast.supporter(called, stage=stage)
    one.seal(
        application={
            "wish_to_help": "Haluan kuunnella, koska minuakin kuunneltiin.",
            "empathy": "Osaan olla hiljaa toisen vieressä.",
            "own_experience": "Kymmenen vuotta iskiasta ja kaksi leikkausta.",
            "time_to_give": "Tunti viikossa.",
            "membership": "member",
            "no_crisis": "no",
        },
        interview={"notes": "Lämmin ja rauhallinen."},
    )
    one.save()
    one.pledges.all().delete()
    if stage == Stage.ACCEPTED:
        one.agreements.update(confirmed_at=None)
    if stage != Stage.TRAINED:
        Qualification.objects.filter(person=one.person).delete()
    return one


# --- pairs ------------------------------------------------------------------------------------------------
def _pairs(village: Village) -> None:
    """Aino walks with Pekka, is agreeing with Ulla, has a pause with Seppo, and Toini has stopped."""
    walking = _introduced(village, "pekka")
    _agree(walking)
    companionships.note(walking, day=clock.today(), way="phone", minutes=45, by=walking.supporter.person)
    companionships.ask_review(walking, by=walking.person)
    companionships.show_contact(walking, phone=True, email=True, by=walking.supporter.person)
    companionships.write(walking, WORDS, _in_weeks(5), by=walking.supporter.person)
    agreeing = _introduced(village, "ulla")
    companionships.write(agreeing, WORDS, _in_weeks(6), by=agreeing.supporter.person)
    paused = _introduced(village, "seppo")
    _agree(paused)
    companionships.pause(paused, by=paused.person)
    ended = _introduced(village, "toini")
    _agree(ended)
    companionships.end(ended, Ending.STOPPED, by=ended.supporter.person)
    pairs = {"walking": walking, "agreeing": agreeing, "paused": paused, "ended": ended}
    pairs["in a colleague's care"] = _introduced(village, "sirpa", cast.person("Hertta", "hertta@example.org"))
    Ask.objects.filter(pk=pairs["in a colleague's care"].ask_id).update(claimed_by=village.people["kaarina"])
    pairs["ended on the phone"] = _introduced(village, "martti", cast.person("Taimi", phone="+358401113333"))
    _agree(pairs["ended on the phone"])
    companionships.end(pairs["ended on the phone"], Ending.STOPPED, by=village.people["martti"])
    village.things |= {word: pair.code for word, pair in pairs.items()}
    village.things["parting"] = _said(village.people["aino"], pairs["ended"].ask).code
    village.things |= {f"ask of {word}": pair.ask.code for word, pair in pairs.items()}
    village.things["contact"] = walking.contacts.get().code


def _said(person: Person, ask: Ask) -> Parting:
    """Words that someone who erased everything of theirs has left."""
    parting = Parting(person=person, ask=ask)
    parting.seal(words=WORDS.parting)
    parting.save()
    return parting


def _introduced(village: Village, supporter: str, person: Person | None = None) -> Companionship:
    ask = _claimed(village, person or village.people["aino"])
    proposal = matching.choose(_card(village, ask, supporter), by=ask.person)
    pair = companionships.say_yes(proposal, by=proposal.supporter.person)
    rows = Companionship.objects.select_related("person", "supporter__person", "association", "ask__claimed_by")
    return rows.get(pk=pair.pk)


def _agree(pair: Companionship) -> None:
    agreement = companionships.write(pair, WORDS, _in_weeks(6), by=pair.person)
    companionships.sign(agreement, side="supporter", by=pair.supporter.person)
    pair.refresh_from_db()


def _in_weeks(weeks: int):
    return clock.today() + timedelta(weeks=weeks)


# --- requests ---------------------------------------------------------------------------------------------
def _asks(village: Village) -> None:
    """Unclaimed, claimed by Kirsti, by her colleague, ended, of the union's own queue, and of another association."""
    people = village.people
    people["veikko"] = cast.person("Veikko", "veikko@example.org", phone="+358401234567", municipality="179")
    elsewhere = cast.association("Pohjanmaan Selkäyhdistys", "17")
    village.things |= {
        "supporter elsewhere": cast.supporter("Rauha", elsewhere).code,
        "association elsewhere": elsewhere.code,
        "unclaimed": _promised(cast.ask(people["veikko"])).code,
        "claimed": _claimed(village, cast.person("Elsa", "elsa@example.org", language="sv"), language="sv").code,
        "by a colleague": _claimed(village, cast.person("Hilkka"), by="kaarina").code,
        "elsewhere": _promised(cast.ask(cast.person("Lempi"), elsewhere, language="sv")).code,
        "by Maija": _claimed(village, cast.person("Ester"), by="maija", where=elsewhere).code,
    }
    of_nobody = _promised(cast.ask(cast.person("Tyyne")))
    Ask.objects.filter(pk=of_nobody.pk).update(association=None)
    village.things["of the union"] = of_nobody.code
    over = _claimed(village, cast.person("Armas"))
    matching.signpost(over, "Terveyskeskus auttaa tässä parhaiten.", by=people["kirsti"])
    village.things["signposted"] = over.code


def _claimed(village: Village, person: Person, *, by: str = "kirsti", where=None, **changes) -> Ask:
    changes["story"] = {"own_words": "Yöt ovat pitkiä. En tiedä, kenelle soittaisin.", "shares_words": True}
    one = cast.ask(person, where, claimed_by=village.people[by], claimed_at=clock.now(), **changes)
    return _promised(one)


def _promised(ask: Ask) -> Ask:
    ask.promises.create(due=clock.working_days_after(clock.today(), 3))
    return ask


def _call_wishes(village: Village) -> dict[str, str]:
    """Nobody's, Kirsti's, and one of another association."""
    elsewhere, found = cast.association("Pohjanmaan Selkäyhdistys", "17"), {}
    for word, where in (("call wish", None), ("call wish taken", None), ("call wish elsewhere", elsewhere)):
        caller = Caller("Soili Anneli", "+358401119999", "179")
        facts = {"association": where or cast.association(), "language": "sv", "time_of_day": "evening"}
        wish = calling.receive(caller, **facts)
        if word == "call wish taken":
            calling.claim(wish, by=village.people["kirsti"])
        found[word] = wish.code
    return found


# --- choosing ---------------------------------------------------------------------------------------------
def _choosing(village: Village) -> None:
    """Elsa asked Pekka; Aino asked Iiris and may take it back; Aino's newest request has cards to choose from."""
    kirsti = village.people["kirsti"]
    elsa = _claimed(village, cast.person("Elsa", "elsa.two@example.org"))
    village.people["elsa"] = elsa.person
    village.things["to pekka"] = matching.choose(_card(village, elsa, "pekka"), by=elsa.person).code
    village.things["ask to pekka"] = elsa.code
    asked = _claimed(village, village.people["aino"])
    village.things["aino asked"] = matching.choose(_card(village, asked, "idle"), by=asked.person).code
    looked_at = _claimed(village, cast.person("Saima", phone="+358401112223"))
    village.things["cards to look at"] = looked_at.code
    village.things["card to look at"] = matching.shortlist(looked_at, by=kirsti).cards.first().code
    village.things["call"] = post.later(Kind.PROMISE, to=looked_at.person, association=looked_at.association).code
    far = _claimed(village, cast.person("Vieno"), wishes={"musts": ["gender"], "peer_gender": "woman"})
    matching.shortlist(far, by=kirsti)
    village.things["nobody fits"] = far.code
    newest = _claimed(village, village.people["aino"])
    made = matching.shortlist(newest, by=kirsti)
    matching.show(made, made.cards.all(), by=kirsti)
    village.things["newest"] = newest.code
    village.things["card"] = made.cards.first().code


def _card(village: Village, ask: Ask, supporter: str) -> Card:
    """This supporter's card on a shown list of the request."""
    kirsti = village.people["kirsti"]
    made = matching.shortlist(ask, by=kirsti)
    matching.show(made, made.cards.all(), by=kirsti)
    whole = Card.objects.open().select_related("shortlist__ask__person", "supporter__person", "supporter__association")
    return whole.get(shortlist__ask=ask, supporter__code=village.code(supporter))


# --- staff ------------------------------------------------------------------------------------------------
def _staff(village: Village) -> None:
    kirsti, leena = village.people["kirsti"], village.people["leena"]
    association = cast.association()
    identity = Identity(called="Uuno", email="uuno@example.org")
    _one, token = invites.invite(
        kind="coordinator", association=association, identity=identity, language="fi", by=leena
    )
    village.things |= {
        "invitation": token,
        "demo": signing.dumps(village.people["aino"].code, salt="demo"),
        "passkey": str(_keys(leena).pk),
        "association": association.code,
        "kirsti": kirsti.code,
        "taru": village.people["taru"].code,
        "nobody knows": "0" * 16,
    }


def _keys(person: Person) -> Authenticator:
    """A passkey, an app and spare codes; returns the passkey."""
    make_passkey(person)
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(person)
    return Authenticator.objects.get(user=person, type=Authenticator.Type.WEBAUTHN)


def _lost_keys(village: Village) -> None:
    """Seppo and Taru have asked for a new key; Ulla's has got its yes, its day has passed, and a link is made."""
    people = village.people
    for word, who in (("lost key", "seppo"), ("lost key of staff", "taru"), ("ready", "ulla")):
        village.things[word] = recovery.ask(people[who], by=people[who]).code
    ready = Recovery.objects.select_related("person").get(code=village.things.pop("ready"))
    recovery.approve(ready, "called", by=people["kirsti"])
    token = "a-link-that-is-known-in-tests"
    past, fresh = clock.now() - timedelta(minutes=1), clock.now() + timedelta(hours=1)  # long enough for a long walk
    index = blind.index("people.recovery", token)
    Recovery.objects.filter(pk=ready.pk).update(opens_at=past, link_sent_at=fresh, link_index=index)
    village.things |= {"stop key": recovery.stop_token(ready), "new key": token}


# --- a crowd ----------------------------------------------------------------------------------------------
def _crowd(village: Village, size: int) -> None:
    """Others, in every stage of waiting and on every step of the road, so that lists are long."""
    stages = [Stage.ACTIVE, Stage.ACTIVE, Stage.RESTING, Stage.APPLIED, Stage.TRAINED]
    for number in range(size):
        ago = clock.now() - timedelta(days=number % 40, hours=number)
        person = cast.person(f"Hakija {number}", phone=f"+35840555{number:04}")
        facts_of = {
            "received_at": ago,
            "age_band": AGE_BANDS[number % len(AGE_BANDS)],
            "channel": ("self", "phone")[number % 2],
        }
        ask = cast.ask(person, **facts_of) if number % 3 else _claimed(village, person, **facts_of)
        if not ask.promises.exists():
            ask.promises.create(due=clock.local_day(ago) + timedelta(days=3))
        cast.supporter(f"Tukija {number}", stage=stages[number % 5], stage_at=ago, capacity=number % 4)
