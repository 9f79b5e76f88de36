"""Why someone opened what is kept about a person."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    OWN = "own", _("to see their own")
    CLAIMED = "claimed", _("to take care of a request")
    MATCHING = "matching", _("to find a fitting peer supporter")
    PROPOSAL = "proposal", _("to consider a proposal")
    PAIR = "pair", _("to act in their own companionship")
    LETTER = "letter", _("to write or send a letter")
    INTERVIEW = "interview", _("to interview and accept a supporter")
    GUIDANCE = "guidance", _("for the guidance of a peer supporter")
    STAFF = "staff", _("to do their work in the association or the union")
    IMPORT = "import", _("to bring in records from another system")
    BREAK_GLASS = "break_glass", _("an exceptional reason, told to the person at once")
