from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What a person wishes of those who keep their details (GDPR art. 16, 17, 18, 21).

    A rest and an erasure need no answer; each is a wish of its own when a coordinator wrote it down for the person.
    """

    CORRECT = "correct", _("to have something corrected")
    OBJECT = "object", _("that something is not done with my details")
    REST = "rest", _("that everything of mine rests")
    ERASE = "erase", _("that everything of mine is erased")


class About(TextChoices):
    """What the wish is about. The first five can be corrected, the next three objected to; everything can rest."""

    REQUEST = "request", _("what was written down of my request")
    SIGNPOST = "signpost", _("what the coordinator wrote to me when the way was shown elsewhere")
    INTERVIEW = "interview", _("the notes of my interview")
    ANSWER = "answer", _("the answer to my application")
    OTHER = "other", _("something else that is kept about me")
    COUNTS = "counts", _("counting me in numbers without names")
    NOTES = "notes", _("keeping the notes of my interview in sight of the coordinators")
    RHYTHM = "rhythm", _("noticing how often I am in contact beside my own wish")
    ALL = "everything", _("everything that is kept about me")


CORRECTABLE = (About.REQUEST, About.SIGNPOST, About.INTERVIEW, About.ANSWER, About.OTHER)
OBJECTABLE = (About.COUNTS, About.NOTES, About.RHYTHM)


class Outcome(TextChoices):
    DONE = "done", _("Done as you wished")
    PARTLY = "partly", _("Done in part")
    NOT = "not", _("Not done; the reason is in the answer")
