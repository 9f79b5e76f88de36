"""The pair and what they agree. Their words are sealed under a key that needs both persons' keys (security.md)."""

from dataclasses import dataclass, fields

from django.db import models
from django.db.models import Q

from rinnalla.asks.models import Ask
from rinnalla.associations.models import Association, coordinated_by
from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.base.fate import P1, P3, P4
from rinnalla.base.steps import Stepping
from rinnalla.companionships.choices import ContactWay, Ending, ReviewWish, Side, Stage
from rinnalla.people.choices import Given
from rinnalla.people.models import Person
from rinnalla.supporters.models import Supporter
from rinnalla.vault.fields import Owner, Sealed, SealedModel


@dataclass(frozen=True)
class Words:
    """What the pair writes together (R23), sealed under the pair's key (P4).

    why            in own words; how_often  key of HowOften; channel  keys of ContactWay with spaces between
    until          ISO day or ""; not_do  what we do not do; parting  what is said to the other if one of us stops
    """

    why: str = ""
    how_often: str = ""
    channel: str = ""
    until: str = ""
    not_do: str = ""
    parting: str = ""

    @classmethod
    def of(cls, opened: dict | None) -> "Words":
        known = {entry.name for entry in fields(cls)}
        return cls(**{key: value for key, value in (opened or {}).items() if key in known})


class Companionships(models.QuerySet["Companionship"]):
    def standing(self):
        return self.exclude(stage=Stage.ENDED)

    def of(self, person: Person):
        """Those in which this person is one of the two."""
        return self.filter(Q(person=person) | Q(supporter__person=person))

    def visible_to(self, person: Person):
        """The two, and the coordinators of the supported person's association (facts only, never the words)."""
        return self.filter(Q(person=person) | Q(supporter__person=person) | coordinated_by(person, of="person"))


class Companionship(Stepping):
    """Two people who said yes to each other."""

    shared_key = "pair_key"  # wrapped anew when one of the two gets a new key (vault.renewal)

    STEPS = {
        Stage.AGREEING: {Stage.WALKING, Stage.ENDED},
        Stage.WALKING: {Stage.PAUSED, Stage.ENDED},
        Stage.PAUSED: {Stage.WALKING, Stage.ENDED},
    }

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    ask = models.OneToOneField(Ask, on_delete=models.CASCADE, related_name="companionship")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="companionships")
    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="companionships")
    association = models.ForeignKey(
        Association, null=True, blank=True, on_delete=models.PROTECT, related_name="companionships"
    )
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.AGREEING)
    stage_at = models.DateTimeField(default=clock.now)
    met_at = models.DateTimeField(default=clock.now)  # both had said yes
    began_at = models.DateTimeField(null=True, blank=True)  # both had signed
    next_review = models.DateField(null=True, blank=True)
    review_asked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=12, choices=Ending, blank=True, default="")
    ended_by = models.CharField(max_length=10, choices=Side, blank=True, default="")
    next_step_at = models.DateTimeField(null=True, blank=True)  # after a parting: the person has a next step (R25)
    pair_key = models.BinaryField(null=True, editable=False)  # wrapped under both persons' keys
    shows_phone = models.CharField(max_length=20, blank=True, default="")  # sides that show their phone to the other
    shows_email = models.CharField(max_length=20, blank=True, default="")

    fates = {
        name: P1.erase("companionship")
        for name in [
            "id",
            "code",
            "ask",
            "person",
            "supporter",
            "association",
            "stage",
            "stage_at",
            "met_at",
            "began_at",
            "next_review",
            "review_asked_at",
            "ended_at",
            "how",
            "ended_by",
            "next_step_at",
            "shows_phone",
            "shows_email",
        ]
    } | {"pair_key": P4.erase("companionship")}  # the agreement's words stand under it

    objects = Companionships.as_manager()

    class Meta:
        indexes = [
            models.Index(name="companionship_review", fields=["next_review"], condition=Q(stage="walking")),
        ]
        constraints = [
            models.CheckConstraint(
                name="companionship_ended_says_when_and_how",
                condition=(Q(stage="ended", ended_at__isnull=False) & ~Q(how=""))
                | (~Q(stage="ended") & Q(ended_at=None, how="")),
            ),
            models.UniqueConstraint(
                name="companionship_one_standing_per_pair",
                fields=["person", "supporter"],
                condition=~Q(stage="ended"),
            ),
        ]

    def __str__(self):
        return self.code

    def sharers(self) -> tuple[str, str]:
        """Codes of the two whose keys the pair's key is wrapped under."""
        return self.person.code, self.supporter.person.code

    @property
    def is_standing(self) -> bool:
        return self.stage != Stage.ENDED

    @property
    def pair(self) -> tuple[Person, Person]:
        return self.person, self.supporter.person

    def side_of(self, person: Person) -> Side | None:
        if person == self.person:
            return Side.PERSON
        return Side.SUPPORTER if person == self.supporter.person else None

    def other(self, person: Person) -> Person:
        return self.supporter.person if person == self.person else self.person

    def concerns(self) -> list[str]:
        return [self.person.code, self.supporter.person.code]

    def move(self, to: Stage, **facts) -> None:
        """One step. Moves call this; nothing else changes `stage`."""
        self._step(to, stage_at=clock.now(), **facts)

    @property
    def agreement(self) -> "Agreement | None":
        """The newest version that both have signed."""
        return self.agreements.filter(in_force_at__isnull=False).order_by("-version").first()

    @property
    def proposed(self) -> "Agreement | None":
        """The version being written or waiting for a signature."""
        return self.agreements.filter(in_force_at=None, set_aside_at=None).order_by("-version").first()


