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


class Calling(TextChoices):
    """A peer supporter has lived it; a support person acts without, and is never offered as a peer (R2)."""

    PEER = "peer", _("peer supporter")
    SUPPORT = "support", _("support person")
