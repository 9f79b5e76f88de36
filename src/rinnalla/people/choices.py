from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Language(TextChoices):
    FI = "fi", _("Finnish")
    SV = "sv", _("Swedish")
    EN = "en", _("English")


class AgeBand(TextChoices):
    """Ages in bands wide enough to say little, narrow enough to match by."""

    YOUNG = "18-29", _("18 to 29")
    THIRTIES = "30-44", _("30 to 44")
    MIDDLE = "45-59", _("45 to 59")
    SIXTIES = "60-69", _("60 to 69")
    SEVENTIES = "70-79", _("70 to 79")
    OLD = "80+", _("80 or over")
    UNSAID = "", _("I would rather not say")


class ConsentPurpose(TextChoices):
    """What a person may agree to, each alone (R37)."""

    ASK = "ask", _("My association may read my request and look for a peer for me")
    OTHER_REGIONS = (
        "other-regions",
        _("My request may be shown, without my name, to other regions' supporters"),
    )
    SUPPORTER = (
        "supporter",
        _("My association may keep what I tell about my own experience and show it, without my name"),
    )
    FEEDBACK = "feedback", _("I may be asked afterwards how it went")
    CONTACT = "contact", _("The one I walk with may see the phone number or e-mail address that I chose to show")
    MAIL = "mail", _("Notices that there is something to read may come to my e-mail address")


class Given(TextChoices):
    """How a consent or a signature was given."""

    SELF = "self", _("in this service, by the person")
    PHONE = "phone", _("on the phone, recorded by the coordinator")
    PAPER = "paper", _("on paper, recorded by the coordinator")
    REFERRER = "referrer", _("to a referrer, who recorded it")
    DETAILS = "details", _("by giving the address")


class DraftKind(TextChoices):
    ASK = "ask", _("request for a peer")
    APPLICATION = "application", _("application to become a peer supporter")
    IMPORT = "import", _("spreadsheet waiting for a yes")
    FORM = "form", _("words written while signing in had run out")


class Device(TextChoices):
    """What a browser says it runs on, in the few words that help to know one's own again."""

    PHONE = "phone", _("phone")
    TABLET = "tablet", _("tablet")
    COMPUTER = "computer", _("computer")
    UNKNOWN = "", _("some device")


class RecoveryEnd(TextChoices):
    """How asking for a new second key ended."""

    USED = "used", _("a new key was set up")
    STOPPED = "stopped", _("it was stopped")
    EXPIRED = "expired", _("it ran out of time")


class MadeSure(TextChoices):
    """How the one who says yes made sure who asks."""

    CALLED = "called", _("I called the number that we had before, and knew the person")
    MET = "met", _("We met, and I knew the person")
    ASKED = "asked", _("I called, and asked about what only this person would know")
