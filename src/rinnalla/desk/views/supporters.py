"""The association's supporters: the list, one supporter's page, what they have told. Opening names is one line."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rinnalla.base.codes import grouped
from rinnalla.base.permission import require
from rinnalla.base.templatetags.parts import day, days_since
from rinnalla.desk.forms.supporters import FilterForm
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people.choices import Language
from rinnalla.people.models import Identity, Person
from rinnalla.privacy.rights import asking
from rinnalla.privacy.rights.choices import About
from rinnalla.supporters import agreeing, experiences, interviews, policies, roads, showing
from rinnalla.supporters import answers as told
from rinnalla.supporters.choices import Stage
from rinnalla.supporters.forms.application import EXPERIENCE
from rinnalla.supporters.models import Supporter, VolunteerAgreement

PAGE = 50
IDLE_DAYS = 30
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LIST_COLUMNS = (
    "code", "stage", "stage_at", "at_limit", "capacity", "places_taken", "languages", "last_walked_at",
    "person__code", "person__identity",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    name: str
    url: str
    stage: str
    places: str
    languages: str
    idle: str


def found(request: HttpRequest, code: str, policy=policies.may_move) -> Supporter:
    """The supporter of this page; elsewhere's are not there, and one's own road is walked on one's own pages."""
    rows = Supporter.objects.visible_to(request.user).select_related("association", "person")
    supporter = get_object_or_404(rows, code=code)
    require(request, policy, supporter)
    return supporter


