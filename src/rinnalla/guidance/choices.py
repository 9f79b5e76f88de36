"""The lists of guidance. The factors are those of the continuing course; only the supporter ticks them (R8, R13)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MeetingKind(TextChoices):
    ALONE = "alone", _("a talk, two of us")
    GROUP = "group", _("a meeting in a group")
    YEARLY = "yearly", _("the yearly talk")


TALKS = (MeetingKind.ALONE, MeetingKind.YEARLY)


class MeetingStage(TextChoices):
    PLANNED = "planned", pgettext_lazy("stage of a guidance meeting", "planned")
    HELD = "held", pgettext_lazy("stage of a guidance meeting", "held")
    CALLED_OFF = "called-off", pgettext_lazy("stage of a guidance meeting", "called off")


class PlaceStage(TextChoices):
    COMING = "coming", pgettext_lazy("place at a guidance meeting", "coming")
    LEFT = "left", pgettext_lazy("place at a guidance meeting", "does not come")
    CAME = "came", pgettext_lazy("place at a guidance meeting", "was there")
    MISSED = "missed", pgettext_lazy("place at a guidance meeting", "was not there")


class Pace(TextChoices):
    """The supporter's own wish for how often (R13). What it means in contacts is in rhythm.py."""

    UNSAID = "", _("I would rather not say")
    CALM = "calm", _("calm: about once a week at most")
    STEADY = "steady", _("steady: once or twice a week")
    LIVELY = "lively", _("lively: two to four times a week")


class Ready(TextChoices):
    """Thanks in one tap; the one who is thanked reads them in their own language."""

    TIME = "time", _("Thank you for the time you give. It carries someone.")
    LISTENING = "listening", _("Thank you for listening. It is a rare gift.")
    CARE = "care", _("Thank you for looking after your own strength, too.")


class MilestoneKind(TextChoices):
    COURSE = "course", _("Your first course is done")
    FIRST = "first", _("Your first companionship began")
    TEN = "ten", _("You have noted ten contacts")
    FIFTY = "fifty", _("You have noted fifty contacts")
    YEAR = "year", _("A year as a peer supporter")


class Protecting(TextChoices):
    SLEEP = "sleep", _("I sleep and rest enough")
    OWN_PEOPLE = "own-people", _("I have people of my own to talk with")
    LIMITS = "limits", _("I can say no, and end a call in time")
    MOVING = "moving", _("I move and get out of the house")
    JOY = "joy", _("I have things that give me joy")
    MEANING = "meaning", _("Supporting feels meaningful to me")
    GUIDANCE = "guidance", _("I get guidance, or other supporters to talk with")
    HEALTH = "health", _("My own health is steady enough")
    HOPE = "hope", _("I can leave the other one's worries with them")


class Risking(TextChoices):
    TIRED = "tired", _("I am tired, or sleep badly")
    ALONE = "alone", _("I am alone with what I have heard")
    GUILT = "guilt", _("I feel guilty when I cannot help")
    ALWAYS = "always", _("I feel I must always answer")
    CLOSE = "close", _("The other one's story comes too close to mine")
    BODY = "body", _("My own pain or illness has become worse")
    HOME = "home", _("Something hard is going on in my own life")
    IRRITABLE = "irritable", _("I am irritable, or do not care as I used to")
    TOO_MUCH = "too-much", _("There is too much of it")
    TOO_LITTLE = "too-little", _("There is too little to do, and I feel forgotten")
