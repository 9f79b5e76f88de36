"""The village's guidance: who guides whom, meetings to come and one that was, thanks, a page for one's own eyes."""

from datetime import timedelta

from rinnalla.base import clock
from rinnalla.guidance import moves as guidance
from rinnalla.guidance import reflections
from rinnalla.guidance.choices import MeetingKind, Protecting, Risking
from rinnalla.guidance.models import Meeting, Spot
from rinnalla.people.models import Person
from rinnalla.supporters.models import Supporter

SPOT = Spot(place="Yhdistyksen toimisto, kahvihuone", link="https://video.example.org/huone-7")


def build(people: dict[str, Person], things: dict[str, str]) -> None:
    """Kirsti guides Pekka: a talk, a group that he joined, one that was, thanks; and a page that only he reads."""
    kirsti, pekka = people["kirsti"], Supporter.objects.get(code=things["pekka"])
    ulla = Supporter.objects.get(code=things["ulla"])
    guidance.name_guide(pekka, kirsti, by=kirsti)
    soon = clock.now() + timedelta(days=7)
    here = {"by": kirsti, "association": pekka.association}
    talk = guidance.plan(MeetingKind.ALONE, soon, SPOT, supporter=pekka, **here)
    group = guidance.plan(MeetingKind.GROUP, soon, SPOT, seats=8, **here)
    guidance.join(group, pekka, by=pekka.person)
    met = guidance.plan(MeetingKind.GROUP, soon, SPOT, seats=8, **here)
    place = guidance.join(met, ulla, by=ulla.person)
    Meeting.objects.filter(pk=met.pk).update(begins_at=clock.now() - timedelta(hours=1))
    for supporter in (pekka, ulla):
        guidance.thank(supporter, own="Kiitos, että olet ollut rinnalla.", by=kirsti)
    guidance.wish_pace(pekka, "steady", by=pekka.person)
    reflections.write(
        pekka.person,
        protecting=Protecting.values[:2],
        risking=Risking.values[:1],
        words="Nukun huonosti.",
        by=pekka.person,
    )
    things |= {
        "talk": talk.code,
        "group": group.code,
        "meeting that was": met.code,
        "place": place.code,
        "page": reflections.entries(pekka.person, by=pekka.person)[0].key,
    }
