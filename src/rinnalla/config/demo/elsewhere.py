"""Someone whom nobody in their own region fits, and who lets other regions hear it without a name (R18)."""

from collections.abc import Iterator

from rinnalla.asks import moves as asks
from rinnalla.asks.models import Story, Wishes
from rinnalla.associations.models import Role
from rinnalla.config.demo.timeline import Life, last_in_office
from rinnalla.config.demo.union import World
from rinnalla.matching import moves as matching
from rinnalla.people import moves as knowing
from rinnalla.people.models import Identity

WORDS = "Selkärangassani oli tulehdus, ja toivun yhä. Lähelläni ei ole ketään, joka olisi käynyt saman läpi."


def lives(world: World) -> Iterator[Life]:
    yield _heard_elsewhere(world)


def _heard_elsewhere(world: World) -> Life:
    """Written down on the phone in Helsinki; the coordinator looks, and nobody fits anywhere."""
    yield last_in_office(world.ago(2.2))
    where = world.associations["helsinki"]
    role = Role.objects.standing().filter(association=where, kind="coordinator").order_by("pk").first()
    if role is None:
        return
    identity = Identity("Marjukka", "", "", "", "091")
    person = knowing.new_person(identity, "fi", by=role.person)
    story = Story(needs=("listening", "accepting"), topics=("infection",), phase="recovering", own_words=WORDS)
    wishes = Wishes(modes=("phone", "video"), musts=("topic",), municipality="091", other_regions=True)
    facts = {"channel": "phone", "age_band": "60-69", "language": "fi", "by": role.person, "given": "phone"}
    ask = asks.receive(person=person, association=where, story=story, wishes=wishes, **facts)
    matching.shortlist(ask, by=role.person)
