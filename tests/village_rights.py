"""Wishes of people about their own details, in the village: one to answer, one written down, a rest on the phone."""

from rinnalla.people.models import Person
from rinnalla.privacy.rights import asking, restricting
from rinnalla.supporters.models import Supporter


def build(people: dict[str, Person], things: dict[str, str], resting) -> None:
    """resting: a request in Kirsti's care whose person then lets everything rest."""
    pekka, kirsti = people["pekka"], people["kirsti"]
    supporter = Supporter.objects.get(code=things["pekka"])
    supporter.seal(interview={"notes": "Kertoi leikkauksesta.", "motives": "Haluaa kuunnella.", "limits": ""})
    supporter.save()
    things["wish"] = asking.ask(pekka, "correct", "interview", "En ole ollut leikkauksessa.", by=pekka).code
    told = asking.Told(resting)
    restricting.restrict(resting.person, by=kirsti, words="Haluan olla nyt rauhassa.", told=told)
    things["rest"] = resting.person.rights_requests.get().code
