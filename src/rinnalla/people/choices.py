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


class Given(TextChoices):
    """How a consent or a signature was given."""

    SELF = "self", _("in this service, by the person")
    PHONE = "phone", _("on the phone, recorded by the coordinator")
    PAPER = "paper", _("on paper, recorded by the coordinator")
    REFERRER = "referrer", _("to a referrer, who recorded it")


class DraftKind(TextChoices):
    ASK = "ask", _("request for a peer")
    APPLICATION = "application", _("application to become a peer supporter")
    IMPORT = "import", _("spreadsheet waiting for a yes")
