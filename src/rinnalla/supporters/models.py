"""A supporter, the steps of their road, and the pledge they sign before the first person (R6, R14)."""

from dataclasses import dataclass, field, fields
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from rinnalla.associations.choices import Mode, Talk
from rinnalla.associations.models import Association, coordinated_by
from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.base.errors import RuleBroken
from rinnalla.base.fate import P1, P3
from rinnalla.base.steps import Stepping
from rinnalla.people.choices import ConsentPurpose
from rinnalla.people.models import Consent, Person
from rinnalla.supporters.booking import Booking, Enquiries
from rinnalla.supporters.choices import ENDED, Calling, Stage
from rinnalla.supporters.papers import AgreementText, BackgroundCheck, Pledge, PledgeText, VolunteerAgreement
from rinnalla.training.choices import Plan
from rinnalla.training.models import Qualification
from rinnalla.vault.fields import Owner, Sealed, SealedModel

__all__ = [
    "AgreementText",
    "Application",
    "BackgroundCheck",
    "Booking",
    "Enquiries",
    "Experience",
    "Facet",
    "Pledge",
    "PledgeText",
    "Step",
    "Supporter",
    "VolunteerAgreement",
]


@dataclass(frozen=True)
class Facet:
    """One piece of lived experience (R3).

    topic   key of associations.Topic
    since   year it began, or None; phase  where I am with it now (associations.choices.Phase) or ""
    talk    how willingly I talk of it; NOT is never shown nor scored
    """

    topic: str
    since: int | None = None
    phase: str = ""
    talk: str = Talk.GLADLY

    @property
    def is_published(self) -> bool:
        return self.talk != Talk.NOT


@dataclass(frozen=True)
class Experience:
    """What is sealed as a supporter's experience (P3).

    facets       lived experience, most telling first
    needs        keys of Need that I can best walk with
    about        own words for the experience card, without name or place; at most 400 characters
    modes, times keys of Mode and Time; distance_km  how far I travel to meet, None when I do not meet
    gender       key of Gender, "" unsaid; age_band  key of AgeBand
    offers, limits  own words on what I would like to offer and what not
    """

    facets: tuple[Facet, ...] = ()
    needs: tuple[str, ...] = ()
    about: str = ""
    modes: tuple[str, ...] = (Mode.PHONE,)
    times: tuple[str, ...] = ()
    distance_km: int | None = None
    gender: str = ""
    age_band: str = ""
    offers: str = ""
    limits: str = ""

    @classmethod
    def of(cls, opened: dict | None) -> "Experience":
        """From what the vault gives back."""
        known = {entry.name for entry in fields(cls)}
        plain: dict[str, Any] = {key: value for key, value in (opened or {}).items() if key in known}
        plain["facets"] = tuple(Facet(**facet) for facet in plain.get("facets", ()))
        told: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in plain.items()}
        return cls(**told)


@dataclass(frozen=True)
class Application:
    """The programme's four questions and two conditions, in the applicant's own words (R5). Sealed (P3)."""

    wish_to_help: str = ""
    empathy: str = ""
    own_experience: str = ""
    time_to_give: str = ""
    membership: str = ""  # member | wishes to join
    no_crisis: str = ""  # yes | no | unsure: a personal crisis of one's own in the past year
    more: dict = field(default_factory=dict)  # what was chosen beside the words: reasons, listening, often, how_long

    @classmethod
    def of(cls, opened: dict | None) -> "Application":
        known = {entry.name for entry in fields(cls)}
        return cls(**{key: value for key, value in (opened or {}).items() if key in known})


