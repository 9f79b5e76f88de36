"""Meetings for guidance, two of us or in a group: when, where, who comes. There is no field for what is said (R10)."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from rinnalla.associations.models import Association, coordinated_by
from rinnalla.base import clock
from rinnalla.base.codes import new_code
from rinnalla.base.errors import RuleBroken
from rinnalla.base.fate import P1, P2
from rinnalla.base.steps import Stepping
from rinnalla.guidance.choices import MeetingKind, MeetingStage, PlaceStage
from rinnalla.guidance.models.guides import GUIDED
from rinnalla.people.choices import Language
from rinnalla.people.models import Person
from rinnalla.supporters.models import Supporter
from rinnalla.vault.fields import Owner, Sealed, SealedModel


@dataclass(frozen=True)
class Spot:
    """Where one meets, sealed (P2): a place in words, a link for meeting from afar; either may be ""."""

    place: str = ""
    link: str = ""

    @classmethod
    def of(cls, opened: dict | None) -> "Spot":
        known = {field.name for field in fields(cls)}
        return cls(**{key: value for key, value in (opened or {}).items() if key in known})


class Meetings(models.QuerySet["Meeting"]):
    def coming(self):
        """Planned, and not yet over an hour ago."""
        return self.filter(stage=MeetingStage.PLANNED, begins_at__gte=clock.now() - timedelta(hours=1))

    def open_to(self, person: Person):
        """Group meetings to which this supporter may sign up: of their association, or of the whole union."""
        mine = Supporter.objects.filter(person=person, stage__in=GUIDED)
        here = Q(association__in=mine.values("association")) | Q(Exists(mine), association=None)
        return self.filter(here, kind=MeetingKind.GROUP, stage=MeetingStage.PLANNED)

    def visible_to(self, person: Person):
        """Who leads it, the association's coordinators, who has a place, and to a group meeting whoever may sign up."""
        placed = Place.objects.filter(meeting=OuterRef("pk"), supporter__person=person)
        open_ones = Meeting.objects.open_to(person).values("pk")
        return self.filter(Q(led_by=person) | coordinated_by(person) | Q(Exists(placed)) | Q(pk__in=open_ones))


class Meeting(SealedModel, Stepping):
    """One meeting. A talk of two has one seat, given when it is planned; a group has as many as its leader says."""

    STEPS = {MeetingStage.PLANNED: {MeetingStage.HELD, MeetingStage.CALLED_OFF}}

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    association = models.ForeignKey(
        Association, null=True, blank=True, on_delete=models.PROTECT, related_name="guidance_meetings"
    )  # None: for supporters of the whole union
    kind = models.CharField(max_length=8, choices=MeetingKind)
    stage = models.CharField(max_length=10, choices=MeetingStage, default=MeetingStage.PLANNED)
    stage_at = models.DateTimeField(default=clock.now)
    begins_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    language = models.CharField(max_length=2, choices=Language, default=Language.FI)
    seats = models.PositiveSmallIntegerField(default=1)
    seats_taken = models.PositiveSmallIntegerField(default=0)  # changed only guarded
    led_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="guidance_led")
    spot = Sealed(grade="P2")

    fates = {
        name: P1.erase("training")
        for name in [
            "id",
            "code",
            "association",
            "kind",
            "stage",
            "stage_at",
            "begins_at",
            "minutes",
            "language",
            "seats",
            "seats_taken",
            "led_by",
        ]
    } | {"spot": P2.erase("training")}

    objects = Meetings.as_manager()

    class Meta:
        ordering = ["begins_at", "pk"]
        indexes = [models.Index(name="guidance_meeting_coming", fields=["begins_at"], condition=Q(stage="planned"))]
        constraints = [
            models.CheckConstraint(name="guidance_meeting_never_overfull", condition=Q(seats_taken__lte=F("seats"))),
            models.CheckConstraint(name="guidance_meeting_lasts", condition=Q(minutes__gte=15) & Q(minutes__lte=480)),
            models.CheckConstraint(
                name="guidance_talk_is_of_two", condition=Q(kind="group", seats__gte=2) | ~Q(kind="group") & Q(seats=1)
            ),
        ]

    def __str__(self):
        return self.code

    def sealed_for(self) -> Owner:
        return Owner(self.led_by.code)

    def concerns(self) -> list[str]:
        return [self.led_by.code]

    @property
    def ends_at(self) -> datetime:
        """In UTC: on a clock on the wall, an hour may be missing in between."""
        return self.begins_at.astimezone(UTC) + timedelta(minutes=self.minutes)

    @property
    def has_begun(self) -> bool:
        return self.begins_at <= clock.now()

    @property
    def is_group(self) -> bool:
        return self.kind == MeetingKind.GROUP

    @property
    def is_planned(self) -> bool:
        return self.stage == MeetingStage.PLANNED

    @property
    def seats_left(self) -> int:
        return self.seats - self.seats_taken

    def move(self, to: MeetingStage) -> None:
        self._step(to, stage_at=clock.now())

    def take_seat(self) -> None:
        """Raises RuleBroken when the last seat has gone, or the meeting has begun or is not held."""
        free = Meeting.objects.filter(pk=self.pk, stage=MeetingStage.PLANNED, begins_at__gt=clock.now())
        if not free.filter(seats_taken__lt=F("seats")).update(seats_taken=F("seats_taken") + 1):
            raise RuleBroken(_("There is no free place at this meeting any more. The other meetings are still there."))
        self.refresh_from_db(fields=["seats_taken"])

    def free_seat(self) -> None:
        Meeting.objects.filter(pk=self.pk, seats_taken__gt=0).update(seats_taken=F("seats_taken") - 1)
        self.refresh_from_db(fields=["seats_taken"])


class Places(models.QuerySet["Place"]):
    def visible_to(self, person: Person):
        """One's own, and all of a meeting that one leads; who else comes to a group is nobody else's to see."""
        led = Meeting.objects.filter(Q(led_by=person) | coordinated_by(person)).values("pk")
        return self.filter(Q(supporter__person=person) | Q(meeting__in=led, supporter__person__restricted_at=None))

    def taken(self):
        return self.exclude(stage=PlaceStage.LEFT)


class Place(Stepping):
    """One supporter's place at one meeting: coming or not, and afterwards whether they were there."""

    STEPS = {
        PlaceStage.COMING: {PlaceStage.LEFT, PlaceStage.CAME, PlaceStage.MISSED},
        PlaceStage.LEFT: {PlaceStage.COMING},
        PlaceStage.CAME: {PlaceStage.MISSED},
        PlaceStage.MISSED: {PlaceStage.CAME},
    }

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="places")
    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="guidance_places")
    stage = models.CharField(max_length=8, choices=PlaceStage, default=PlaceStage.COMING)
    stage_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    fates = {
        name: P1.erase("training")
        for name in ["id", "code", "meeting", "supporter", "stage", "stage_at", "recorded_by"]
    }

    objects = Places.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="guidance_place_once", fields=["meeting", "supporter"])]

    def __str__(self):
        return self.code

    def concerns(self) -> list[str]:
        return [self.supporter.person.code]

    @property
    def is_taken(self) -> bool:
        return self.stage != PlaceStage.LEFT

    def move(self, to: PlaceStage, *, by: Person) -> None:
        self._step(to, stage_at=clock.now(), recorded_by=by)
