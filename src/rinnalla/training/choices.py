"""Lists of training: the two ready plans, whom a course is for, the stages of a course day and of a seat."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Plan(TextChoices):
    """The keys of the two courses whose contents the programme itself gives (R7, R8)."""

    BASIC = "basic", _("basic course")
    CONTINUING = "continuing", _("continuing course")


class Ground(TextChoices):
    ATTENDED = "attended", _("attended the course")
    RECOGNISED = "recognised", _("equivalent knowledge recognised by the union")


class Audience(TextChoices):
    """Whom a course is for."""

    SUPPORTERS = "supporters", _("peer supporters, once their application is accepted")
    COORDINATORS = "coordinators", _("coordinators of the associations")
    BOTH = "both", _("peer supporters and coordinators")


class SittingStage(TextChoices):
    PLANNED = "planned", pgettext_lazy("a course day", "planned")
    CONFIRMED = "confirmed", pgettext_lazy("a course day", "certain")
    HELD = "held", pgettext_lazy("a course day", "held")
    CANCELLED = "cancelled", pgettext_lazy("a course day", "called off")


class SeatStage(TextChoices):
    """The road of a seat, as docs/words.md has it."""

    WAITING = "waiting", pgettext_lazy("a place on a course", "on the waiting list")
    REGISTERED = "registered", pgettext_lazy("a place on a course", "has a place")
    ATTENDED = "attended", pgettext_lazy("a place on a course", "was there")
    MISSED = "missed", pgettext_lazy("a place on a course", "was not there")
    QUALIFIED = "qualified", pgettext_lazy("a place on a course", "has done the course")
    CANCELLED = "cancelled", pgettext_lazy("a place on a course", "given up")


COMING = (SittingStage.PLANNED, SittingStage.CONFIRMED)
STANDING = (SeatStage.WAITING, SeatStage.REGISTERED)  # may still be given up
TAKEN = (SeatStage.REGISTERED, SeatStage.ATTENDED, SeatStage.MISSED, SeatStage.QUALIFIED)  # fills one of the seats


class Why(TextChoices):
    """Why a seat is cancelled."""

    LEFT = "left", _("given up")
    CALLED_OFF = "called-off", _("the course day was called off")
    FULL = "full", _("no place became free")
    MOVED = "moved", _("moved to another course day")


class Question(TextChoices):
    """What is asked after a course day. Only counts of the answers are kept."""

    USEFUL = "useful", _("I got something that I can use as a peer supporter.")
    ROOM = "room", _("There was room for my questions and my thoughts.")
    EASE = "ease", _("The day suited my strength: the pace, the breaks and the place.")


class Reply(TextChoices):
    YES = "yes", pgettext_lazy("answer to a sentence", "yes")
    PARTLY = "partly", pgettext_lazy("answer to a sentence", "partly")
    NO = "no", pgettext_lazy("answer to a sentence", "no")
