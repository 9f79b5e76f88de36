from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(TextChoices):
    APPLIED = "applied", pgettext_lazy("stage of a supporter", "applied")
    INTERVIEWED = "interviewed", pgettext_lazy("stage of a supporter", "interviewed")
    ACCEPTED = "accepted", pgettext_lazy("stage of a supporter", "accepted")
    TRAINED = "trained", pgettext_lazy("stage of a supporter", "trained")
    ACTIVE = "active", pgettext_lazy("stage of a supporter", "active")
    RESTING = "resting", pgettext_lazy("stage of a supporter", "resting")
    STOPPED = "stopped", pgettext_lazy("stage of a supporter", "stopped")
    NOT_NOW = "not-now", pgettext_lazy("stage of a supporter", "not now")
    WITHDRAWN = "withdrawn", pgettext_lazy("stage of a supporter", "withdrawn")


ENDED = (Stage.NOT_NOW, Stage.WITHDRAWN, Stage.STOPPED)
MAY_PLEDGE = (Stage.ACCEPTED, Stage.TRAINED, Stage.ACTIVE, Stage.RESTING)
LARGEST_CAPACITY = 12


class Membership(TextChoices):
    """A supporter belongs to an association, or wishes to join one (R5)."""

    MEMBER = "member", _("I am a member")
    WISHES = "wishes", _("I am not a member yet, but wish to join")


class Crisis(TextChoices):
    """Has the past year held a crisis of one's own (R5); "yes" is not a no, only a matter to talk about."""

    NO = "no", _("No, the past year has been calm enough")
    UNSURE = "unsure", _("I am not sure, let us talk about it")
    YES = "yes", _("Yes, the past year has been hard")


class Way(TextChoices):
    """How a coordinator and an applicant talk."""

    PHONE = "phone", _("on the phone")
    VIDEO = "video", _("by video")
    MEETING = "meeting", _("face to face")


class Suits(TextChoices):
    """What the coordinator thought after the interview; it is for the two of them, and ranks nobody."""

    WELL = "well", _("fits well now")
    WITH_SUPPORT = "support", _("fits, with more support at the beginning")
    LATER = "later", _("better later")


class Reason(TextChoices):
    """Why one wishes to help, for those who would rather choose than write (R5)."""

    WAS_HELPED = "was-helped", _("Someone once stood by me, and I wish to pass it on")
    WAS_ALONE = "was-alone", _("I was alone with it, and do not wish it for others")
    EXPERIENCE = "experience", _("What I have lived through could be of use")
    MEETING = "meeting", _("I like to meet people")
    TIME = "time", _("I have time to give")


class Listening(TextChoices):
    """How one is as a listener (R5); each is an honest answer."""

    QUIET = "quiet", _("I can be quiet beside someone")
    ASKS = "asks", _("I ask, and let the other tell in their own time")
    ADVISES = "advises", _("I give advice easily, and wish to learn to listen more")
    MOVED = "moved", _("Others' pain touches me strongly")


class Often(TextChoices):
    """How often one could be in touch (R5)."""

    WEEKLY = "weekly", _("about an hour a week")
    FORTNIGHTLY = "fortnightly", _("about an hour every other week")
    MONTHLY = "monthly", _("about an hour a month")
    UNSURE = "unsure", _("I do not know yet")


class HowLong(TextChoices):
    """For how long one could commit at first (R5)."""

    HALF_YEAR = "half-year", _("half a year")
    YEAR = "year", _("a year")
    LONGER = "longer", _("longer")
    UNSURE = "unsure", _("I do not know yet")


class Calling(TextChoices):
    """A peer supporter has lived it; a support person acts without, and is never offered as a peer (R2)."""

    PEER = "peer", _("peer supporter")
    SUPPORT = "support", _("support person")
