from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    APPLIED = "applied", _("applied")
    INTERVIEWED = "interviewed", _("interviewed")
    ACCEPTED = "accepted", _("accepted")
    TRAINED = "trained", _("trained")
    ACTIVE = "active", _("active")
    RESTING = "resting", _("resting")
    STOPPED = "stopped", _("stopped")
    NOT_NOW = "not-now", _("not now")
    WITHDRAWN = "withdrawn", _("withdrawn")


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


class Calling(TextChoices):
    """A peer supporter has lived it; a support person acts without, and is never offered as a peer (R2)."""

    PEER = "peer", _("peer supporter")
    SUPPORT = "support", _("support person")