class Supporters(models.QuerySet["Supporter"]):
    def visible_to(self, person: Person):
        """Themself, and the coordinators of their association."""
        return self.filter(Q(person=person) | coordinated_by(person, of="person"))

    def on_the_road(self):
        """Those whose application or service is under way."""
        return self.exclude(stage__in=ENDED)

    def eligible(self):
        """May be offered as a peer today (R2, R6): active, pledged, agreed, trained, room left, not at their limit.

        Whoever has taken back the consent to be shown is not offered either (R37).
        """
        pledged = Pledge.objects.filter(supporter=OuterRef("pk"), text=PledgeText.key_in_force())
        agreed = VolunteerAgreement.objects.in_force().filter(
            supporter=OuterRef("pk"), association=OuterRef("association_id")
        )
        checked = BackgroundCheck.objects.filter(supporter=OuterRef("pk"))
        trained = Qualification.objects.in_force().filter(person=OuterRef("person_id"), course=Plan.BASIC)
        consents = Consent.objects.filter(person=OuterRef("person_id"), purpose=ConsentPurpose.SUPPORTER)
        return self.filter(
            Exists(pledged),
            Exists(agreed),
            Exists(trained),
            Q(with_minors=False) | Exists(checked),
            Exists(consents.filter(withdrawn_at=None)) | ~Exists(consents),
            stage=Stage.ACTIVE,
            calling=Calling.PEER,
            at_limit=False,
            places_taken__lt=F("capacity"),
            association__is_active=True,
            person__restricted_at=None,
        )


