from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Way(TextChoices):
    MAIL = "mail", _("e-mail")
    CALL = "call", _("a call by the coordinator")


class LetterStage(TextChoices):
    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    TOLD = "told", _("told on the phone")
    FAILED = "failed", _("could not be sent")


class Kind(TextChoices):
    """What a call is about, for the coordinator's worklist; an e-mail never tells it."""

    RECEIVED = "received", _("we received the request and when they hear next")
    CARDS = "cards", _("there are peer supporters to choose from")
    PROPOSED = "proposed", _("someone hopes for a peer")
    NOT_ON = "not-on", _("this one did not go on; the others can be chosen")
    INTRODUCED = "introduced", _("both said yes; first names can be told")
    AGREEMENT = "agreement", _("there is an agreement to read and sign")
    SIGNED = "signed", _("both have signed the agreement")
    REVIEW = "review", _("it is time to look at the agreement together")
    PARTING = "parting", _("the other one stopped; the agreed words and the next step")
    PAUSED = "paused", _("a pause, or its end")
    APPLICATION = "application", _("the application moved on")
    PROMISE = "promise", _("a new promise of the next word")
    COURSE = "course", _("a course: a place, a change, or a certificate")
    GUIDANCE = "guidance", _("guidance: who the guide is, or a meeting")
    THANKS = "thanks", _("a word of thanks waits on their page")
    EXPERIENCE = "experience", _("whether what they told of their experience still holds")
    WORK = "work", _("there is something on the desk")
    REMINDER = "reminder", _("an answer is still awaited")
    RIGHTS = "rights", _("an answer to a wish about their own details")
    QUESTION = "question", _("an answer to what they asked about who has looked")
    OPENED = "opened", _("their request was opened in an exceptional situation; the reason is on their own page")
    KEY = "key", _("a new key for signing in as them is on its way; they can stop it")
