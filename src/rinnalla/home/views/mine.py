"""Everyone's first page: what waits now, where one's request stands, with whom one walks, one's supporting."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from rinnalla.asks import moves as asks
from rinnalla.asks.choices import Stage as AskStage
from rinnalla.asks.models import Ask, Promise
from rinnalla.associations.models import administers, is_staff
from rinnalla.base import clock
from rinnalla.base.permission import is_self, require
from rinnalla.companionships import stories, waiting
from rinnalla.companionships.choices import Stage
from rinnalla.companionships.models import Companionship
from rinnalla.guidance import care
from rinnalla.home import acts, road
from rinnalla.matching.models import Proposal, Shortlist
from rinnalla.people import moves as people
from rinnalla.people.models import Person
from rinnalla.privacy import showing as privacy
from rinnalla.supporters import ageing, courses
from rinnalla.supporters.models import AgreementText, Booking, Pledge, PledgeText, Supporter, VolunteerAgreement
from rinnalla.training.models import Seat

STILL_SHOWN = timedelta(days=30)  # an ended companionship or request stays on the page so long


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Reads a handful of rows and opens names only; sealed stories stay shut."""
    require(request, is_self)
    me = request.user
    if people.has_same_address(me):
        asks.bring_home(me)
    known = _known(me)
    supporter, pairs = _supporter(me) if known["supports"] else None, _pairs(me)
    ask = _ask(me, pairs)
    called = stories.names(pairs, by=me)
    shown = {
        "called": people.identity_of(me).called,
        "doings": _doings(me, ask, supporter, list(zip(pairs, called, strict=True))),
        "privacy": privacy.news(me, ask, **{name: known[name] for name in privacy.FLAGS}),
        "ask": ask,
        "steps": _steps(ask, pairs),
        "pairs": [_line(me, pair, name) for pair, name in zip(pairs, called, strict=True)],
        "supporter": supporter,
        "course_news": courses.news(me) if supporter and known["seated"] else None,
        "experience_due": bool(supporter) and ageing.is_due(supporter),
        "may_ask": not (ask and ask.is_open) and not any(pair.person_id == me.pk for pair in pairs),
        "desk_url": reverse("desk") if is_staff(me) else "",
        "union_url": reverse("union") if administers(me) else "",
        "association": ask.association if ask else supporter.association if supporter else None,
    }
    return render(request, "home/mine/home.html", shown)


def _known(me: Person) -> dict[str, bool]:
    """What most have none of, in one statement: supporting, seats at courses, a wish to be erased, parting words."""
    this = {"person": OuterRef("pk")}
    own = {"supports": Exists(Supporter.objects.filter(**this)), "seated": Exists(Seat.objects.filter(**this))}
    asked = Person.objects.filter(pk=me.pk).annotate(**own, **privacy.flags())
    return asked.values("supports", "seated", *privacy.FLAGS).get()


def _ask(me: Person, pairs: list[Companionship]) -> Ask | None:
    """The newest request, while it is open, walked on, or ended a short while ago."""
    this = {"ask": OuterRef("pk")}
    cards = Shortlist.objects.shown().filter(**this).order_by("-round")
    found = Ask.objects.filter(person=me).select_related("association").order_by("-received_at", "-pk")
    ask = found.annotate(
        due=Subquery(Promise.objects.filter(**this, kept_at=None).values("due")[:1]),
        shown_at=Subquery(cards.values("shown_at")[:1]),
        has_cards=Exists(cards.open()),
        asked_at=Subquery(Proposal.objects.filter(**this).order_by("-asked_at").values("asked_at")[:1]),
    ).first()
    if ask is None or (ask.ended_at and ask.ended_at < clock.now() - STILL_SHOWN):
        return None
    parted = ask.stage == AskStage.COMPANIONSHIP and ask.pk not in {pair.ask_id for pair in pairs}
    return None if parted else ask


def _pairs(me: Person) -> list[Companionship]:
    """Those I walk with, and those we parted from a short while ago or still have a next step to choose."""
    recent = Q(ended_at__gte=clock.now() - STILL_SHOWN) | Q(person=me, next_step_at=None)
    mine = waiting.with_parts(Companionship.objects.of(me).filter(~Q(stage=Stage.ENDED) | recent))
    return list(mine.order_by("-met_at"))


def _supporter(me: Person) -> Supporter | None:
    """For those who support alone: the long question costs more than the rest of the page."""
    this = {"supporter": OuterRef("pk")}
    found = Supporter.objects.filter(person=me).select_related("association")
    return found.annotate(
        is_asked=Exists(Proposal.objects.open().filter(**this)),
        is_pledged=Exists(Pledge.objects.filter(**this, text=PledgeText.key_in_force())),
        is_agreed=Exists(
            VolunteerAgreement.objects.standing().filter(
                **this, association=OuterRef("association_id"), text=AgreementText.key_in_force()
            )
        ),
        talks_at=Subquery(Booking.objects.filter(**this).values("at")[:1]),
        has_ended_hard=Exists(care.hard_endings()),
        meeting_code=Subquery(care.next_meeting().values("meeting__code")[:1]),
        meeting_at=Subquery(care.next_meeting().values("meeting__begins_at")[:1]),
    ).first()


def _doings(me: Person, ask: Ask | None, supporter: Supporter | None, pairs: list) -> list[acts.Doing]:
    """What waits, most pressing first. A pause waits for nobody, so it is no act here."""
    found = acts.as_supporter(supporter) if supporter else []
    others = [acts.as_seeker(ask)] if ask else []
    others += [acts.in_pair(pair, me, name) for pair, name in pairs if pair.stage != Stage.PAUSED]
    return found + [doing for doing in others if doing]


def _steps(ask: Ask | None, pairs: list[Companionship]) -> list[road.Step]:
    """The timeline of the request, with its companionship if it has led to one."""
    if ask is None:
        return []
    own = next((pair for pair in pairs if pair.ask_id == ask.pk), None)
    days = {name: getattr(ask, name) for name in ("due", "shown_at", "asked_at")}  # annotated by `_ask`
    return road.steps(ask, own, **days)


def _line(me: Person, pair: Companionship, name: str) -> dict:
    return {
        "code": pair.code,
        "name": name,
        "words": acts.standing_words(pair, me),
        "next_review": pair.next_review if pair.is_standing else None,
        "is_supporter": acts.is_supporter_in(pair, me),
    }
