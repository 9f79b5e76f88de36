from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What is counted when the rows themselves go (R38, R39)."""

    ASK = "ask", _("requests")
    COMPANIONSHIP = "companionship", _("companionships")
    CONTACT = "contact", _("contacts")
    MINUTES = "minutes", _("minutes together")
    SUPPORTER = "supporter", _("peer supporters")
    QUALIFICATION = "qualification", _("completed courses")


class When(TextChoices):
    """How soon everything is erased."""

    LATER = "later", _("In three days. Until then you can take this back with one press.")
    NOW = "now", _("Now, at once. This cannot be taken back.")


class Step(TextChoices):
    """What the one who stays does after a parting (R25)."""

    AGAIN = "again", _("Ask again with the same answers")
    REST = "rest", _("I have read this")
