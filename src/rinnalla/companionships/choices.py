from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    AGREEING = "agreeing", _("making the agreement")
    WALKING = "walking", _("walking together")
    PAUSED = "paused", _("paused")
    ENDED = "ended", _("ended")


class Ending(TextChoices):
    """How it ended; never a failure, never a cancellation (R25)."""

    PURPOSE_MET = "purpose-met", _("the purpose was met")
    TIME_UP = "time-up", _("the agreed time was up")
    CHANGED = "changed", _("changed person")
    STOPPED = "stopped", _("one of the two stopped")


class Side(TextChoices):
    PERSON = "person", _("the supported person")
    SUPPORTER = "supporter", _("the peer supporter")


class HowOften(TextChoices):
    WEEKLY = "weekly", _("about every week")
    FORTNIGHTLY = "fortnightly", _("about every other week")
    MONTHLY = "monthly", _("about once a month")
    AS_NEEDED = "as-needed", _("when it is needed")


class ContactWay(TextChoices):
    PHONE = "phone", _("phone")
    VIDEO = "video", _("video call")
    WRITING = "writing", _("writing")
    MEETING = "meeting", _("meeting face to face")


class ReviewWish(TextChoices):
    """What one of the two wishes at a review; the two are asked separately (R29)."""

    GO_ON = "go-on", _("let us go on like this")
    CHANGE = "change", _("let us change something")
    PAUSE = "pause", _("let us pause")
    END = "end", _("let us end here")


class Purpose(TextChoices):
    """Looking back at one's own purpose (R29)."""

    YES = "yes", _("yes")
    PARTLY = "partly", _("partly")
    NOT_YET = "not-yet", _("not yet")
    UNSAID = "", _("I would rather not say")
