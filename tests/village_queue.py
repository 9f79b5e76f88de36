"""A proposal for Kirsti's queue and for all queues, and two needs told to other regions without a name."""

from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.matching import moves
from rinnalla.matching.models import NamelessNeed, QueueLine
from rinnalla.people import moves as people_moves
from rinnalla.people.choices import ConsentPurpose
from rinnalla.people.models import Person
from tests import cast


def build(people: dict[str, Person], things: dict[str, str]) -> None:
    """Saima's pair is in Kirsti's care and Veikko's in nobody's; Maija hears of Oskari and has named Stina for Impi."""
    kirsti, maija = people["kirsti"], people["maija"]
    impi, oskari = (_unmet(called, kirsti) for called in ("Impi", "Oskari"))
    stina = cast.supporter("Stina", cast.association("Pohjanmaan Selkäyhdistys", "17"), languages="sv")
    named = moves.has_someone(_need_of(impi), stina, by=maija)
    things |= {"need": _need_of(oskari).code, "asked elsewhere": impi.code, "named": named.code}
    made = moves.propose_queue(cast.association(), by=kirsti)
    moves.propose_whole(by=people["leena"])
    lines = {line.ask.code: line.code for line in QueueLine.objects.filter(proposal=made).select_related("ask")}
    things |= {"queue": made.code, "queue pair": lines[things["cards to look at"]]}
    things["queue pair unclaimed"] = lines[things["unclaimed"]]


def _unmet(called: str, kirsti: Person) -> Ask:
    """Speaks Swedish, which nobody in the village supports in, and agreed to other regions."""
    wishes = {"other_regions": True, "modes": ["phone"]}
    facts = {"claimed_by": kirsti, "claimed_at": clock.now(), "language": "sv"}
    ask = cast.ask(cast.person(called), wishes=wishes, **facts)
    people_moves.consent(ask.person, ConsentPurpose.OTHER_REGIONS, by=ask.person, language="sv")
    moves.shortlist(ask, by=kirsti)
    return ask


def _need_of(ask: Ask) -> NamelessNeed:
    return NamelessNeed.objects.select_related("ask__person").get(ask=ask)
