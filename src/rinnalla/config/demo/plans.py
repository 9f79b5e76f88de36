"""Which requests there are: how each came, when, and where it stands today."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from rinnalla.config.demo.stories import NOBODY, TOLD, Told
from rinnalla.config.demo.supporting import address, name, pick
from rinnalla.config.demo.union import World

# Where a request stands today, how many do, and when its steps were, in days ago: (longest, shortest).
FATES: dict[str, tuple[int, dict[str, tuple[float, float]]]] = {
    "new": (7, {"received": (2.4, 0.1)}),
    "unclaimed-late": (3, {"received": (16, 7)}),
    "waiting": (6, {"received": (6, 3), "claimed": (2.5, 1.2)}),
    "overdue": (5, {"received": (20, 14), "claimed": (13, 10)}),
    "nobody-fits": (4, {"received": (15, 9), "claimed": (8, 6), "cards": (5, 2)}),
    "to-look": (5, {"received": (7, 4), "claimed": (3.5, 2.5), "cards": (2, 0.5)}),
    "choosing": (8, {"received": (12, 7), "claimed": (6.5, 5), "cards": (4, 1)}),
    "others": (4, {"received": (14, 9), "claimed": (8, 7), "cards": (6, 4), "chosen": (3, 1)}),
    "left": (4, {"received": (14, 9), "claimed": (8, 7), "cards": (6, 4), "chosen": (3, 1)}),
    "proposed": (9, {"received": (22, 17), "claimed": (16, 14), "cards": (13, 11), "chosen": (9, 1)}),
    "declined": (4, {"received": (24, 17), "claimed": (16, 14), "cards": (13, 11), "chosen": (9, 7), "no": (4, 1)}),
    "introduced": (5, {"received": (30, 22), "cards": (19, 16), "chosen": (14, 10), "yes": (6, 1.5)}),
    "one-signature": (
        5,
        {"received": (32, 24), "cards": (20, 17), "chosen": (15, 12), "yes": (10, 8), "written": (5, 1.5)},
    ),
    "walking": (16, {"received": (75, 30)}),
    "review-due": (7, {"received": (95, 75)}),
    "paused": (4, {"received": (170, 90), "paused": (20, 4)}),
    "purpose-met": (9, {"received": (410, 160), "ended": (110, 3)}),
    "time-up": (6, {"received": (410, 170), "ended": (100, 8)}),
    "changed": (4, {"received": (300, 120), "ended": (50, 6)}),
    "person-stopped": (4, {"received": (380, 120), "ended": (70, 5)}),
    "supporter-stopped": (4, {"received": (300, 110), "ended": (60, 2)}),
    "withdrawn": (9, {"received": (400, 12)}),
    "signposted": (8, {"received": (400, 10)}),
}
WEIGHTS = {  # where they come from, about as many as there are supporters
    "helsinki": 9, "lansi": 5, "keski-uusimaa": 4, "lounais": 6, "pirkanmaa": 8, "hame": 4, "kaakko": 4,
    "savo": 5, "karjala": 4, "keski-suomi": 6, "pohjanmaa": 4, "etela-pohjanmaa": 2, "oulu": 5, "lappi": 2, "": 2,
}  # fmt: skip
ON_ONE_DESK = """
    new new waiting overdue nobody-fits to-look to-look choosing others left proposed declined introduced
    one-signature walking walking review-due paused purpose-met supporter-stopped withdrawn signposted
"""  # each kind of line
SWEDISH_HOMES = ("pohjanmaa", "pohjanmaa", "pohjanmaa", "lansi", "lansi", "helsinki", "lounais", "")
ENGLISH_HOMES = ("helsinki", "pirkanmaa", "keski-suomi")
LARGE = ("helsinki", "helsinki", "pirkanmaa", "pirkanmaa", "lounais", "savo", "lansi")  # with many supporters
NEED_ROOM = ("choosing", "proposed", "declined", "introduced", "one-signature", "others", "left")
LOOK_FIRST = ("helsinki", "keski-uusimaa", "lounais", "hame", "savo", "karjala", "oulu")  # where "to-look" can be


@dataclass
class Plan:
    """One request. `days` are the planned moments of its steps, in days ago; a step without one follows by itself."""

    key: str  # of the association, "" for the union's own queue
    fate: str
    told: Told
    called: str
    days: dict[str, float] = field(default_factory=dict)
    channel: str = "phone"
    email: str = ""
    by: str = ""  # a coordinator's name, or whoever is there
    peer: str = ""  # the name of the supporter to be chosen
    place: str = ""
    wishes: dict = field(default_factory=dict)


def all_of(world: World) -> Iterator[Plan]:
    """Every request but those of the people to sign in as."""
    on_one_desk = ON_ONE_DESK.split()
    for fate in on_one_desk:
        yield plan(world, fate, "keski-suomi", by="Kirsti" if world.chance.random() < 0.85 else "Hannu")
    for fate, (many, _days) in FATES.items():
        rest = many - on_one_desk.count(fate)
        for _number in range(world.scaled(rest) if rest > 0 else 0):
            yield plan(world, fate, _home(world, fate))


def _home(world: World, fate: str) -> str:
    if fate == "unclaimed-late":
        return "etela-pohjanmaa"
    if fate == "nobody-fits":
        return world.chance.choice(("lappi", "kaakko"))
    if fate == "to-look":
        return world.chance.choice(LOOK_FIRST)
    if fate in NEED_ROOM:
        return world.chance.choice(LARGE)
    keys = [key for key in WEIGHTS if key != "lappi" or fate in ("new", "withdrawn", "signposted", "waiting")]
    keys = [key for key in keys if key != "etela-pohjanmaa" or fate in ("walking", "withdrawn", "purpose-met")]
    return world.chance.choices(keys, [WEIGHTS[key] for key in keys])[0]


def plan(world: World, fate: str, key: str, **changes) -> Plan:
    """A request that comes to `fate`; 60 of 100 by phone, 8 in Swedish, 3 in English."""
    language, key = _language(world, fate, key)
    told = pick(world, TOLD, language)
    hopes: dict = {}
    if fate in ("new", "unclaimed-late"):  # whoever writes one down on the phone has it in care
        channel = world.chance.choice(("self", "self", "referral"))
    channel = world.chance.choices(("phone", "self", "referral"), (60, 31, 9))[0]
    called = name(world, language, told.gender)
    has_address = world.chance.random() < {"phone": 0.25, "self": 0.9, "referral": 0.5}[channel]
    days = {step: world.chance.uniform(*between) for step, between in FATES[fate][1].items()}
    if fate == "nobody-fits":
        told, hopes = NOBODY, {"musts": ("topic",), "other_regions": False}
    facts = {
        "wishes": hopes,
        "channel": channel,
        "email": address(world, called) if has_address else "",
        "days": days,
    } | changes
    return Plan(key, fate, told, called, **facts)


def _language(world: World, fate: str, key: str) -> tuple[str, str]:
    """Every twelfth in Swedish and every thirtieth in English, where there are peers who speak it."""
    number = world.used["asks"] = world.used.get("asks", 0) + 1
    if key == "keski-suomi" or fate in ("to-look", "unclaimed-late", "nobody-fits"):
        return "fi", key
    if number % 10 == 3:
        return "sv", SWEDISH_HOMES[number // 10 % len(SWEDISH_HOMES)]
    if number % 30 == 29:
        return "en", ENGLISH_HOMES[number // 30 % len(ENGLISH_HOMES)]
    return "fi", key
