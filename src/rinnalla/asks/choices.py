from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    RECEIVED = "received", _("received")
    SHORTLISTED = "shortlisted", _("peers to choose from")
    CHOSEN = "chosen", _("a peer has been asked")
    INTRODUCED = "introduced", _("introduced")
    COMPANIONSHIP = "companionship", _("walking together")
    WITHDRAWN = "withdrawn", _("withdrawn")
    SIGNPOSTED = "signposted", _("shown the way elsewhere")


OPEN = (Stage.RECEIVED, Stage.SHORTLISTED, Stage.CHOSEN, Stage.INTRODUCED)


class Channel(TextChoices):
    """How the request came (R15)."""

    SELF = "self", _("by oneself")
    PHONE = "phone", _("on the phone, through a coordinator")
    REFERRAL = "referral", _("by a referrer")


class ForWhom(TextChoices):
    SELF = "self", _("for myself")
    RELATIVE = "relative", _("for myself, as someone close to a person with a back condition")


class PeerGender(TextChoices):
    ANY = "", _("it does not matter")
    WOMAN = "woman", _("a woman")
    MAN = "man", _("a man")


class PeerAge(TextChoices):
    ANY = "", _("it does not matter")
    NEAR = "near", _("close to my own age")


class Must(TextChoices):
    """Wishes that a person may turn into musts; a must is never broken (R21)."""

    GENDER = "gender", _("the gender I wished for")
    MODE = "mode", _("one of the ways of keeping in touch I chose")
    TOPIC = "topic", _("at least one of the experiences I named")


class CallStage(TextChoices):
    """How a wish to be called ended; while it waits it ends nowhere."""

    WAITING = "waiting", _("waits for a call")
    REACHED = "reached", _("we talked")
    ASKED = "asked", _("a request came of it")
    UNREACHED = "unreached", _("nobody was reached")
    LAPSED = "lapsed", _("its time ran out")


class CallTime(TextChoices):
    ANY = "any", _("any time of the day")
    MORNING = "morning", _("in the morning, 9–12")
    AFTERNOON = "afternoon", _("in the afternoon, 12–16")
    EVENING = "evening", _("in the evening, 16–19")
