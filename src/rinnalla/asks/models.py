"""A request for a peer, what it tells (sealed), and the promises of when the person hears next (R15–R18)."""

from dataclasses import dataclass, fields

from django.db import models
from django.db.models import Q

from rinnalla.asks.choices import OPEN, CallStage, CallTime, Channel, Stage
from rinnalla.associations.models import Association, coordinated_by
from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.base.fate import P1, P2, P3
from rinnalla.base.steps import Stepping
from rinnalla.people.choices import AgeBand, Language
from rinnalla.people.models import Person
from rinnalla.vault.fields import Owner, Sealed, SealedModel


def _tuples(cls, opened: dict | None) -> dict:
    known = {entry.name for entry in fields(cls)}
    plain = {key: value for key, value in (opened or {}).items() if key in known}
    return {key: tuple(value) if isinstance(value, list) else value for key, value in plain.items()}


@dataclass(frozen=True)
class Story:
    """What a person told (P3, sealed).

    for_whom   key of ForWhom; needs  keys of Need (R16); topics  keys of Topic, most important first
    phase      key of Phase or "" (I do not know); since  year it began or None
    own_words  what they wrote, "" when they would rather not say
    rhythm     keys of Rhythm (R17); rhythm_words  own words on it
    shares_words  may the chosen supporter read own_words before saying yes (R20)
    referred_by  role and workplace of who recorded it with the person's consent, "" when nobody did
    """

    for_whom: str = "self"
    needs: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    phase: str = ""
    since: int | None = None
    own_words: str = ""
    rhythm: tuple[str, ...] = ()
    rhythm_words: str = ""
    shares_words: bool = False
    referred_by: str = ""

    @classmethod
    def of(cls, opened: dict | None) -> "Story":
        return cls(**_tuples(cls, opened))


@dataclass(frozen=True)
class Wishes:
    """What kind of peer and contact a person hopes for (P3, sealed).

    modes, times  keys of Mode and Time (empty: any); municipality  three-digit code or ""
    distance_km   how far the person can come to meet, None: not asked
    gender        own, key of Gender; peer_gender, peer_age  keys of PeerGender, PeerAge
    musts         keys of Must, never broken; other_regions  consent to be shown nameless elsewhere (R18)
    leave_to_us   the coordinator may choose (R19)
    """

    modes: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    municipality: str = ""
    distance_km: int | None = None
    gender: str = ""
    peer_gender: str = ""
    peer_age: str = ""
    musts: tuple[str, ...] = ()
    other_regions: bool = False
    leave_to_us: bool = False

    @classmethod
    def of(cls, opened: dict | None) -> "Wishes":
        return cls(**_tuples(cls, opened))


class Asks(models.QuerySet["Ask"]):
    def open(self):
        return self.filter(stage__in=OPEN)

    def visible_to(self, person: Person):
        """One's own, and for a coordinator those of their association or of the union's own queue."""
        return self.filter(Q(person=person) | coordinated_by(person, of="person"))

    def unclaimed(self):
        return self.filter(claimed_by=None)

    def readable_by(self, person: Person):
        """Whose story is open to this person: one's own, and those one has claimed where one works."""
        return self.filter(Q(person=person) | (Q(claimed_by=person) & coordinated_by(person, of="person")))


class Ask(SealedModel, Stepping):
    """One request. Association, language, age band, channel and promise show before anyone has claimed it."""

    STEPS = {
        Stage.RECEIVED: {Stage.SHORTLISTED, Stage.WITHDRAWN, Stage.SIGNPOSTED},
        Stage.SHORTLISTED: {Stage.CHOSEN, Stage.RECEIVED, Stage.WITHDRAWN, Stage.SIGNPOSTED},
        Stage.CHOSEN: {Stage.INTRODUCED, Stage.SHORTLISTED, Stage.WITHDRAWN, Stage.SIGNPOSTED},
        Stage.INTRODUCED: {Stage.COMPANIONSHIP, Stage.RECEIVED, Stage.WITHDRAWN, Stage.SIGNPOSTED},
    }

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="asks")
    association = models.ForeignKey(Association, null=True, blank=True, on_delete=models.PROTECT, related_name="asks")
    stage = models.CharField(max_length=14, choices=Stage, default=Stage.RECEIVED)
    stage_at = models.DateTimeField(default=clock.now)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.SELF)
    language = models.CharField(max_length=2, choices=Language, default=Language.FI)
    age_band = models.CharField(max_length=5, choices=AgeBand, blank=True, default="")
    received_at = models.DateTimeField(default=clock.now)
    last_contact_at = models.DateTimeField(default=clock.now)
    claimed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    claimed_at = models.DateTimeField(null=True, blank=True)
    left_to_us = models.BooleanField(default=False)  # the coordinator chooses for them (R19)
    wants_others_at = models.DateTimeField(null=True, blank=True)  # asked for other cards
    ended_at = models.DateTimeField(null=True, blank=True)
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    story = Sealed(grade="P3")
    wishes = Sealed(grade="P3")
    signpost = Sealed(grade="P3")  # where the person was shown the way, in the coordinator's words

    fates = {
        name: P1.erase("ask")
        for name in [
            "id",
            "code",
            "person",
            "association",
            "stage",
            "stage_at",
            "channel",
            "language",
            "age_band",
            "received_at",
            "last_contact_at",
            "claimed_by",
            "claimed_at",
            "left_to_us",
            "wants_others_at",
            "ended_at",
            "follows",
        ]
    } | {name: P3.erase("ask") for name in ("story", "wishes", "signpost")}

    objects = Asks.as_manager()

    class Meta:
        indexes = [
            models.Index(
                name="ask_queue",
                fields=["association", "received_at"],
                condition=Q(stage__in=["received", "shortlisted", "chosen", "introduced"]),
            ),
            models.Index(name="ask_of_person", fields=["person", "-received_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="ask_claim_says_when",
                condition=Q(claimed_by=None) | Q(claimed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="ask_ended_says_when",
                condition=Q(stage__in=["withdrawn", "signposted"], ended_at__isnull=False)
                | (~Q(stage__in=["withdrawn", "signposted"]) & Q(ended_at=None)),
            ),
        ]

    def __str__(self):
        return self.code

    def sealed_for(self) -> Owner:
        return Owner(self.person.code)

    def concerns(self) -> list[str]:
        return [self.person.code]

    @property
    def reference(self) -> str:
        """A short reference to say on the phone: the first eight letters of the code."""
        return f"{self.code[:4]}-{self.code[4:8]}"

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN

    def move(self, to: Stage, **facts) -> None:
        """One step; withdrawn and signposted end the ask. Moves call this; nothing else changes `stage`."""
        at = clock.now()
        if to in (Stage.WITHDRAWN, Stage.SIGNPOSTED):
            facts["ended_at"] = at
        self._step(to, stage_at=at, **facts)


class Promise(models.Model):
    """When a waiting person next hears from someone (R17). Kept and broken ones are counted."""

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="promises")
    due = models.DateField()
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    kept_at = models.DateTimeField(null=True, blank=True)

    fates = {name: P1.erase("ask") for name in ["id", "ask", "due", "made_at", "made_by", "kept_at"]}

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="promise_one_open_per_ask", fields=["ask"], condition=Q(kept_at=None))
        ]
        indexes = [models.Index(name="promise_due", fields=["due"], condition=Q(kept_at=None))]

    @property
    def was_kept(self) -> bool:
        return self.kept_at is not None and clock.local_day(self.kept_at) <= self.due


