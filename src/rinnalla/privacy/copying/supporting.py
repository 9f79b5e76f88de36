"""Chapters of a supporter: application, experience, papers, courses, guidance."""

from django.utils.translation import gettext as _

from rinnalla.guidance.choices import PlaceStage, Protecting, Risking
from rinnalla.guidance.models import Milestone, OwnWay, Thanks
from rinnalla.guidance.reflections import entries
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose as Why
from rinnalla.matching.models import Proposal
from rinnalla.people.models import Person
from rinnalla.privacy.copying.parts import Chapter, Item, day_of, facts, item, label
from rinnalla.supporters import answers as told
from rinnalla.supporters import showing
from rinnalla.supporters.choices import Stage, Way
from rinnalla.supporters.forms.application import EXPERIENCE
from rinnalla.supporters.models import Booking, Experience, Supporter

SEALED = ("experience", "application", "interview", "answer")
STANDS = ("code", "calling", "stage", "stage_at", "at_limit", "capacity", "places_taken", "languages", "interview_on")


def supporting(me: Person) -> Chapter:
    title = _("My supporting")
    supporter = Supporter.objects.filter(person=me).select_related("person", "association").first()
    if supporter is None:
        return Chapter("supporter", title)
    opened = reading.opened(supporter, *SEALED, by=me, purpose=Why.OWN)
    raw = facts(supporter, *STANDS) | {name: getattr(opened, name) for name in SEALED}
    raw |= {"association": str(supporter.association)} | _papers(supporter) | _care(supporter)
    known = told.back(Experience.of(opened.experience), supporter.speaks)
    rows = {question.heading: question.form.told(known[question.key]) for question in EXPERIENCE}
    items = [
        item("", (_("Where you are:"), label(Stage, supporter.stage)), (_("Association"), supporter.association)),
        item(_("My experience"), *rows.items()),
        item(_("My application"), *_said(showing.application(opened.application))),
        item(_("The interview"), *_said(showing.interview(opened.interview))),
        item(_("What your coordinator wrote to you"), ("", showing.answer(opened.answer))),
    ]
    items += [*_booking(supporter, me, raw), *_paper_items(raw), *_thanks(supporter, me, raw)]
    return Chapter("supporter", title, [raw], [one for one in items if one.rows])


def _said(rows: list[dict]) -> list[tuple[str, str]]:
    return [(row["label"], row["value"]) for row in rows]


def _papers(supporter: Supporter) -> dict:
    pledges = supporter.pledges.select_related("text").order_by("signed_at")
    agreements = supporter.agreements.select_related("text").order_by("signed_at")
    return {
        "steps": [facts(step, "origin", "to", "at") for step in supporter.steps.all()],
        "pledges": [facts(one, "language", "given", "signed_at") | {"version": one.text.version} for one in pledges],
        "agreements": [
            facts(one, "language", "given", "signed_at", "confirmed_at", "ended_at") | {"version": one.text.version}
            for one in agreements
        ],
        "background_checks": [facts(one, "shown_on", "recorded_at") for one in supporter.checks.all()],
        "proposals": [
            facts(one, "stage", "asked_at", "answered_at") for one in Proposal.objects.filter(supporter=supporter)
        ],
    }


def _paper_items(raw: dict) -> list[Item]:
    """From the raw half, each moment as its day."""
    signed = [(_("Version of the words"), one["version"] + ", " + day_of(one["signed_at"])) for one in raw["pledges"]]
    agreed = [
        (_("Version of the words"), one["version"] + ", " + day_of(one["signed_at"])) for one in raw["agreements"]
    ]
    road = [(day_of(step["at"]), label(Stage, step["to"])) for step in raw["steps"]]
    checks = [(_("Shown"), day_of(one["shown_on"])) for one in raw["background_checks"]]
    return [
        Item(_("The steps of my road"), road),
        Item(_("My secrecy pledge"), signed),
        Item(_("My agreement with the association"), agreed),
        Item(_("Background check"), checks),
    ]


def _booking(supporter: Supporter, me: Person, raw: dict) -> list[Item]:
    booking = Booking.objects.filter(supporter=supporter).select_related("supporter__person").first()
    if booking is None:
        return []
    where = reading.opened(booking, "where", by=me, purpose=Why.OWN).where or {}
    raw["booking"] = facts(booking, "at", "way") | {"where": where}
    rows = [(_("When"), booking.at), (_("How"), label(Way, booking.way)), (_("Where"), list(where.values()))]
    return [item(_("A time for the interview"), *rows)]


def _care(supporter: Supporter) -> dict:
    """Guidance of one's own: not who else was there."""
    ways = OwnWay.objects.filter(supporter=supporter)
    places = supporter.guidance_places.select_related("meeting").order_by("meeting__begins_at")
    return {
        "own_way": [facts(way, "pace", "hides_wall", "meanwhile", "back", "back_on") for way in ways],
        "milestones": [facts(one, "kind", "day") for one in Milestone.objects.filter(supporter=supporter)],
        "guidance": [facts(one, "stage") | facts(one.meeting, "begins_at", "minutes") for one in places],
    }


def _thanks(supporter: Supporter, me: Person, raw: dict) -> list[Item]:
    rows = list(Thanks.objects.filter(supporter=supporter).select_related("supporter__person"))
    opened = [found.words for found in reading.opened_many(rows, "words", by=me, purpose=Why.OWN)]
    raw["thanks"] = [facts(one, "said_at") | {"words": words} for one, words in zip(rows, opened, strict=True)]
    said = [item(_("Thanks"), (_("Said"), one.said_at), (_("Words"), Thanks.read(words)))
            for one, words in zip(rows, opened, strict=True)]  # fmt: skip
    met = [(day_of(one["begins_at"]), label(PlaceStage, one["stage"])) for one in raw["guidance"]]
    return [*said, Item(_("Guidance meetings"), met)]


def courses(me: Person) -> Chapter:
    rows = list(me.qualifications.select_related("course").order_by("day"))
    seats = list(me.seats.select_related("sitting__course", "person").order_by("registered_at"))
    needs = reading.opened_many(seats, "access", by=me, purpose=Why.OWN)
    names = ("code", "day", "valid_until", "ground", "ground_words", "withdrawn_at")
    raw = [facts(one, *names) | {"course": str(one.course)} for one in rows]
    items = [
        item(
            one.course, (_("Completed"), one.day), (_("Valid until"), one.valid_until), (_("Ground"), one.ground_words)
        )
        for one in rows
    ]
    for seat, need in zip(seats, needs, strict=True):
        day, said = seat.sitting.starts_at, need.access
        raw.append(
            {"seat": seat.stage, "course": str(seat.sitting.course), "starts_at": day.isoformat(), "access": said}
        )
        items.append(
            item(seat.sitting.course, (_("Course day"), day), (_("Where it stands"), seat.get_stage_display()),
                 (_("What I need to take part"), (said or {}).get("words", "")))
        )  # fmt: skip
    return Chapter("courses", _("Courses and certificates"), raw, items)


def reflection(me: Person) -> Chapter:
    pages = entries(me, by=me)
    raw = [vars(page) | {"protecting": list(page.protecting), "risking": list(page.risking)} for page in pages]
    items = [
        item(
            day_of(page.day),
            (_("What protects me"), [label(Protecting, key) for key in page.protecting]),
            (_("What wears me"), [label(Risking, key) for key in page.risking]),
            (_("In own words"), page.words),
        )
        for page in pages
    ]
    return Chapter("reflection", _("My private reflection"), raw, items)