class Supporter(SealedModel, Stepping):
    """A volunteer of one association, from application to the day they stop."""

    STEPS = {
        Stage.APPLIED: {Stage.INTERVIEWED, Stage.NOT_NOW, Stage.WITHDRAWN},
        Stage.INTERVIEWED: {Stage.ACCEPTED, Stage.NOT_NOW, Stage.WITHDRAWN},
        Stage.ACCEPTED: {Stage.TRAINED, Stage.NOT_NOW, Stage.WITHDRAWN, Stage.STOPPED},
        Stage.TRAINED: {Stage.ACTIVE, Stage.WITHDRAWN, Stage.STOPPED},
        Stage.ACTIVE: {Stage.RESTING, Stage.STOPPED},
        Stage.RESTING: {Stage.ACTIVE, Stage.STOPPED},
        Stage.NOT_NOW: {Stage.APPLIED},
        Stage.STOPPED: {Stage.APPLIED},
        Stage.WITHDRAWN: {Stage.APPLIED},
    }

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="supporter")
    association = models.ForeignKey(Association, on_delete=models.PROTECT, related_name="supporters")
    calling = models.CharField(max_length=8, choices=Calling, default=Calling.PEER)
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.APPLIED)
    stage_at = models.DateTimeField(default=clock.now)
    at_limit = models.BooleanField(default=False)  # R13: nobody is told why
    capacity = models.PositiveSmallIntegerField(default=1)
    places_taken = models.PositiveSmallIntegerField(default=0)  # companionships and held seats; changed only guarded
    languages = models.CharField(max_length=12, default="fi")  # codes separated by spaces
    last_walked_at = models.DateTimeField(null=True, blank=True)  # too little to do is noticed (R13)
    interview_on = models.DateField(null=True, blank=True)
    return_on = models.DateField(null=True, blank=True)  # with a "not now": the day on which to look at it again
    return_told_at = models.DateTimeField(null=True, blank=True)  # that this day has come
    with_minors = models.BooleanField(default=False)  # the task is with minors, so a background check is asked
    experience_confirmed_on = models.DateField(default=clock.today)  # what was told of it still held on this day
    experience_asked_at = models.DateTimeField(null=True, blank=True)  # whether it still does
    experience = Sealed(grade="P3")
    application = Sealed(grade="P3")
    interview = Sealed(grade="P3")
    answer = Sealed(grade="P3")  # the coordinator's kind words with a "not now"

    fates = {
        name: P1.erase("training")
        for name in [
            "id",
            "code",
            "person",
            "association",
            "calling",
            "stage",
            "stage_at",
            "at_limit",
            "capacity",
            "places_taken",
            "languages",
            "last_walked_at",
            "interview_on",
            "return_on",
            "return_told_at",
            "with_minors",
            "experience_confirmed_on",
            "experience_asked_at",
        ]
    } | {name: P3.erase("training") for name in ("experience", "application", "interview", "answer")}

    objects = Supporters.as_manager()

    class Meta:
        indexes = [models.Index(name="supporter_offerable", fields=["association"], condition=Q(stage="active"))]
        constraints = [models.CheckConstraint(name="supporter_capacity_is_sane", condition=Q(capacity__lte=12))]

    def __str__(self):
        return self.code

    def sealed_for(self) -> Owner:
        return Owner(self.person.code)

    def concerns(self) -> list[str]:
        return [self.person.code]

    @property
    def speaks(self) -> list[str]:
        return self.languages.split()

    @property
    def has_pledged(self) -> bool:
        """Has signed the pledge text now in force."""
        return self.pledges.filter(text=PledgeText.key_in_force()).exists()

    @property
    def has_agreed(self) -> bool:
        """The agreement with their own association, in the text now in force, is signed by both."""
        return self.agreements.in_force().filter(association=self.association_id).exists()

    @property
    def has_been_checked(self) -> bool:
        """Needs no background check, or has shown the extract (act 148/2014)."""
        return not self.with_minors or self.checks.exists()

    @property
    def has_basic_course(self) -> bool:
        return self.person.qualifications.in_force().filter(course=Plan.BASIC).exists()

    @property
    def has_taken_back_consent(self) -> bool:
        """Said yes to being shown to seekers and then took it back (R37)."""
        said = self.person.consents.filter(purpose=ConsentPurpose.SUPPORTER)
        return said.exists() and not said.filter(withdrawn_at=None).exists()

    @property
    def is_under_way(self) -> bool:
        return self.stage not in ENDED

    @property
    def may_stop(self) -> bool:
        """Serves, or is on the way to: the quiet way out is shown on every page of theirs (R12)."""
        return self.may_become(Stage.STOPPED)

    @property
    def has_room(self) -> bool:
        return self.places_taken < self.capacity

    @property
    def is_offerable(self) -> bool:
        """The same question as Supporters.eligible, asked of one row; a test holds the two together."""
        return (
            self.stage == Stage.ACTIVE
            and self.calling == Calling.PEER
            and not self.at_limit
            and self.has_room
            and self.association.is_active
            and self.has_pledged
            and self.has_agreed
            and self.has_been_checked
            and self.has_basic_course
            and not self.has_taken_back_consent
            and not self.person.is_restricted
        )

    def move(self, to: Stage, *, by: Person | None, **facts) -> None:
        """One step of the road, with who and when (R6). Moves call this; nothing else changes `stage`.

        facts   other columns written in the same guarded update
        """
        at = clock.now()
        origin = self.stage
        self._step(to, stage_at=at, **facts)
        self.steps.create(origin=origin, to=to, at=at, by=by)

    def take_place(self) -> None:
        """Hold one seat, if one is still free (R21).

        Raises   RuleBroken with a kind sentence when the last seat went to someone else
        """
        free = type(self).objects.eligible().filter(pk=self.pk)
        if not free.update(places_taken=F("places_taken") + 1):
            raise RuleBroken(_("This peer supporter has just become taken. The others on your list are still there."))
        self.refresh_from_db()

    def free_place(self) -> None:
        """Give back a seat: a proposal did not go on, or a companionship ended."""
        type(self).objects.filter(pk=self.pk, places_taken__gt=0).update(places_taken=F("places_taken") - 1)
        self.refresh_from_db()


class Step(models.Model):
    """One step of a supporter's road: from where, to where, when, by whom (R6)."""

    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="steps")
    origin = models.CharField(max_length=12, choices=Stage, blank=True, default="")  # "" at the very beginning
    to = models.CharField(max_length=12, choices=Stage)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    fates = {name: P1.erase("training") for name in ["id", "supporter", "origin", "to", "at", "by"]}

    class Meta:
        ordering = ["at", "pk"]


def walks_with_people(person: Person) -> bool:
    """Active or resting: others trust this person, so their pages have a second lock (settings.SUPPORTER_QUESTION)."""
    return Supporter.objects.filter(person=person, stage__in=(Stage.ACTIVE, Stage.RESTING)).exists()
