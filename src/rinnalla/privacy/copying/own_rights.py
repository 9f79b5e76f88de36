"""Chapters of one's rights: wishes and answers, questions about looks, exceptional openings, sign-ins; and of staff."""

from django.utils.translation import gettext as _

from rinnalla.guidance.models import Meeting
from rinnalla.guidance.models.meetings import Spot
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose as Why
from rinnalla.people.looks import Look
from rinnalla.people.models import Person, Recovery, SignIn
from rinnalla.privacy.copying.parts import Chapter, facts, item
from rinnalla.privacy.looking.choices import Verdict
from rinnalla.privacy.models import Opening, Outlier, Question, RightsRequest


def wishes(me: Person) -> Chapter:
    """Corrections and objections, each with its answer, and by whom it was written down when not by oneself."""
    rows = list(RightsRequest.objects.filter(person=me).select_related("person", "association"))
    opened = reading.opened_many(rows, "words", "answer", by=me, purpose=Why.OWN)
    raw, items = [], []
    for one, told in zip(rows, opened, strict=True):
        plain = facts(one, "code", "kind", "about", "made_at", "due", "given", "answered_at", "outcome")
        who = str(one.association or _("the union"))
        raw.append(plain | {"answered_by": who, "words": told.words, "answer": told.answer})
        items.append(
            item(
                f"{one.get_kind_display()}: {one.get_about_display()}",
                (_("Wished"), one.made_at),
                (_("How"), one.get_given_display()),
                (_("In own words"), told.words),
                (_("Who answers"), who),
                (_("Answered"), one.answered_at),
                (_("What was done"), one.get_outcome_display()),
                (_("The answer"), told.answer),
            )
        )
    return Chapter("wishes", _("My wishes about my details"), raw, items)


def questions(me: Person) -> Chapter:
    """What I asked about lines of "who has looked"; the line itself as long as it is kept."""
    rows = list(Question.objects.filter(person=me).select_related("person", "association"))
    opened = reading.opened_many(rows, "question", "reply", by=me, purpose=Why.OWN)
    lines = {event.seq: Look.of(event, me) for event in reading.who_looked(me.code).filter(seq__in=_lines(rows))}
    raw, items = [], []
    for one, told in zip(rows, opened, strict=True):
        look, who = lines.get(one.line), str(one.association or _("the union"))
        sentence = f"{look.who}: {look.sentence}" if look else ""
        plain = facts(one, "code", "line", "asked_at", "due", "answered_at") | {"answered_by": who, "about": sentence}
        raw.append(plain | {"question": told.question, "reply": told.reply})
        items.append(
            item(
                _("A question about who has looked"),
                (_("The line"), sentence),
                (_("Asked"), one.asked_at),
                (_("What I asked"), told.question),
                (_("Who answers"), who),
                (_("Answered"), one.answered_at),
                (_("The answer"), told.reply),
            )
        )
    return Chapter("questions", _("My questions about who has looked"), raw, items)


def _lines(rows: list[Question]) -> list[int]:
    return [one.line for one in rows]


def openings(me: Person) -> Chapter:
    """When what I told was opened in an exceptional situation: why, for how long, and what the second person said."""
    rows = list(Opening.objects.filter(person=me).select_related("person", "association"))
    opened = reading.opened_many(rows, "reason", "remark", by=me, purpose=Why.OWN)
    raw, items = [], []
    for one, told in zip(rows, opened, strict=True):
        names = ("code", "ground", "opened_at", "until", "ended_at", "seen_at", "verdict", "settled_at")
        raw.append(facts(one, *names) | {"association": str(one.association or ""), "reason": told.reason,
                                         "remark": told.remark})  # fmt: skip
        items.append(
            item(
                one.get_ground_display(),
                (_("Opened"), one.opened_at),
                (_("Ended"), one.ended_at or one.until),
                (_("Association"), one.association or _("the union")),
                (_("The reason that was given"), told.reason),
                (_("The second person"), dict(Verdict.choices).get(one.verdict, "")),
                (_("Looked at"), one.seen_at),
                (_("What the second person said"), told.remark),
                (_("The union looked into it"), one.settled_at),
            )
        )
    return Chapter("openings", _("Exceptional openings of my request"), raw, items)


def sign_ins(me: Person) -> Chapter:
    """Where I am signed in, and new keys that were asked for; both go in a month."""
    rows = list(SignIn.objects.filter(person=me).order_by("began_at", "pk"))
    keys = list(Recovery.objects.filter(person=me).order_by("asked_at", "pk"))
    raw = [facts(one, "device", "began_at", "seen_at") for one in rows]
    raw += [facts(one, "asked_at", "approved_at", "opens_at", "ended_at", "how") for one in keys]
    items = [item(one.get_device_display(), (_("Since"), one.began_at), (_("Last seen"), one.seen_at)) for one in rows]
    items += [
        item(_("A new key was asked for"), (_("Asked"), one.asked_at), (_("Agreed to"), one.approved_at),
             (_("Ended"), one.ended_at), (_("How it ended"), one.get_how_display()))
        for one in keys
    ]  # fmt: skip
    return Chapter("sign_ins", _("Signing in"), raw, items)


# --- of those who work for the programme --------------------------------------------------------------------------
def readings(me: Person) -> Chapter:
    """Weeks in which I read more than the work usually needs, and what the union wrote about it."""
    rows = list(Outlier.objects.filter(person=me).select_related("person", "week"))
    opened = reading.opened_many(rows, "note", by=me, purpose=Why.OWN)
    raw, items = [], []
    for one, told in zip(rows, opened, strict=True):
        plain = facts(one, "role", "reads", "cases", "usual", "looked_at") | facts(one.week, "day")
        raw.append(plain | {"note": told.note})
        items.append(
            item(
                "",
                (_("The week that began"), one.week.day),
                (_("Persons whose details I opened"), one.reads),
                (_("In my care"), one.cases),
                (_("Usual for so many"), one.usual),
                (_("What the union wrote"), told.note),
            )
        )
    return Chapter("readings", _("How much I have read in my work"), raw, items)


def meetings_led(me: Person) -> Chapter:
    """Guidance meetings that I lead: the place, not who came."""
    rows = list(Meeting.objects.filter(led_by=me).select_related("led_by", "association"))
    opened = reading.opened_many(rows, "spot", by=me, purpose=Why.OWN)
    raw, items = [], []
    for one, told in zip(rows, opened, strict=True):
        spot = Spot.of(told.spot)
        raw.append(facts(one, "code", "kind", "stage", "begins_at", "minutes", "language") | {"spot": told.spot})
        items.append(item(one.get_kind_display(), (_("When"), one.begins_at), (_("Where"), [spot.place, spot.link])))
    return Chapter("meetings_led", _("Guidance meetings that I lead"), raw, items)