class Agreement(SealedModel):
    """One version of the pair's agreement. In force when both have signed; a later one sets it aside (R23, R24)."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    companionship = models.ForeignKey(Companionship, on_delete=models.CASCADE, related_name="agreements")
    version = models.PositiveSmallIntegerField()
    words = Sealed(grade="P4")  # all of Words but the parting words
    parting = Sealed(grade="P3")  # told to someone who does not sign in, by the coordinator in their care (R25)
    is_on_paper = models.BooleanField(default=False)  # the words are on the pair's own paper, not here
    next_review = models.DateField()
    written_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(default=clock.now)
    in_force_at = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)

    fates = {
        name: P1.erase("companionship")
        for name in [
            "id",
            "code",
            "companionship",
            "version",
            "next_review",
            "written_by",
            "written_at",
            "in_force_at",
            "set_aside_at",
            "is_on_paper",
        ]
    } | {"words": P4.erase("companionship"), "parting": P3.erase("companionship")}

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(name="agreement_version_once", fields=["companionship", "version"]),
            models.UniqueConstraint(
                name="agreement_one_proposed",
                fields=["companionship"],
                condition=Q(in_force_at=None, set_aside_at=None),
            ),
        ]

    def sealed_for(self) -> Owner:
        pair = self.companionship
        return Owner(pair.person.code, pair.supporter.person.code, shared=pair.pair_key)

    def concerns(self) -> list[str]:
        return self.companionship.concerns()

    def write_down(self, words: Words) -> None:
        """Seal what the two agree, the parting words apart from the rest; the caller saves."""
        self.seal(words=vars(words) | {"parting": ""}, parting=words.parting)


class Signature(models.Model):
    """One of the two signed one version; on paper or by phone, the coordinator records it."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signatures")
    side = models.CharField(max_length=10, choices=Side)
    given = models.CharField(max_length=10, choices=Given, default=Given.SELF)
    signed_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    fates = {
        name: P1.erase("companionship") for name in ["id", "agreement", "side", "given", "signed_at", "recorded_by"]
    }

    class Meta:
        constraints = [models.UniqueConstraint(name="signature_once_per_side", fields=["agreement", "side"])]


class Review(SealedModel):
    """One side's answer at one review. The other reads only what its writer chose to share (R29)."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    companionship = models.ForeignKey(Companionship, on_delete=models.CASCADE, related_name="reviews")
    round = models.PositiveSmallIntegerField(default=1)
    side = models.CharField(max_length=10, choices=Side)
    wish = models.CharField(max_length=8, choices=ReviewWish)
    shares = models.BooleanField(default=False)
    answered_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    purpose = Sealed(grade="P3")  # {"met": key of Purpose, "words": own words}

    fates = {
        name: P1.erase("companionship")
        for name in [
            "id",
            "code",
            "companionship",
            "round",
            "side",
            "wish",
            "shares",
            "answered_at",
            "recorded_by",
        ]
    } | {"purpose": P3.erase("companionship")}

    class Meta:
        constraints = [models.UniqueConstraint(name="review_once_per_side", fields=["companionship", "round", "side"])]

    @property
    def writer(self) -> Person:
        pair = self.companionship
        return pair.person if self.side == Side.PERSON else pair.supporter.person

    def sealed_for(self) -> Owner:
        return Owner(self.writer.code)

    def concerns(self) -> list[str]:
        return [self.writer.code]


class Contact(models.Model):
    """That contact happened: day, way and length; never what was said (R27)."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    companionship = models.ForeignKey(Companionship, on_delete=models.CASCADE, related_name="contacts")
    day = models.DateField()
    way = models.CharField(max_length=8, choices=ContactWay)
    minutes = models.PositiveSmallIntegerField()
    noted_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)

    fates = {
        name: P1.erase("companionship")
        for name in ["id", "code", "companionship", "day", "way", "minutes", "noted_by", "noted_at"]
    }

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(name="contact_lasts_minutes", condition=Q(minutes__gte=1) & Q(minutes__lte=720))
        ]
