"""People use their rights: questions about who has looked, an exceptional opening, a rest, a correction."""

from collections.abc import Iterator

from rinnalla.asks.choices import Stage
from rinnalla.asks.models import Ask
from rinnalla.config.demo.timeline import Life, last_in_office
from rinnalla.config.demo.union import World
from rinnalla.ledger import reading
from rinnalla.ledger.models import Event
from rinnalla.people.models import Person
from rinnalla.privacy.looking import openings, questions
from rinnalla.privacy.looking.choices import Ground, Verdict
from rinnalla.privacy.rights import asking, restricting
from rinnalla.supporters.models import Supporter

HERE = "keski-suomi"
NEEDED = "Hakija soitti ja pyysi siirtämään sovittua puhelua, ja Kirsti on lomalla."
ASKED = {"aino@example.org": "Kuka luki kertomukseni, ja miksi?", "leo@example.org": "Miksi tietoni avattiin?"}
ANSWER = "Kirsti luki pyyntösi, jotta hän voi etsiä sinulle vertaistukihenkilön. Muut eivät ole lukeneet sitä."
TOLD = "On nyt kuntoutusjaksolla eikä halua puheluita. Soittaa, kun on kotona."
WRONG = "Muistiinpanossa lukee, että minulla on ollut leikkaus. Minua ei ole leikattu."


def lives(world: World) -> Iterator[Life]:
    yield _opened(world)
    yield _asked_and_answered(world)
    yield _rests(world)
    yield _corrects(world)


def _of(world: World, email: str) -> Person:
    return Person.objects.with_email(email).get()


def _opened(world: World) -> Life:
    """Hannu opens for half an hour what Kirsti has in care; Kirsti looks at it the same day."""
    yield last_in_office(world.ago(3.4))
    asked = Ask.objects.filter(association=world.associations[HERE], stage=Stage.CHOSEN, person__email_index="")
    ask = asked.filter(claimed_by=world.staff["Kirsti"]).select_related("person", "association").first()
    if ask is None:
        return
    opening = openings.begin(ask, Ground.AWAY, NEEDED, by=world.staff["Hannu"])
    openings.show(opening, by=world.staff["Hannu"])
    openings.end(opening, by=world.staff["Hannu"])
    yield last_in_office(world.ago(3.1))
    openings.look(opening, Verdict.SEEN, by=world.staff["Kirsti"])


def _asked_and_answered(world: World) -> Life:
    """Aino has her answer; Leo still waits for his."""
    yield world.ago(2.8)
    for email, words in (
        ("aino@example.org", "Kuka luki kertomukseni, ja miksi?"),
        ("leo@example.org", "Mikä tämä on?"),
    ):
        person = _of(world, email)
        line = _a_look(person)
        if line is None:
            return
        asked = questions.ask(person, line, words, to_union=False, by=person)
        if email.startswith("aino"):
            yield last_in_office(world.ago(1.9))
            words = (
                "Kirsti luki pyyntösi, jotta hän voi etsiä sinulle vertaistukihenkilön. Muut eivät ole lukeneet sitä."
            )
            questions.answer(asked, words, by=world.staff["Hannu"])


def _a_look(person: Person) -> Event | None:
    return reading.who_looked(person.code).by_others(person.code).filter(action__startswith="read.").first()


def _rests(world: World) -> Life:
    """Someone calls, and everything of theirs rests."""
    yield last_in_office(world.ago(1.6))
    kirsti, waiting = (
        world.staff["Kirsti"],
        Ask.objects.filter(association=world.associations[HERE], stage=Stage.RECEIVED),
    )
    ask = waiting.filter(claimed_by=kirsti, person__email_index="").select_related("person", "association").first()
    if ask:
        restricting.restrict(ask.person, by=kirsti, words=TOLD, told=asking.Told(ask))


def _corrects(world: World) -> Life:
    """Pekka wishes that the notes of his interview are corrected."""
    yield world.ago(0.8)
    pekka = Supporter.objects.select_related("person").get(pk=world.supporters["Pekka"].pk)
    asking.ask(pekka.person, "correct", "interview", WRONG, by=pekka.person)