@dataclass(frozen=True, repr=False)  # whoever logs a page's values logs nobody's name
class Caller:
    """Who wishes to be called (P2, sealed). municipality  three-digit code or "" """

    called: str = ""
    phone: str = ""
    municipality: str = ""

    @classmethod
    def of(cls, opened: dict | None) -> "Caller":
        return cls(**_tuples(cls, opened))


class CallWishes(models.QuerySet["CallWish"]):
    def waiting(self):
        return self.filter(stage=CallStage.WAITING)

    def visible_to(self, person: Person):
        """For coordinators of its association, or of the union's own queue; nobody else, not even who sent it."""
        return self.filter(coordinated_by(person))


class CallWish(SealedModel, Stepping):
    """Somebody asked to be called (R15). They are no person of the programme yet; the call may make them one.

    It is sealed to the letterbox, so that it can be sent while the keyring is away. Language, time of day and promise
    show before anyone has claimed it. When it ends, what was told is wiped at once; the row stays as a count.
    """

    STEPS = {CallStage.WAITING: {CallStage.REACHED, CallStage.ASKED, CallStage.UNREACHED, CallStage.LAPSED}}

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    association = models.ForeignKey(Association, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=Language, default=Language.FI)
    time_of_day = models.CharField(max_length=9, choices=CallTime, default=CallTime.ANY)
    stage = models.CharField(max_length=9, choices=CallStage, default=CallStage.WAITING)
    stage_at = models.DateTimeField(default=clock.now)
    received_at = models.DateTimeField(default=clock.now)
    due = models.DateField()  # the day by which we promised to call (R17)
    announced_at = models.DateTimeField(null=True, blank=True)  # when the desk was told of it
    claimed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    claimed_at = models.DateTimeField(null=True, blank=True)
    key = models.BinaryField(null=True)  # sealed to the letterbox
    caller = Sealed(grade="P2")

    fates = {
        name: P1.keep("count")
        for name in [
            "id",
            "code",
            "association",
            "language",
            "time_of_day",
            "stage",
            "stage_at",
            "received_at",
            "due",
            "announced_at",
        ]
    } | {
        "claimed_by": P1.erase("call"),
        "claimed_at": P1.erase("call"),
        "key": P2.erase("call"),
        "caller": P2.erase("call"),
    }

    objects = CallWishes.as_manager()

    class Meta:
        indexes = [
            models.Index(name="call_wish_queue", fields=["association", "received_at"], condition=Q(stage="waiting"))
        ]
        constraints = [
            models.CheckConstraint(
                name="call_wish_claim_says_when",
                condition=Q(claimed_by=None) | Q(claimed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="call_wish_ended_tells_nothing",
                condition=Q(("key__isnull", False), ("stage", "waiting"), ("caller__isnull", False))
                | (~Q(stage="waiting") & Q(("key__isnull", True), ("caller__isnull", True))),
            ),
        ]

    def __str__(self):
        return self.code

    def sealed_for(self) -> Owner:
        return Owner(self.code, boxed=self.key)

    def concerns(self) -> list[str]:
        """Nobody yet: whoever sent it has no record. If a request comes of it, its own line concerns them."""
        return []

    def end(self, how: CallStage) -> None:
        """The call is made, or cannot be: what was told is gone."""
        self._step(how, stage_at=clock.now(), key=None, caller=None)
