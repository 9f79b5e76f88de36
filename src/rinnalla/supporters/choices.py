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


class Calling(TextChoices):
    """A peer supporter has lived it; a support person acts without, and is never offered as a peer (R2)."""

    PEER = "peer", _("peer supporter")
    SUPPORT = "support", _("support person")
