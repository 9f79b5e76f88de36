"""The programme's own lists, shared by those who ask and those who support."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RoleKind(TextChoices):
    COORDINATOR = "coordinator", _("coordinator")
    TRAINER = "trainer", _("trainer")
    GUIDE = "guide", _("guide")
    ADMINISTRATOR = "administrator", _("union administrator")


class Accent(TextChoices):
    """The colours an association may choose from; their values are in accents.py and in the style sheet."""

    SPRUCE = "", _("spruce green")
    LAKE = "lake", _("lake blue")
    HEATHER = "heather", _("heather violet")
    ROWAN = "rowan", _("rowan red")
    MOSS = "moss", _("moss green")


class TopicKind(TextChoices):
    CONDITION = "condition", _("condition")
    TREATMENT = "treatment", _("treatment")
    SITUATION = "situation", _("life situation")


class Need(TextChoices):
    """The programme's eight reasons for wanting a peer (R16)."""

    COPING = "coping", _("coping")
    HEALING = "healing", _("healing and rehabilitation")
    ACCEPTING = "accepting", _("accepting the illness or life situation")
    LISTENING = "listening", _("someone to listen")
    WHEN_NEEDED = "when-needed", _("support exactly when I need it")
    GUIDANCE = "guidance", _("guidance on my very problem")
    SOCIAL = "social", _("social relationships")
    EXPERIENCES = "experiences", _("experiences of success, understanding and new perspectives")


class Mode(TextChoices):
    """How two people keep in touch."""

    PHONE = "phone", _("phone")
    VIDEO = "video", _("video call")
    WRITING = "writing", _("writing")
    MEETING = "meeting", _("meeting face to face")


class Phase(TextChoices):
    """Where I am with it now, in the order of the road (R3); matching uses the distance between two."""

    NEW = "new", _("it has just begun, or got worse")
    EXAMINED = "examined", _("being examined, no answers yet")
    TREATED = "treated", _("in treatment, or waiting for it")
    RECOVERING = "recovering", _("recovering")
    LIVING = "living", _("living with it")
    BEHIND = "behind", _("mostly behind me")


class Talk(TextChoices):
    """How willingly a supporter talks of a topic (R3). Only the first two are shown to seekers."""

    GLADLY = "gladly", _("gladly")
    ASKED = "asked", _("if asked")
    NOT = "not", _("not")


class Time(TextChoices):
    WEEKDAY_MORNING = "weekday-morning", _("weekday mornings")
    WEEKDAY_DAY = "weekday-day", _("weekday afternoons")
    WEEKDAY_EVENING = "weekday-evening", _("weekday evenings")
    WEEKEND_DAY = "weekend-day", _("weekend days")
    WEEKEND_EVENING = "weekend-evening", _("weekend evenings")


class Gender(TextChoices):
    WOMAN = "woman", _("woman")
    MAN = "man", _("man")
    OTHER = "other", _("other")
    UNSAID = "", _("I would rather not say")


class Rhythm(TextChoices):
    """When support is needed (R17)."""

    BEFORE_OPERATION = "before-operation", _("before an operation or a doctor's appointment")
    BAD_DAYS = "bad-days", _("on bad days")
    WEEKLY = "weekly", _("about every week")
    FORTNIGHTLY = "fortnightly", _("about every other week")
    QUIET_WEEKS = "quiet-weeks", _("sometimes quiet weeks")
    I_CALL = "i-call", _("I will call when I feel like it")