def spoken(supporter: Supporter) -> str:
    """The languages of a supporter in words."""
    return ", ".join(str(Language(code).label) for code in supporter.speaks)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent; None when the page is only opened, so that an empty form sent is not taken for that."""
    return request.POST if request.method == "POST" else None


# --- the list ----------------------------------------------------------------------------------------------------
@require_GET
def everyone(request: HttpRequest) -> HttpResponse:
    require(request, policies.sees_supporters)
    form = FilterForm(request.GET)
    stage = form.cleaned_data["stage"] if form.is_valid() else ""
    rows = Supporter.objects.visible_to(request.user)
    rows = rows.filter(stage=stage) if stage else rows.on_the_road()
    page = list(_after(rows, request.GET.get("after", ""))[: PAGE + 1])
    shown = page[:PAGE]
    following = _mark(shown[-1]) if len(page) > PAGE else ""
    first = reverse("supporters") + f"?stage={stage}"
    facts = {
        "rows": _rows(shown, by=request.user),
        "form": FilterForm(initial={"stage": stage}),
        "stage": stage,
        "next_url": f"{first}&after={following}" if following else "",
        "first_url": first if "after" in request.GET else "",
    }
    return render(request, "desk/supporters/list.html", facts)


def _after(rows: QuerySet[Supporter], mark: str) -> QuerySet[Supporter]:
    """The rows that come after `mark`, latest change first; a mark that is no mark begins from the beginning."""
    rows = rows.select_related("person").only(*LIST_COLUMNS).order_by("-stage_at", "-pk")
    moment, _sep, key = mark.partition("_")
    try:
        at, pk = EPOCH + timedelta(microseconds=int(moment)), int(key)
    except (ValueError, OverflowError):
        return rows
    return rows.filter(Q(stage_at__lt=at) | Q(stage_at=at, pk__lt=pk))


def _mark(supporter: Supporter) -> str:
    """Where a page ended: microseconds of the stage's moment, and the row's key, which says nothing to a reader."""
    return f"{(supporter.stage_at - EPOCH) // timedelta(microseconds=1)}_{supporter.pk}"


def _rows(supporters: list[Supporter], *, by: Person) -> list[Row]:
    opened = reading.opened_many([one.person for one in supporters], "identity", by=by, purpose=Purpose.STAFF)
    names = [called(Identity.of(one.identity)) for one in opened]
    return [_row(supporter, name) for supporter, name in zip(supporters, names, strict=True)]


def _row(supporter: Supporter, name: str) -> Row:
    return Row(
        name=name or grouped(supporter.code[:8]),
        url=reverse("supporter", args=[supporter.code]),
        stage=_stage_in_words(supporter),
        places=_places(supporter),
        languages=spoken(supporter),
        idle=_idle(supporter),
    )


def _places(supporter: Supporter) -> str:
    """ "1 of 2", once there is something to count."""
    if supporter.stage not in (Stage.ACTIVE, Stage.RESTING):
        return ""
    return _("%(taken)d of %(of)d") % {"taken": supporter.places_taken, "of": supporter.capacity}


def _stage_in_words(supporter: Supporter) -> str:
    label = str(Stage(supporter.stage).label)
    return label + ", " + _("no new people now") if supporter.at_limit and supporter.stage == Stage.ACTIVE else label


def _idle(supporter: Supporter) -> str:
    """Too little to do is noticed (R13): since when an active supporter has walked with nobody."""
    if supporter.stage != Stage.ACTIVE or supporter.places_taken or supporter.at_limit or not supporter.capacity:
        return ""
    since = supporter.last_walked_at or supporter.stage_at
    return day(since) if days_since(since) >= IDLE_DAYS else ""


# --- one supporter -------------------------------------------------------------------------------------------------
@require_GET
def one(request: HttpRequest, code: str) -> HttpResponse:
    """The road with who moved it when, the next act, and how to reach them."""
    supporter = found(request, code)
    movers = {step.by for step in roads.steps_of_this_round(supporter) if step.by} | {supporter.person}
    persons = sorted(movers, key=lambda person: person.pk)
    opened = reading.opened_many(persons, "identity", by=request.user, purpose=Purpose.STAFF)
    known = {person.pk: Identity.of(row.identity) for person, row in zip(persons, opened, strict=True)}
    names = {key: called(identity) for key, identity in known.items() if called(identity)}
    facts = {
        "supporter": supporter,
        "association": supporter.association,
        "identity": known[supporter.person.pk],
        "name": names.get(supporter.person.pk, grouped(supporter.code[:8])),
        "code": grouped(supporter.code),
        "steps": roads.timeline(supporter, reader=request.user, names=names),
        "rows": _facts(supporter),
        "may": {str(stage).replace("-", "_") for stage in Stage if supporter.may_become(stage)},
        "has_pledged": supporter.has_pledged,
        "agreement": agreeing.standing_agreement(supporter),
        "may_begin": agreeing.may_begin(supporter),
        "is_checked": supporter.has_been_checked,
        "booking": interviews.of(supporter),
        "consent_gone": supporter.has_taken_back_consent,
    }
    return render(request, "desk/supporters/one.html", facts)


def _facts(supporter: Supporter) -> list[dict]:
    agreements = supporter.agreements.select_related("text").order_by("signed_at")
    pledges = supporter.pledges.select_related("text").order_by("signed_at")
    courses = supporter.person.qualifications.select_related("course").order_by("day")
    return [
        {"label": _("Now"), "value": _stage_in_words(supporter)},
        *([{"label": _("Places taken"), "value": _places(supporter)}] if _places(supporter) else []),
        {"label": _("Languages"), "value": spoken(supporter)},
        {"label": _("Interview"), "value": day(supporter.interview_on)},
        {
            "label": _("Courses"),
            "value": "\n".join(
                f"{course.course.name}: {day(course.day)} ({course.get_ground_display()})" for course in courses
            ),
        },
        {
            "label": _("Secrecy pledge"),
            "value": "\n".join(
                f"{_('Version')} {pledge.text.version}: {day(pledge.signed_at)} ({pledge.get_given_display()})"
                for pledge in pledges
            ),
        },
        {"label": _("Agreement"), "value": "\n".join(_agreement(one) for one in agreements)},
        *([{"label": _("Background check"), "value": _checks(supporter)}] if supporter.with_minors else []),
        *([{"label": _("Looked at again"), "value": day(supporter.return_on)}] if supporter.return_on else []),
    ]


def _agreement(signed: VolunteerAgreement) -> str:
    confirmed = _("confirmed") if signed.is_confirmed else _("waits for you to confirm it")
    ended = ", " + _("ended") if signed.ended_at else ""
    return f"{_('Version')} {signed.text.version}: {day(signed.signed_at)} ({confirmed}{ended})"


def _checks(supporter: Supporter) -> str:
    """The days only; what the extract said is nowhere (act 148/2014)."""
    shown = [day(check.shown_on) for check in supporter.checks.order_by("shown_on")]
    return "\n".join(shown) or _("not shown yet")


@require_GET
def application(request: HttpRequest, code: str) -> HttpResponse:
    """What the applicant has told, opened for the interview; the applicant sees that it was read."""
    supporter = found(request, code, policies.may_read_application)
    sealed = [name for name in ("application", "interview", "answer") if getattr(supporter, name) is not None]
    if "interview" in sealed and asking.objects(supporter.person, About.NOTES):
        sealed.remove("interview")
    opened = reading.opened(supporter, *sealed, by=request.user, purpose=Purpose.INTERVIEW) if sealed else None
    facts = {
        "supporter": supporter,
        "association": supporter.association,
        "rows": showing.application(getattr(opened, "application", None)) if "application" in sealed else [],
        "interview": showing.interview(getattr(opened, "interview", None)) if "interview" in sealed else [],
        "answer": showing.answer(getattr(opened, "answer", None)) if "answer" in sealed else "",
    }
    return render(request, "desk/supporters/application.html", facts)


@require_GET
def experience(request: HttpRequest, code: str) -> HttpResponse:
    """What the supporter has told of their lived experience, question by question."""
    supporter = found(request, code)
    opened = experiences.of(supporter, by=request.user, purpose=Purpose.INTERVIEW)
    known = told.back(opened, supporter.speaks)
    rows = [
        {
            "label": question.heading,
            "value": question.form.told(known[question.key]),
            "change_url": reverse("supporter-experience-part", args=[code, question.key]),
        }
        for question in EXPERIENCE
    ]
    facts = {"supporter": supporter, "association": supporter.association, "rows": rows}
    return render(request, "desk/supporters/experience.html", facts)


def called(identity: Identity) -> str:
    return identity.full_name or identity.called
