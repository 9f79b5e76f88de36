"""What follows from looks, in the village: a question, exceptional openings, the head of a night, a weekly count."""

from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.ledger import nightly, reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people.models import Person
from rinnalla.privacy.looking import openings, questions
from rinnalla.privacy.looking.choices import Ground, Verdict
from rinnalla.privacy.models import Outlier, Week
from tests import cast

REASON = "Hakija soitti päivystykseen, eikä kollega vastaa puhelimeen."
QUESTION = "Miksi tämä avattiin keskellä yötä?"


def build(people: dict[str, Person], things: dict[str, str]) -> None:
    aino, kirsti, kaarina = people["aino"], people["kirsti"], people["kaarina"]
    reading.opened(_ask(things["ask of walking"]), "story", by=kaarina, purpose=Purpose.CLAIMED)
    line = reading.who_looked(aino.code).filter(actor=kaarina.code).first()
    things["question"] = questions.ask(aino, line, QUESTION, to_union=False, by=aino).code
    opened = cast.ask(cast.person("Helmi", "helmi@example.org"), claimed_by=kaarina, claimed_at=clock.now())
    things["opening of a colleague"] = _opening(opened, kaarina)
    things["opening questioned"] = _questioned(opened, people)
    things["opening"] = openings.begin(_ask(things["by a colleague"]), Ground.AWAY, REASON, by=kirsti).code
    _of_aino(people, things)
    nightly.take()
    week = Week.objects.create(day=clock.today(), people=7)
    row = Outlier.objects.create(week=week, person=kaarina, role="coordinator", reads=48, cases=3, usual=12)
    things["outlier"] = row.code


def _of_aino(people: dict[str, Person], things: dict[str, str]) -> None:
    """A line that nothing is asked about yet, and one that the union is asked about."""
    aino = people["aino"]
    first, second = reading.who_looked(aino.code).by_others(aino.code).order_by("seq")[:2]
    things["question to the union"] = questions.ask(aino, first, QUESTION, to_union=True, by=aino).code
    things["line of aino"] = str(second.seq)


def _opening(ask: Ask, by: Person) -> str:
    Ask.objects.filter(pk=ask.pk).update(claimed_by=None)
    made = openings.begin(_ask(ask.code), Ground.DANGER, REASON, by=by)
    openings.end(made, by=by)
    return made.code


def _questioned(ask: Ask, people: dict[str, Person]) -> str:
    made = openings.begin(_ask(ask.code), Ground.FAULT, REASON, by=people["kaarina"])
    openings.look(made, Verdict.QUESTIONED, "Olin itse paikalla koko päivän.", by=people["kirsti"])
    return made.code


def _ask(code: str) -> Ask:
    return Ask.objects.select_related("person", "association").get(code=code)
