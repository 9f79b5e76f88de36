"""The union, its fourteen associations and who works where. All of it is made up."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rinnalla.associations import moves
from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Association, County, Municipality
from rinnalla.base import clock
from rinnalla.people import moves as knowing
from rinnalla.people.models import Identity, Person
from rinnalla.supporters import agreement_text
from rinnalla.supporters.models import AgreementText, PledgeText, Supporter
from rinnalla.supporters.pledge_text import EN, FI, SV

BEGINNING = timedelta(days=640)  # reads are kept for 24 months, so the story begins within them

UNION = {
    "fi": "Selkäpolun liitto",
    "sv": "Förbundet Ryggstigen",
    "en": "The Backpath Union",
    "phone": "09 000 1000",
    "phone_hours": "9–15",
    "email": "liitto@example.org",
}
# key: fi, sv, en, counties, phone, accent, looks first, promise days
ASSOCIATIONS = {
    "helsinki": ("Helsingin Selkäpolku", "Ryggstigen i Helsingfors", "Backpath Helsinki", "90", "09", "lake", 1, 3),
    "lansi": (
        "Länsi-Uudenmaan Selkäpolku", "Ryggstigen i Västra Nyland", "Backpath West Uusimaa",
        "03", "09", "", 0, 3,
    ),
    "keski-uusimaa": (
        "Keski-Uudenmaan Selkäpolku", "Ryggstigen i Mellersta Nyland", "Backpath Central Uusimaa",
        "02 04", "09", "moss", 1, 3,
    ),
    "lounais": (
        "Lounais-Suomen Selkäpolku", "Ryggstigen i Sydväst", "Backpath Southwest",
        "05 06", "02", "rowan", 1, 3,
    ),
    "pirkanmaa": ("Pirkanmaan Selkäpolku", "Ryggstigen i Birkaland", "Backpath Pirkanmaa", "08", "03", "heather", 0, 2),
    "hame": ("Hämeen Selkäpolku", "Ryggstigen i Tavastland", "Backpath Häme", "07 09", "03", "", 1, 3),
    "kaakko": ("Kaakkois-Suomen Selkäpolku", "Ryggstigen i Sydost", "Backpath Southeast", "10 11", "05", "lake", 1, 4),
    "savo": ("Savon Selkäpolku", "Ryggstigen i Savolax", "Backpath Savo", "12 13", "017", "moss", 1, 3),
    "karjala": (
        "Pohjois-Karjalan Selkäpolku", "Ryggstigen i Norra Karelen", "Backpath North Karelia",
        "14", "013", "rowan", 1, 3,
    ),
    "keski-suomi": (
        "Keski-Suomen Selkäpolku", "Ryggstigen i Mellersta Finland", "Backpath Central Finland",
        "15", "014", "heather", 1, 3,
    ),
    "pohjanmaa": ("Rannikon Selkäpolku", "Ryggstigen vid kusten", "Backpath on the Coast", "17", "06", "lake", 0, 3),
    "etela-pohjanmaa": (
        "Etelä-Pohjanmaan Selkäpolku", "Ryggstigen i Södra Österbotten", "Backpath South Ostrobothnia",
        "16", "06", "", 1, 3,
    ),
    "oulu": (
        "Pohjois-Pohjanmaan Selkäpolku", "Ryggstigen i Norra Österbotten", "Backpath North Ostrobothnia",
        "19", "08", "moss", 1, 3,
    ),
    "lappi": ("Lapin Selkäpolku", "Ryggstigen i Lappland", "Backpath Lapland", "21", "016", "rowan", 1, 5),
}  # fmt: skip
AREA_CODE = 4  # its place in a row
NO_ASSOCIATION = ("01", "18", "20", "91")  # these counties go to the union's own queue (R18)
COORDINATORS = {  # key: first names; one association has lost its only one
    "helsinki": ["Marjatta", "Timo"],
    "lansi": ["Carita"],
    "keski-uusimaa": ["Riitta"],
    "lounais": ["Pentti", "Anneli"],
    "pirkanmaa": ["Maija", "Jorma"],
    "hame": ["Sirpa"],
    "kaakko": ["Raija"],
    "savo": ["Esko", "Tuula"],
    "karjala": ["Helvi"],
    "keski-suomi": ["Kirsti", "Hannu"],
    "pohjanmaa": ["Gunilla"],
    "etela-pohjanmaa": ["Terttu"],
    "oulu": ["Seija"],
    "lappi": ["Aila"],
}
SWEDISH = ("Carita", "Gunilla")
LEFT_AGO = 45  # days since Terttu's role ended
PLEDGE_ANEW_AGO = 70  # days since the second text of the pledge

FIRST_PLEDGE = {
    "fi": "Lupaan pitää omana tietonani kaiken, mitä kuulen vertaistukihenkilönä. Lupaukseni ei pääty, kun toimintani "
    "päättyy. Jos jonkun henki on vaarassa tai törkeä rikos voidaan vielä estää, minun täytyy kertoa siitä.",
    "sv": "Jag lovar att för mig själv behålla allt som jag hör som kamratstödjare. Mitt löfte upphör inte när jag "
    "slutar. Om någons liv är i fara eller ett grovt brott ännu kan förhindras måste jag berätta det.",
    "en": "I promise to keep to myself everything that I hear as a peer supporter. My promise does not end when my "
    "activity ends. If someone's life is in danger or a grave crime can still be prevented, I must tell of it.",
}
SECOND_PLEDGE = {"fi": FI, "sv": SV, "en": EN}
AGREEMENT = {"fi": agreement_text.FI, "sv": agreement_text.SV, "en": agreement_text.EN}


@dataclass
class World:
    """What the lives share while they are told."""

    now: datetime
    chance: random.Random
    scale: float = 1.0
    associations: dict[str, Association] = field(default_factory=dict)
    coordinators: dict[str, list[Person]] = field(default_factory=dict)  # "" is the union's own queue
    staff: dict[str, Person] = field(default_factory=dict)
    supporters: dict[str, Supporter] = field(default_factory=dict)
    places: dict[str, list[Municipality]] = field(default_factory=dict)  # key of association, "" for the rest
    used: dict[str, int] = field(default_factory=dict)

    def ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def scaled(self, count: int) -> int:
        return count if self.scale == 1 else max(1, round(count * self.scale))

    def coordinator(self, key: str) -> Person | None:
        """Who takes care now; the first of two a little more often. None where nobody is left."""
        standing = self.coordinators[key]
        return self.chance.choice([*standing, standing[0]]) if standing else None

    def looks_first(self, key: str) -> bool:
        return not key or self.associations[key].looks_first

    def phone(self, key: str = "") -> str:
        """A number of the region that no telephone has: after the area code it begins with a zero."""
        area = ASSOCIATIONS[key][AREA_CODE] if key else "09"
        return f"{area} 000 {self.chance.randint(1100, 9899)}"

    def place(self, key: str) -> Municipality:
        """A municipality of the area; the towns that come first are named more often."""
        return self.chance.choice(self.places[key])


def found(world: World) -> None:
    """Everything that stands before the first request."""
    with clock.standing_at(world.now - BEGINNING):
        moves.found_union(by=None, **UNION)
        world.staff["Leena"] = staff(world, "Leena", RoleKind.ADMINISTRATOR, None, by=None)
        leena = world.staff["Leena"]
        world.staff["Taru"] = staff(world, "Taru", RoleKind.TRAINER, None, by=leena)
        world.staff["Outi"] = staff(world, "Outi", RoleKind.COORDINATOR, None, by=leena)
        world.coordinators[""] = [world.staff["Outi"]]
        PledgeText.objects.create(version="1", in_force_from=clock.today(), **FIRST_PLEDGE)
        AgreementText.objects.create(version="1", in_force_from=clock.today(), **AGREEMENT)
        for key in ASSOCIATIONS:
            _open(world, key, by=leena)
        world.places[""] = list(Municipality.objects.filter(county__in=NO_ASSOCIATION))


def _open(world: World, key: str, *, by: Person) -> None:
    fi, sv, en, counties, area, accent, looks_first, days = ASSOCIATIONS[key]
    served = list(Municipality.objects.filter(county__in=County.objects.filter(code__in=counties.split())))
    world.associations[key] = moves.add_association(
        by=by,
        area=served,
        fi=fi,
        sv=sv,
        en=en,
        phone=f"{area} 000 {1000 + 10 * len(world.associations)}",
        phone_hours="10–14",
        email=f"{key}@example.org",
        accent=accent,
        looks_first=bool(looks_first),
        promise_days=days,
    )
    world.places[key] = served
    world.coordinators[key] = [
        staff(world, name, RoleKind.COORDINATOR, world.associations[key], by=by) for name in COORDINATORS[key]
    ]


def staff(world: World, called: str, kind: RoleKind, where: Association | None, *, by: Person | None) -> Person:
    language = "sv" if called in SWEDISH else "fi"
    identity = Identity(called=called, email=f"{called.lower()}@example.org", phone=world.phone())
    person = knowing.new_person(identity, language, by=by)
    moves.give_role(person, kind, where, by=by)
    world.staff[called] = person
    return person
